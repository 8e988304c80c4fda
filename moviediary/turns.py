"""Whose turn it is to write to a file of SQLite, among all threads and processes: whoever waited gets it before who had it last.

SQLite itself would let each sleep for up to a tenth of a second between two looks, while others take the lock again and again.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playhouse.cysqlite_ext import CySqliteDatabase

# Seconds a writer waits for the one before.
PATIENCE = 5
# How often a process looks whether another has done writing.
LOOK = 0.0005
WRITES = ("INSERT", "UPDATE", "DELETE")
_writers = threading.Lock()


class InTurn(CySqliteDatabase):
    """SQLite, where a single statement that writes waits for its turn as a transaction does."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if not sql.startswith(WRITES) or self.in_transaction():
            return super().execute_sql(sql, params)
        with turn(self.database):
            return super().execute_sql(sql, params)

    def later(self, sql: str, params: Any = None) -> None:
        """Do something of which the answer is of no interest: at once, as there is no way to go."""
        self.execute_sql(sql, params)


@contextmanager
def turn(database: str, patience: float = PATIENCE) -> Iterator[None]:
    """A writer's turn, or no more than so many seconds of waiting for it: then SQLite decides.

    Threads queue in the process, and processes at a gate. Who is through waits for the one who writes, and meanwhile keeps that
    one from coming through again.
    """
    deadline = time.monotonic() + patience
    queued = _writers.acquire(timeout=patience)
    opened: list[int] = []
    try:
        gate, file = (_opened(f"{database}.{name}", opened) for name in ("waiting", "writing"))
        _wait(gate, deadline)
        _wait(file, deadline)
        if gate is not None:
            fcntl.flock(gate, fcntl.LOCK_UN)
        yield
    finally:
        # Whoever closes a file lets go of it.
        for number in opened:
            os.close(number)
        if queued:
            _writers.release()


def _opened(path: str, opened: list[int]) -> int | None:
    # The disk may be full, or nothing may be written: SQLite will say so.
    with suppress(OSError):
        opened.append(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666))
        return opened[-1]
    return None


def _wait(file: int | None, deadline: float) -> None:
    while file is not None and not _locked(file) and time.monotonic() < deadline:
        time.sleep(LOOK)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
