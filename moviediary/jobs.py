"""RQ as a bell: a job says "look at this delivery" and nothing more, so losing one loses no work."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import peewee
import redis

from moviediary.link import Link, to

if TYPE_CHECKING:
    from moviediary.queue import SafeQueue

# More deliveries at once than a member's click ever brings.
MANY = 30
# The task that runs what waits, some of it at a time.
DRAIN = "drain"
log = logging.getLogger(__name__)


@dataclass
class Wiring:
    """By its name, a task the worker does when asked; what it is given only says what it is about."""

    tasks: Mapping[str, Callable[..., None]] = field(default_factory=dict)


wiring = Wiring()


class Bell:
    """Announces deliveries and asks for tasks. Ringing never fails and never takes long; the sweep finds what was not heard."""

    def __init__(self, link: Link, describe: Callable[[list[int]], Mapping[int, str]]):
        self.link = link
        self._describe = describe
        self._queue: SafeQueue | None = None

    def ring(self, deliveries: list[int]) -> None:
        """Announce deliveries that were just committed."""
        self._tell(lambda queue: self._enqueue(queue, deliveries))

    def ask(self, task: str, about: tuple[str, ...], name: str) -> None:
        """Ask for a task once, however often it is asked for before it is done. Nothing finds it again when it is lost."""
        self._tell(lambda queue: queue.ask(task, about, name))

    def _tell(self, something: Callable[["SafeQueue"], None]) -> None:
        if not self.link.usable:
            return
        try:
            something(self._opened())
        except redis.RedisError as problem:
            self.link.failed(problem)

    def _opened(self) -> "SafeQueue":
        if self._queue is None:
            # RQ takes a fifth of a second to import; a web process that logs nothing need not wait for it.
            from moviediary.queue import SafeQueue

            self._queue = SafeQueue(connection=self.link.connection)
        return self._queue

    def _enqueue(self, queue: "SafeQueue", deliveries: list[int]) -> None:
        names = self._named(deliveries)
        with self.link.connection.pipeline() as pipeline:
            for delivery in deliveries:
                queue.ring(delivery, names.get(delivery, ""), pipeline)
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
    """Ring the bell, if there is one. Very many deliveries get a task between them, so that whoever comes after need not wait."""
    if bell is None:
        return
    if len(deliveries) > MANY:
        ask(DRAIN, (), secrets.token_hex(4))
    else:
        bell.ring(deliveries)


def ask(task: str, about: tuple[str, ...], name: str) -> None:
    """Ask the worker for a task, if there is a bell. `name` is that of what comes of it."""
    if bell is not None:
        bell.ask(task, about, name)
