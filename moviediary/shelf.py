"""What others sent, kept in Redis for a while. Without Redis nothing is kept, and it is asked for again."""

from contextlib import suppress

from moviediary.shared import Away, Shared

_shared = Shared("")


def configure(url: str) -> None:
    global _shared
    _shared = Shared(url)


def put(name: str, data: bytes, seconds: int) -> None:
    """Keep something for some seconds."""
    with suppress(Away):
        _shared.ask(lambda redis: redis.set(_key(name), data, ex=seconds))


def taken(name: str) -> bytes | None:
    """What is kept under a name, or None."""
    try:
        kept = _shared.ask(lambda redis: redis.get(_key(name)))
    except Away:
        return None
    return kept if isinstance(kept, bytes) else None


def _key(name: str) -> str:
    return f"moviediary:shelf:{name}"
