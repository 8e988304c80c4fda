"""Leaving a provider alone that does not answer: nobody waits for it again and again."""

import math
import mmap
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from moviediary.errors import GiveUp, TryAgain
from moviediary.shared import Away, Shared

FAILURES = 5
PAUSE = 60.0
T = TypeVar("T")

_MOMENT = """
local function kept(field) return tonumber(redis.call('HGET', KEYS[1], field) or '0') or 0 end
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
"""
# Since when nobody answered: what was open before, and was not closed by an answer, still is.
_SINCE = "if kept('since') <= 0 or kept('since') > now then redis.call('HSET', KEYS[1], 'since', now) end"
# What is longer than an hour was not written here.
_ENTER = f"""{_MOMENT}
local rest = math.max(kept('open'), kept('told')) - now
if rest > 0 and rest <= 3600 then return tostring(rest) end
if kept('failures') >= tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'open', now + ARGV[2]) end
return '0'
"""
_FAILED = f"""{_MOMENT}
local failures = kept('failures') + 1
redis.call('HSET', KEYS[1], 'failures', failures)
if failures >= tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'open', now + ARGV[2]) end
if failures >= tonumber(ARGV[1]) or tonumber(ARGV[3]) > 0 then {_SINCE} end
if tonumber(ARGV[3]) > 0 then redis.call('HSET', KEYS[1], 'told', now + ARGV[3]) end
redis.call('EXPIRE', KEYS[1], 7200)
"""
_ANSWERED = f"""{_MOMENT}
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HSET', KEYS[1], 'failures', 0, 'open', 0)
if kept('told') <= now then redis.call('HDEL', KEYS[1], 'since') end
"""
_STATE = f"""{_MOMENT}
local function sound(number, most) if number > 0 and number <= most then return tostring(number) end return '0' end
local rest = math.max(kept('open'), kept('told')) - now
return {{sound(kept('failures'), 1000000), sound(rest, 3600), sound(now - kept('since'), 31536000)}}
"""


@dataclass(frozen=True)
class Circuit:
    """How a provider is asked: failures in a row, seconds for which it is left alone, and seconds since that began."""

    failures: int
    left_alone: float
    since: float


class Breaker:
    """Opens for 60 seconds after five failures in a row, and for as long as the provider asked for.

    After that one caller tries. Where that fails too, the provider is left alone for another 60 seconds. An answer to an older
    question does not shorten what the provider asked for.

    All processes count together, in Redis. While it is away, those do that were forked from this one.
    """

    def __init__(self, name: str, key: str, shared: Shared):
        self._name = name
        self._key = key
        self._shared = shared
        self._own = _Counted()

    def call(self, ask: Callable[[], T]) -> T:
        """Ask, unless the provider is being left alone: then TryAgain says at once for how long."""
        seconds = self._seconds_to_wait()
        if seconds > 0:
            raise TryAgain(f"{self._name} is not asked for {math.ceil(seconds)} seconds, as it did not answer", after=seconds)
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

    def circuit(self) -> Circuit:
        """How it is at this moment. Asks nobody but Redis, and lets nobody through."""
        try:
            told = self._shared.ask(lambda redis: redis.eval(_STATE, 1, self._key))
        except Away:
            return self._own.circuit()
        failures, rest, since = (float(text) for text in told)
        return Circuit(int(failures), rest, since if rest > 0 else 0.0)

    def _seconds_to_wait(self) -> float:
        try:
            return float(self._shared.ask(lambda redis: redis.eval(_ENTER, 1, self._key, FAILURES, PAUSE)))
        except Away:
            return self._own.seconds_to_wait()

    def _failed(self, asked: float) -> None:
        try:
            self._shared.ask(lambda redis: redis.eval(_FAILED, 1, self._key, FAILURES, PAUSE, asked))
        except Away:
            self._own.failed(asked)

    def _answered(self) -> None:
        try:
            self._shared.ask(lambda redis: redis.eval(_ANSWERED, 1, self._key))
        except Away:
            self._own.answered()


class _Counted:
    """The same, in memory that processes share which are forked later: each job of the worker is one, and ends with its call.

    Only the threads of one process wait for each other; a lock between processes would stay shut when its holder is killed, and
    without one, two may try at the same moment.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Failures, open until, told to wait until, since when. All processes of a machine have one clock for them.
        self._kept = memoryview(mmap.mmap(-1, 32)).cast("d")

    def circuit(self) -> Circuit:
        with self._lock:
            now = time.monotonic()
            rest = max(self._kept[1], self._kept[2]) - now
            return Circuit(int(self._kept[0]), max(rest, 0.0), now - self._kept[3] if rest > 0 and self._kept[3] else 0.0)

    def seconds_to_wait(self) -> float:
        with self._lock:
            now = time.monotonic()
            seconds = max(self._kept[1], self._kept[2]) - now
            if seconds <= 0 and self._kept[0] >= FAILURES:
                # This caller is the one that tries; the others go on waiting.
                self._kept[1] = now + PAUSE
            return seconds

    def failed(self, asked: float) -> None:
        with self._lock:
            now = time.monotonic()
            self._kept[0] += 1
            if self._kept[0] >= FAILURES:
                self._kept[1] = now + PAUSE
            if asked:
                self._kept[2] = now + asked
            if (asked or self._kept[0] >= FAILURES) and not self._kept[3]:
                self._kept[3] = now

    def answered(self) -> None:
        with self._lock:
            self._kept[0] = self._kept[1] = 0.0
            if self._kept[2] <= time.monotonic():
                self._kept[3] = 0.0
