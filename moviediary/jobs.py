"""RQ as a bell: a job says "look at this delivery" and nothing more, so losing one loses no work."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import redis

from moviediary.link import Link, to

if TYPE_CHECKING:
    from moviediary.queue import SafeQueue

# More deliveries at once than a member's click ever brings.
MANY = 30
# The task that runs what waits, some of it at a time.
DRAIN = "drain"


@dataclass
class Wiring:
    """By its name, a task the worker does when asked; what it is given only says what it is about."""

    tasks: Mapping[str, Callable[..., None]] = field(default_factory=dict)


wiring = Wiring()


class Bell:
    """Announces deliveries and asks for tasks. Ringing never fails and never takes long; the sweep finds what was not heard."""

    def __init__(self, link: Link):
        self.link = link
        self._queue: SafeQueue | None = None

    def ring(self, deliveries: Mapping[int, str]) -> None:
        """Announce deliveries that were just committed, each with what it is."""
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

    def _enqueue(self, queue: "SafeQueue", deliveries: Mapping[int, str]) -> None:
        with self.link.connection.pipeline() as pipeline:
            for delivery, what in deliveries.items():
                queue.ring(delivery, what, pipeline)
            pipeline.execute()


bell: Bell | None = None


def configure(url: str) -> None:
    global bell
    bell = Bell(to(url))


def wake(deliveries: Mapping[int, str]) -> None:
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
