"""Whether the site could save something at this moment, found out by saving something.

Only a write shows that a disk is full or read-only, or that another writer stopped in the middle of its own. It is made at most
once every few seconds in each process, however often it is asked for, and by one thread: the others need not wait with it.
"""

import threading
import time

import peewee

from moviediary import disks, schedule
from moviediary.database import cause, writing

NAME = "readiness"
# Seconds for which an answer holds, for which a writer's turn is waited for, and after which a write is taken to be stuck.
EVERY, PATIENCE, STUCK = 2.0, 2.0, 4.0


class Probe:
    """Tries to write, and remembers how that went."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told, self._at, self._began = "", float("-inf"), float("-inf")

    def problem(self) -> str:
        """Why nothing can be saved, in words; "" where something could be."""
        if self._lock.acquire(blocking=False):
            try:
                if time.monotonic() - self._at >= EVERY:
                    self._try()
            finally:
                self._lock.release()
        elif self._began > self._at and time.monotonic() - self._began >= STUCK:
            return "a write does not come to its end"
        return self._told

    def _try(self) -> None:
        self._began = time.monotonic()
        try:
            self._told = _written()
        finally:
            self._at = time.monotonic()


def _written() -> str:
    disk = disks.fullest()
    if disk is not None and disk.full:
        return f"the disk is full: {disk.free >> 20} MB are left"
    try:
        with writing(PATIENCE):
            schedule.note(NAME)
    except (peewee.PeeweeException, OSError) as problem:
        return " ".join(str(cause(problem)).split())[:200] or type(problem).__name__
    return ""


probe = Probe()
