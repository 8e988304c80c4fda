"""Numbers that all processes of a site count together in Redis, wherever they run: what the worker does, and who is asked.

Each costs a question to Redis, which what is counted here takes many times of anyway. While Redis is away nothing is counted,
and a Redis that lost its memory begins at nothing, as Prometheus expects of counters.
"""

from contextlib import suppress

from moviediary.shared import Away, Shared

KEY = "moviediary:tallies"
# Labels are names of ours, which have none of these.
BETWEEN = "|"
_shared = Shared("")


def configure(url: str) -> None:
    """Count in the Redis at an address, or not at all where it is empty. Nothing is opened yet."""
    global _shared
    _shared = Shared(url)


def add(*labels: str) -> None:
    """Count one more of something."""
    with suppress(Away):
        _shared.ask(lambda redis: redis.hincrby(KEY, BETWEEN.join(labels), 1))


def counted() -> dict[tuple[str, ...], int]:
    """What was counted so far, by labels; nothing while Redis is away."""
    try:
        kept = _shared.ask(lambda redis: redis.hgetall(KEY))
    except Away:
        return {}
    return {tuple(name.decode("utf-8", "replace").split(BETWEEN)): int(number) for name, number in kept.items()}
