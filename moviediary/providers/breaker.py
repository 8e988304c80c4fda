"""Leaving a provider alone that does not answer: nobody waits for it again and again."""

import math
import mmap
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from moviediary.errors import GiveUp, TryAgain

FAILURES = 3
PAUSE = 30.0
T = TypeVar("T")


class Breaker:
    """Opens after three failures in a row, for 30 seconds, or for as long as the provider asked for.

    After that one caller tries. Where that fails too, the provider is left alone for another 30 seconds.

    Processes that are forked later share what was counted: each job of the worker is one, and ends with its call. Only the
    threads of one process wait for each other; a lock between processes would stay shut when its holder is killed, and without
    one, two may try at the same moment.
    """

    def __init__(self, name: str):
        self._name = name
        self._lock = threading.Lock()
        # The clock is the same in all processes of a machine, so its moments can be shared.
        self._shared = memoryview(mmap.mmap(-1, 16)).cast("d")

    @property
    def _failures(self) -> float:
        return self._shared[0]

    @_failures.setter
    def _failures(self, value: float) -> None:
        self._shared[0] = value

    @property
    def _open_until(self) -> float:
        return self._shared[1]

    @_open_until.setter
    def _open_until(self, value: float) -> None:
        self._shared[1] = value

    def call(self, ask: Callable[[], T]) -> T:
        """Ask, unless the provider is being left alone: then TryAgain says at once for how long."""
        self._enter()
        try:
            answer = ask()
        except TryAgain as problem:
            self._failed(problem.after)
            raise
        except GiveUp:
            # Not what was hoped for, but an answer.
            self._answered()
            raise
        self._answered()
        return answer

    def _enter(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now < self._open_until:
                seconds = self._open_until - now
                raise TryAgain(f"{self._name} is not asked for {math.ceil(seconds)} seconds, as it did not answer", after=seconds)
            if self._failures >= FAILURES:
                # This caller is the one that tries; the others go on waiting.
                self._open_until = now + PAUSE

    def _answered(self) -> None:
        with self._lock:
            self._failures = 0
            self._open_until = 0.0

    def _failed(self, asked: float) -> None:
        with self._lock:
            self._failures += 1
            if asked or self._failures >= FAILURES:
                self._open_until = time.monotonic() + (asked or PAUSE)
