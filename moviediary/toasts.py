"""Messages shown once, on the next page: what happened, and perhaps how to undo it."""

from flask import flash, session

# They wait in the cookie for the next page; a browser that never asks for one must not fill it up.
MOST = 3


def tell(text: str, undo: str = "") -> None:
    """Say what happened. `undo` is the address a POST to which takes it back."""
    _keep({"text": text, "undo": undo, "kind": ""})


def warn(text: str) -> None:
    """Say what could not be done."""
    _keep({"text": text, "undo": "", "kind": "problem"})


def _keep(toast: dict[str, str]) -> None:
    flash(toast)  # type: ignore[arg-type]
    session["_flashes"] = session["_flashes"][-MOST:]
