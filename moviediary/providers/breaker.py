"""Leaving a provider alone that does not answer: nobody waits for it again and again."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from moviediary.errors import TryAgain

FAILURES = 3
PAUSE = 30.0
T = TypeVar("T")


class Breaker:
    """Opens after three failures in a row, for 30 seconds, or for as long as the provider asked for."""

    def __init__(self, name: str):
        self._name = name
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until = 0.0

    def call(self, ask: Callable[[], T]) -> T:
        """Ask, unless the provider is being left alone. Raises TryAgain."""
        with self._lock:
            remaining = self._open_until - time.monotonic()
        if remaining > 0:
            raise TryAgain(f"{self._name} is left alone for a while, as it did not answer", after=remaining)
        try:
            answer = ask()
        except TryAgain as problem:
            self._failed(problem.after)
            raise
        with self._lock:
            self._failures = 0
        return answer

    def _failed(self, asked: float) -> None:
        with self._lock:
            self._failures += 1
            if asked or self._failures >= FAILURES:
                self._open_until = time.monotonic() + (asked or PAUSE)
                self._failures = 0
