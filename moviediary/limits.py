"""How often somebody may do something: counted in Redis, or in this process while Redis is away."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import redis

from moviediary import metrics
from moviediary.errors import TooMany
from moviediary.link import Link, to
from moviediary.windows import InProcess, InRedis, Window, Windows

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
Answer = TypeVar("Answer")


class Rule(NamedTuple):
    """So many times within so many seconds."""

    amount: int
    seconds: int


def rule(said: str) -> Rule:
    """What a setting such as "10 per 3 minutes" means; `settings.limit` has looked at it."""
    amount, _, *many, unit = said.split()
    return Rule(int(amount), int(many[0] if many else 1) * SECONDS[unit.removesuffix("s")])


class Limits:
    """Limits by name, such as "10 per 3 minutes", each counted per key."""

    def __init__(self, link: Link, rules: Mapping[str, str]):
        self._link = link
        self._rules = {name: rule(said) for name, said in rules.items()}
        self._shared, self._own = InRedis(link.connection), InProcess()

    def hit(self, name: str, *keys: str) -> None:
        """Count one use. Raises TooMany with a sentence and the seconds to wait."""
        wanted = self._rules[name]
        if self._ask(lambda windows: windows.add(_key(name, keys), wanted.seconds)) > wanted.amount:
            self._refuse(name, self._ask(lambda windows: windows.look(_key(name, keys))))

    def check(self, name: str, *keys: str) -> None:
        """Raise TooMany where the limit is reached already, without counting."""
        window = self._ask(lambda windows: windows.look(_key(name, keys)))
        if window.times >= self._rules[name].amount:
            self._refuse(name, window)

    def free(self, name: str, *keys: str) -> bool:
        """Whether nothing was counted yet."""
        return self._ask(lambda windows: windows.look(_key(name, keys))).times == 0

    def _refuse(self, name: str, window: Window) -> None:
        metrics.one_more(metrics.LIMITS, name)
        wait = int(window.left) + 1
        raise TooMany(f"That was too often. Try again in {_spoken(wait)}.", wait)

    def _ask(self, question: Callable[[Windows], Answer]) -> Answer:
        if self._link.usable:
            try:
                return question(self._shared)
            except redis.RedisError as problem:
                self._link.failed(problem)
        return question(self._own)


def _key(name: str, keys: tuple[str, ...]) -> str:
    return "/".join((name, *keys))


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
