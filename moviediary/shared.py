"""Asking Redis for what the processes of a site know together, and going on without it."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import redis

from moviediary.link import Link, to

T = TypeVar("T")
log = logging.getLogger(__name__)


class Away(Exception):
    """Redis cannot be asked: whoever asked goes on with what this process knows."""


class Shared:
    """The way to Redis, which is left alone for a while when it does not answer; without an address it is always away."""

    def __init__(self, url: str):
        self._link: Link | None = to(url) if url else None

    def ask(self, do: Callable[[Any], T]) -> T:
        """What `do` makes of the connection. Raises Away."""
        if self._link is None or not self._link.usable:
            raise Away
        try:
            return do(self._link.connection)
        except redis.ResponseError as problem:
            # It is there, but does not allow this, or holds something else under this name.
            log.info("Redis refused: %s", problem)
            raise Away from None
        except redis.RedisError as problem:
            self._link.failed(problem)
            raise Away from None
