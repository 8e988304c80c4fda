"""How often somebody may do something: counted in Redis, or in this process while Redis is away."""

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from moviediary.errors import TooMany

# After Redis did not answer, it is left alone for this many seconds.
PAUSE = 5.0
log = logging.getLogger(__name__)


class Limits:
    """Limits by name, such as "10 per 3 minutes", each counted per key."""

    def __init__(self, url: str, rules: Mapping[str, str]):
        self._url = url
        self._rules = rules
        self._lock = threading.Lock()
        self._shared: Any = None
        self._own: Any = None
        self._items: dict[str, Any] = {}
        self._away_until = 0.0

    def hit(self, name: str, *keys: str) -> None:
        """Count one use. Raises TooMany with a sentence and the seconds to wait."""
        if not self._counted("hit", name, keys):
            self._refuse(name, keys)

    def check(self, name: str, *keys: str) -> None:
        """Raise TooMany where the limit is reached already, without counting."""
        if not self._counted("test", name, keys):
            self._refuse(name, keys)

    def free(self, name: str, *keys: str) -> bool:
        """Whether nothing was counted yet."""
        rule = self._rule(name)
        return bool(self._ask("get_window_stats", rule, name, keys).remaining >= rule.amount)

    def _counted(self, what: str, name: str, keys: tuple[str, ...]) -> bool:
        return bool(self._ask(what, self._rule(name), name, keys))

    def _refuse(self, name: str, keys: tuple[str, ...]) -> None:
        stats = self._ask("get_window_stats", self._rule(name), name, keys)
        wait = max(int(stats.reset_time - time.time()) + 1, 1)
        raise TooMany(f"That was too often. Try again in {_spoken(wait)}.", wait)

    def _ask(self, what: str, rule: Any, name: str, keys: tuple[str, ...]) -> Any:
        self._open()
        if time.monotonic() >= self._away_until:
            try:
                return getattr(self._shared, what)(rule, name, *keys)
            except redis.RedisError as problem:
                self._away_until = time.monotonic() + PAUSE
                log.warning("limits are counted in this process only: %s", problem)
        return getattr(self._own, what)(rule, name, *keys)

    def _rule(self, name: str) -> Any:
        if name not in self._items:
            from limits import parse

            self._items[name] = parse(self._rules[name])
        return self._items[name]

    def _open(self) -> None:
        with self._lock:
            if self._own is not None:
                return
            from limits.storage import MemoryStorage, RedisStorage
            from limits.strategies import FixedWindowRateLimiter

            pool = redis.ConnectionPool.from_url(
                self._url, socket_connect_timeout=0.3, socket_timeout=0.3, retry=Retry(NoBackoff(), 0)
            )
            # The address is not used, the pool is; the scheme only chooses the kind of storage.
            self._shared = FixedWindowRateLimiter(RedisStorage("redis://", connection_pool=pool))
            self._own = FixedWindowRateLimiter(MemoryStorage())


_limits: Limits | None = None


def configure(url: str, rules: Mapping[str, str]) -> None:
    global _limits
    _limits = Limits(url, rules)


def limits() -> Limits:
    if _limits is None:
        raise RuntimeError("limits.configure() was not called")
    return _limits


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
