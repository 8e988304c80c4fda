"""Messages shown once, on the next page: what happened, and perhaps how to undo it."""

from flask import flash


def tell(text: str, undo: str = "") -> None:
    """Say what happened. `undo` is the address a POST to which takes it back."""
    flash({"text": text, "undo": undo, "kind": ""})  # type: ignore[arg-type]


def warn(text: str) -> None:
    """Say what could not be done."""
    flash({"text": text, "undo": "", "kind": "problem"})  # type: ignore[arg-type]
