"""What others sent, kept in Redis for a while. Without Redis nothing is kept, and it is asked for again."""

import redis

from moviediary.link import Link, to

_link: Link | None = None


def configure(url: str) -> None:
    global _link
    _link = to(url)


def put(name: str, data: bytes, seconds: int) -> None:
    """Keep something for some seconds."""
    if _link is not None and _link.usable:
        try:
            _link.connection.set(f"shelf:{name}", data, ex=seconds)
        except redis.RedisError as problem:
            _link.failed(problem)


def taken(name: str) -> bytes | None:
    """What is kept under a name, or None."""
    if _link is None or not _link.usable:
        return None
    try:
        kept = _link.connection.get(f"shelf:{name}")
    except redis.ResponseError:
        # It is there, but holds something else under this name: no reason to leave it alone.
        return None
    except redis.RedisError as problem:
        _link.failed(problem)
        return None
    return kept if isinstance(kept, bytes) else None
