"""Small posters of films that are not ours yet, fetched while somebody looks at a list of them."""

import threading
import time
from urllib.parse import urlsplit

from moviediary import http, shelf
from moviediary.errors import GiveUp, TryAgain
from moviediary.movies import pictures
from moviediary.movies.handlers import PICTURES

MAX_BYTES = 500_000
# Seconds for one picture, for a turn to fetch it, and for which a host that does not answer is left alone.
DEADLINE, PATIENCE, PAUSE = 3.0, 1.0, 30.0
A_DAY, A_MINUTE = 86_400, 60
# Four threads answer for a process, and pages must not wait for pictures.
_turns = threading.BoundedSemaphore(2)
_away: dict[str, float] = {}


def thumbnail(address: str) -> bytes | None:
    """The picture at an address, as a WebP 92 pixels wide; None where there is none to be had, for whatever reason."""
    kept = shelf.taken(f"thumbnail:{address}")
    if kept is None:
        kept = _fetched(address)
        # What cannot be had now is not asked for again by everybody who looks.
        shelf.put(f"thumbnail:{address}", kept, A_DAY if kept else A_MINUTE)
    return kept or None


def _fetched(address: str) -> bytes:
    host = urlsplit(address).netloc
    if time.monotonic() < _away.get(host, 0.0) or not _turns.acquire(timeout=PATIENCE):
        return b""
    try:
        answer = http.fetch(address, accept=PICTURES, max_bytes=MAX_BYTES, deadline=DEADLINE)
        return pictures.thumbnail(answer.body) if answer.status == 200 else b""
    except TryAgain:
        _away[host] = time.monotonic() + PAUSE
        return b""
    except GiveUp:
        return b""
    finally:
        _turns.release()
