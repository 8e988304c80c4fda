"""Deliveries: one row per event and handler, each with its own attempts, back-off, failure and retry.

They are written in the transaction of their event, so nothing that must follow is ever forgotten. `attempts.py` runs them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import peewee

from moviediary import clock, holders
from moviediary import log as journal
from moviediary.database import connected
from moviediary.events import Event, Recorded, Undecodable
from moviediary.log import LogEntry, Record
from moviediary.tables import Row, UtcField, add, add_all, find

# A handler does its slow work first, outside any transaction, and returns what is to be written as a function.
Effect = Callable[[Record], None]
Handler = Callable[[Any, Recorded], Effect | None]

KEPT = timedelta(days=30)


class Delivery(Row):
    """That one handler has to hear of one event. Waiting until `next_at`; ended by `done_at` or `failed_at`."""

    id = peewee.BigAutoField()
    entry = peewee.ForeignKeyField(LogEntry, column_name="seq", object_id_name="entry_id", lazy_load=False, backref=None)
    handler = peewee.TextField()
    attempts = peewee.SmallIntegerField(default=0)
    next_at = UtcField()
    claimed_until = UtcField(null=True)
    holder = peewee.TextField(default="")
    done_at = UtcField(null=True)
    failed_at = UtcField(null=True)
    error = peewee.TextField(default="")
    # The id of the event, where it was read; no column.
    event_id = ""

    class Meta:
        indexes = ((("entry", "handler"), True),)


WAITING = Delivery.done_at.is_null() & Delivery.failed_at.is_null()
# The sweep asks twice a second; almost every row is done, so the index holds only those that are not.
Delivery.add_index(Delivery.index(Delivery.next_at, where=WAITING, name="delivery_waiting"))
Delivery.add_index(Delivery.index(Delivery.failed_at, where=Delivery.failed_at.is_null(False), name="delivery_failed"))


@dataclass
class Wiring:
    """Who hears of which event, and what an event is about, in a few words."""

    handlers: Mapping[type[Event], Sequence[Handler]] = field(default_factory=dict)
    # For lists that somebody reads: the database may be asked.
    describe: Callable[[Event], str] = lambda event: event.subject
    # For the queue, while a member waits: no more than the event says itself.
    name: Callable[[Event], str] = lambda event: event.subject
    # By the name of a handler: what to write when it is given up, so that members are told.
    given_up: Mapping[str, Callable[[Any, str], None]] = field(default_factory=dict)
    # By the name of a handler: whether an event is none of its business, so that it costs no delivery.
    spared: Mapping[str, Callable[[Recorded], bool]] = field(default_factory=dict)


wiring = Wiring()


@dataclass(frozen=True)
class Listed:
    """A delivery in a list for people. `what` reads like "sync_poster for Stalker (1979)"."""

    id: int
    what: str
    at: datetime
    attempts: int
    next_at: datetime
    failed_at: datetime | None
    error: str


def note(recorded: Sequence[Recorded]) -> dict[int, str]:
    """Write the delivery rows of events that were just recorded. Returns what each is by its id, in their order."""
    rows = [
        {"entry": one.seq, "handler": handler.__name__, "next_at": one.at}
        for one in recorded
        for handler in wiring.handlers.get(type(one.event), ())
        if not wiring.spared.get(handler.__name__, _nothing)(one)
    ]
    if len(rows) == 1:
        noted: list[tuple[Any, ...]] = [(add(Delivery, **rows[0]), rows[0]["entry"], rows[0]["handler"])]
    else:
        noted = add_all(Delivery, rows, "id, seq, handler")
    events = {one.seq: one.event for one in recorded}
    return {number: f"{handler} for {wiring.name(events[seq])}" for number, seq, handler in sorted(noted)}


def _nothing(recorded: Recorded) -> bool:
    return False


def overdue(grace: timedelta, limit: int = 100) -> list[int]:
    """Ids of deliveries that should have been run by now, oldest first."""
    now = clock.now()
    due = Delivery.select().where(WAITING, Delivery.next_at <= now - grace).order_by(Delivery.next_at).limit(limit)
    return [row.id for row in due if is_free(row, now)]


def due_again(after: datetime, until: datetime) -> dict[int, str]:
    """Deliveries whose next attempt became due in this span of time: what each is by its id."""
    again = (Delivery.attempts > 0) & (Delivery.next_at > after) & (Delivery.next_at <= until)
    query = Delivery.select(Delivery.id, Delivery.handler).where(WAITING, again).order_by(Delivery.next_at).limit(1000)
    # Which film it is about is not looked for: of many, nobody would read it.
    return {number: f"{handler}, another attempt" for number, handler in query.tuples()}


def waiting(limit: int = 100) -> list[Listed]:
    """Deliveries still to be made, the next one first."""
    return _listed(WAITING, Delivery.next_at, limit)


def failed(limit: int = 100) -> list[Listed]:
    """Deliveries that were given up, the latest first."""
    return _listed(Delivery.failed_at.is_null(False), Delivery.failed_at.desc(), limit)


def waiting_count() -> int:
    return int(Delivery.select().where(WAITING).count())


def failed_count() -> int:
    return int(Delivery.select().where(Delivery.failed_at.is_null(False)).count())


def counts() -> dict[str, int]:
    """How many deliveries are not done, by state."""
    again = int(Delivery.select().where(WAITING, Delivery.attempts > 0).count())
    return {"waiting": waiting_count() - again, "tried_again": again, "given_up": failed_count()}


def oldest_waiting() -> datetime | None:
    """Since when the delivery that has waited longest could have been made; None where nothing is due."""
    oldest: datetime | None = Delivery.select(peewee.fn.MIN(Delivery.next_at)).where(WAITING).scalar()
    return oldest if oldest is not None and oldest <= clock.now() else None


def retry(delivery_id: int) -> bool:
    """Give a delivery that was given up a fresh set of attempts. False where there is nothing to retry."""
    row = find(Delivery, "id", delivery_id)
    changed = (
        Delivery.update(failed_at=None, attempts=0, next_at=clock.now(), claimed_until=None)
        .where(Delivery.id == delivery_id, Delivery.failed_at.is_null(False))
        .execute()
    )
    if row is None or not changed:
        return False
    journal.wiring.wake({delivery_id: f"{row.handler}, another attempt"})
    return True


def retry_all() -> int:
    """Give every delivery that was given up a fresh set of attempts, and return how many there were."""
    return sum(retry(listed.id) for listed in failed(limit=10_000))


def purge() -> None:
    """Forget deliveries done long ago, a few at a time so that no writer waits for it."""
    done = Delivery.select(Delivery.id).where(Delivery.done_at < clock.now() - KEPT).limit(500)
    with connected():
        while Delivery.delete().where(Delivery.id.in_(done)).execute():
            pass


def is_free(delivery: Delivery, now: datetime) -> bool:
    """Whether nobody holds a delivery. Of a process that is known to be dead it is free at once, unless one died of it before."""
    if delivery.claimed_until is None or delivery.claimed_until < now:
        return True
    return delivery.attempts <= 1 and holders.is_gone(delivery.holder)


def _listed(condition: peewee.Expression, order: Any = Delivery.id, limit: int = 1000) -> list[Listed]:
    rows = Delivery.select(Delivery, LogEntry).join(LogEntry).where(condition).order_by(order, Delivery.id).limit(limit)
    return list(_told(rows))


def _told(rows: Iterable[Delivery]) -> Iterable[Listed]:
    for row in rows:
        what = f"{row.handler} for {_about(row.entry)}"
        yield Listed(row.id, what, row.entry.at, row.attempts, row.next_at, row.failed_at, row.error)


def _about(entry: LogEntry) -> str:
    if entry.erased:
        return f"an erased {entry.subject}"
    try:
        return wiring.describe(journal.opened(entry).event)
    except Undecodable:
        return entry.subject
