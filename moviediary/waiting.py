"""How many threads of a process may wait for other servers: the rest have pages to make, however slow those are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Of the four threads that gunicorn.conf.py gives a process.
MOST = 3
_free: threading.BoundedSemaphore | None = None


def limit(most: int) -> None:
    """From now on no more threads of this process, and of those forked from it, may wait. Without a limit all may."""
    global _free
    _free = threading.BoundedSemaphore(most)


@contextmanager
def allowed() -> Iterator[bool]:
    """Whether this thread may wait, which is told at once."""
    free = _free
    may = free is None or free.acquire(blocking=False)
    try:
        yield may
    finally:
        if free is not None and may:
            free.release()
