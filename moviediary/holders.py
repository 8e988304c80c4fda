"""Who holds a claim: the names of processes, by which others tell whether one still runs."""

import os
import secrets
import socket
from pathlib import Path


def own_name() -> str:
    """A name for what this process claims, another one each time."""
    return f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"


def is_gone(holder: str) -> bool:
    """Whether a process of this machine does not run any more. Of other machines nothing is known."""
    host, _, rest = holder.partition(" ")
    number = rest.partition(" ")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    return _has_ended(int(number))


def _has_ended(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        # Not a Linux, or it ended just now.
        return False
    # A process that has ended keeps its number until somebody asks how, which in a container may be seconds later, or never.
    return state in ("Z", "X")
