"""Small posters of films that are not ours yet, fetched while somebody looks at a list of them."""

import threading
import time
from urllib.parse import urlsplit

from moviediary import http, shelf, waiting
from moviediary.errors import GiveUp, TryAgain
from moviediary.movies import pictures
from moviediary.movies.handlers import PICTURES

MAX_BYTES = 500_000
# Seconds for one picture, for a turn to fetch it, after which a host is slow, and for which such a host is left alone.
DEADLINE, PATIENCE, SLOW, PAUSE = 3.0, 1.0, 1.5, 30.0
A_DAY, A_MINUTE = 86_400, 60
# Four threads answer for a process, and pages must not wait for pictures.
_turns = threading.BoundedSemaphore(2)
_away: dict[str, float] = {}


def thumbnail(address: str) -> bytes | None:
    """The picture at an address, as a WebP 92 pixels wide; None where there is none to be had, for whatever reason."""
    kept = shelf.taken(f"thumbnail:{address}")
    if kept is not None and _is_ours(kept):
        return kept or None
    with waiting.allowed() as may:
        try:
            found = _fetched(address) if may else None
        except TryAgain:
            found = None
    if found is not None:
        # What cannot be had now is not asked for again by everybody who looks.
        shelf.put(f"thumbnail:{address}", found, A_DAY if found else A_MINUTE)
    return found or None


def _is_ours(kept: bytes) -> bool:
    """Whether this may be what was kept here: nothing, or a small picture. Redis is not trusted more than a host is."""
    return not kept or (len(kept) <= MAX_BYTES and kept[:4] == b"RIFF" and kept[8:12] == b"WEBP")


def _fetched(address: str) -> bytes | None:
    """The picture, or nothing where its host has none or is left alone; None where it was not asked. Raises TryAgain."""
    host = urlsplit(address).netloc
    if time.monotonic() < _away.get(host, 0.0):
        return b""
    if not _turns.acquire(timeout=PATIENCE):
        return None
    try:
        answer = _asked(address, host)
        return pictures.thumbnail(answer.body) if answer and answer.status == 200 else b""
    except GiveUp:
        return b""
    finally:
        _turns.release()


def _asked(address: str, host: str) -> http.Answer | None:
    began = time.monotonic()
    try:
        return http.fetch(address, accept=PICTURES, max_bytes=MAX_BYTES, deadline=DEADLINE)
    except TryAgain:
        began -= DEADLINE
        return None
    finally:
        # A host this slow would keep every thread that looks for a picture of it, one after the other.
        if time.monotonic() - began > SLOW:
            _away[host] = time.monotonic() + PAUSE
