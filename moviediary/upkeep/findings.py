"""What the doctor finds: one line each, with what to do about it."""

from dataclasses import dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True)
class Finding:
    """How one thing is: ok, warn where it works but should be better, bad where it does not or is dangerous."""

    about: str
    state: str
    said: str
    todo: str = ""


def ok(about: str, said: str) -> Finding:
    return Finding(about, OK, said)


def warn(about: str, said: str, todo: str) -> Finding:
    return Finding(about, WARN, said, todo)


def bad(about: str, said: str, todo: str) -> Finding:
    return Finding(about, BAD, said, todo)
