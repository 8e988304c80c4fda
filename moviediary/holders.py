"""Who holds a claim: the names of processes, by which others tell whether one still runs."""

import os
import secrets
import socket


def own_name() -> str:
    """A name for what this process claims, another one each time."""
    return f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"


def is_gone(holder: str) -> bool:
    """Whether a process of this machine does not run any more. Of other machines nothing is known."""
    host, _, rest = holder.partition(" ")
    number = rest.partition(" ")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
