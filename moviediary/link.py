"""The web process's connection to Redis. Whatever finds it away tells the others, so that a request waits for it once."""

import logging
import time
from functools import lru_cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# Seconds a request waits at most for an answer. Redis is near, or the site would be slow all the time.
PATIENCE = 0.2
# After Redis did not answer, it is left alone for this many seconds.
PAUSE = 5.0
log = logging.getLogger(__name__)


class Link:
    """A connection that is used when it works, and left alone for a while when it does not."""

    def __init__(self, url: str):
        self.connection: redis.Redis = redis.from_url(
            url,
            socket_connect_timeout=PATIENCE,
            socket_timeout=PATIENCE,
            # Ten attempts with back-off are redis-py's default: 3.7 seconds of a member's time when Redis is away.
            retry=Retry(NoBackoff(), 0),
        )
        self._away_until = 0.0

    @property
    def usable(self) -> bool:
        return time.monotonic() >= self._away_until

    def failed(self, problem: redis.RedisError) -> None:
        """Note that Redis did not answer."""
        self._away_until = time.monotonic() + PAUSE
        log.warning("Redis is left alone for %g s, the site goes on without it: %s", PAUSE, problem)

    def reachable(self) -> bool:
        """Whether Redis answers at this moment."""
        try:
            return bool(self.connection.ping())
        except redis.RedisError:
            return False


@lru_cache(maxsize=8)
def to(url: str) -> Link:
    """The link to a Redis, one for all who use it in this process."""
    return Link(url)
