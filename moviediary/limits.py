"""How often somebody may do something: counted in Redis, or in this process while Redis is away."""

import threading
import time
from collections.abc import Mapping
from typing import Any

import redis

from moviediary import metrics
from moviediary.errors import TooMany
from moviediary.link import Link, to


class Limits:
    """Limits by name, such as "10 per 3 minutes", each counted per key."""

    def __init__(self, link: Link, rules: Mapping[str, str]):
        self._link = link
        self._rules = rules
        self._lock = threading.Lock()
        self._shared: Any = None
        self._own: Any = None
        self._items: dict[str, Any] = {}

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
        metrics.one_more(metrics.LIMITS, name)
        stats = self._ask("get_window_stats", self._rule(name), name, keys)
        wait = max(int(stats.reset_time - time.time()) + 1, 1)
        raise TooMany(f"That was too often. Try again in {_spoken(wait)}.", wait)

    def _ask(self, what: str, rule: Any, name: str, keys: tuple[str, ...]) -> Any:
        self._open()
        if self._link.usable:
            try:
                return getattr(self._shared, what)(rule, name, *keys)
            except redis.RedisError as problem:
                self._link.failed(problem)
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

            pool = self._link.connection.connection_pool
            # The address is not used, the pool is; the scheme only chooses the kind of storage.
            self._shared = FixedWindowRateLimiter(RedisStorage("redis://", connection_pool=pool))
            self._own = FixedWindowRateLimiter(MemoryStorage())


_limits: Limits | None = None


def configure(url: str, rules: Mapping[str, str]) -> None:
    global _limits
    _limits = Limits(to(url), rules)


def limits() -> Limits:
    if _limits is None:
        raise RuntimeError("limits.configure() was not called")
    return _limits


def _spoken(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
