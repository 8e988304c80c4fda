"""RQ as a bell: a job says "look at this delivery" and nothing more, so losing one loses no work."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry as RedisRetry

if TYPE_CHECKING:
    from moviediary.queue import SafeQueue

# After Redis did not answer, the web process leaves it alone for this many seconds.
PAUSE = 5.0
log = logging.getLogger(__name__)


class Bell:
    """The connection to the queue. Ringing never fails and never takes long; the sweep finds what was not heard."""

    def __init__(self, url: str, describe: Callable[[list[int]], Mapping[int, str]]):
        self.connection: redis.Redis = redis.from_url(
            url,
            socket_connect_timeout=0.3,
            socket_timeout=0.3,
            # Ten attempts with back-off are redis-py's default: 3.7 seconds of a member's time when Redis is away.
            retry=RedisRetry(NoBackoff(), 0),
        )
        self._describe = describe
        self._silent_until = 0.0
        self._queue: SafeQueue | None = None

    def ring(self, deliveries: list[int]) -> None:
        """Announce deliveries that were just committed."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._enqueue(deliveries)
        except redis.RedisError as problem:
            self._silent_until = time.monotonic() + PAUSE
            log.warning("the queue is not reachable, the sweep will deliver: %s", problem)

    def reachable(self) -> bool:
        try:
            return bool(self.connection.ping())
        except redis.RedisError:
            return False

    def _enqueue(self, deliveries: list[int]) -> None:
        if self._queue is None:
            # RQ takes a fifth of a second to import; a web process that logs nothing need not wait for it.
            from moviediary.queue import SafeQueue

            self._queue = SafeQueue(connection=self.connection)
        names = self._describe(deliveries)
        with self.connection.pipeline() as pipeline:
            for delivery in deliveries:
                self._queue.ring(delivery, names.get(delivery, ""), pipeline)
            pipeline.execute()


bell: Bell | None = None


def configure(url: str, describe: Callable[[list[int]], Mapping[int, str]]) -> None:
    global bell
    bell = Bell(url, describe)


def wake(deliveries: list[int]) -> None:
    """Ring the bell, if there is one."""
    if bell is not None:
        bell.ring(deliveries)


def worker_heartbeats(connection: Any) -> list[float]:
    """Seconds since each listening worker was last heard of."""
    from rq import Worker

    from moviediary.clock import now

    beats = (worker.last_heartbeat for worker in Worker.all(connection=connection))
    return [(now() - beat).total_seconds() for beat in beats if beat is not None]
