"""How many may ask a provider at once: pages are made while people wait, and providers do not like a crowd."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from moviediary import waiting
from moviediary.errors import TryAgain
from moviediary.shared import Away, Shared

# Seconds somebody waits for a place, and between two looks.
PATIENCE, STEP = 1.0, 0.04
# Seconds after which a place is free again, should its holder be killed. No question takes as long.
LEASE = 15

_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + ARGV[2] + 1, '+inf')
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], 60)
return 1
"""


class Places:
    """Places for those who ask, over all processes that have to take one. While Redis is away, those of this process."""

    def __init__(self, name: str, key: str, shared: Shared):
        self._name = name
        self._key = key
        self._shared = shared
        self._most = 0
        self._own = threading.BoundedSemaphore()

    def limit(self, most: int) -> None:
        """From now on this process has to take one of so many places."""
        self._most = most
        self._own = threading.BoundedSemaphore(most)

    @contextmanager
    def taken(self, ends: float) -> Iterator[None]:
        """Hold a place. Raises TryAgain where none is free within a second, or until the moment `ends`."""
        if not self._most:
            yield
            return
        with waiting.allowed() as may:
            if not may:
                raise self._busy()
            with self._held(ends):
                yield

    @contextmanager
    def _held(self, ends: float) -> Iterator[None]:
        until = min(time.monotonic() + PATIENCE, ends)
        if not self._own.acquire(timeout=max(until - time.monotonic(), 0.0)):
            raise self._busy()
        try:
            lease = self._lease(until)
            try:
                yield
            finally:
                with suppress(Away):
                    self._shared.ask(lambda redis: redis.zrem(self._key, lease))
        finally:
            self._own.release()

    def _lease(self, until: float) -> str:
        lease = uuid4().hex
        while not self._granted(lease):
            if time.monotonic() + STEP > until:
                raise self._busy()
            time.sleep(STEP)
        return lease

    def _granted(self, lease: str) -> bool:
        try:
            return bool(self._shared.ask(lambda redis: redis.eval(_TAKE, 1, self._key, self._most, LEASE, lease)))
        except Away:
            return True

    def _busy(self) -> TryAgain:
        return TryAgain(f"{self._name} is being asked by others at this moment", after=1)
