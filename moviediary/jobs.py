"""RQ as a bell: a job says "look at this delivery" and nothing more, so losing one loses no work."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import peewee
import redis

from moviediary.link import Link, to

if TYPE_CHECKING:
    from moviediary.queue import SafeQueue

log = logging.getLogger(__name__)


class Bell:
    """Announces deliveries. Ringing never fails and never takes long; the sweep finds what was not heard."""

    def __init__(self, link: Link, describe: Callable[[list[int]], Mapping[int, str]]):
        self.link = link
        self._describe = describe
        self._queue: SafeQueue | None = None

    def ring(self, deliveries: list[int]) -> None:
        """Announce deliveries that were just committed."""
        if not self.link.usable:
            return
        try:
            self._enqueue(deliveries)
        except redis.RedisError as problem:
            self.link.failed(problem)

    def _enqueue(self, deliveries: list[int]) -> None:
        if self._queue is None:
            # RQ takes a fifth of a second to import; a web process that logs nothing need not wait for it.
            from moviediary.queue import SafeQueue

            self._queue = SafeQueue(connection=self.link.connection)
        names = self._named(deliveries)
        with self.link.connection.pipeline() as pipeline:
            for delivery in deliveries:
                self._queue.ring(delivery, names.get(delivery, ""), pipeline)
            pipeline.execute()

    def _named(self, deliveries: list[int]) -> Mapping[int, str]:
        try:
            return self._describe(deliveries)
        except peewee.PeeweeException as problem:
            # What they follow from is saved: the one who saved it must not be told otherwise for want of a name.
            log.warning("announced without a name: %s", problem)
            return {}


bell: Bell | None = None


def configure(url: str, describe: Callable[[list[int]], Mapping[int, str]]) -> None:
    global bell
    bell = Bell(to(url), describe)


def wake(deliveries: list[int]) -> None:
    """Ring the bell, if there is one."""
    if bell is not None:
        bell.ring(deliveries)
