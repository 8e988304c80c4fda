"""The log of everything that happened, and the one way to write to it.

`with changes(actor) as record:` opens one transaction; `record(event)` appends the event, lets the tables follow
and notes what must be delivered because of it. State, event and the work to do are committed together or not at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from moviediary import clock, ids
from moviediary.database import db, writing
from moviediary.events import Catalogue, Event, Recorded, Undecodable, encode
from moviediary.tables import Row, UtcField, add

Projection = Callable[[Any, Recorded], None]
Record = Callable[[Event], None]


class LogEntry(Row):
    """A stored event. When an account is deleted its entries stay, with `erased` set and no data."""

    seq = peewee.BigAutoField()
    id = peewee.UUIDField(unique=True)
    subject = peewee.TextField()
    version = peewee.SmallIntegerField()
    at = UtcField()
    actor = peewee.UUIDField(null=True)
    batch = peewee.UUIDField(null=True)
    data = peewee.TextField()
    erased = peewee.BooleanField(default=False)

    class Meta:
        table_name = "log"
        indexes = ((("actor", "id"), False),)


@dataclass
class Wiring:
    """What the log needs to know of the slices: which tables follow which event, who is told, how to ring the bell."""

    projections: Mapping[type[Event], Sequence[Projection]] = field(default_factory=dict)
    note_deliveries: Callable[[Recorded], list[int]] = lambda recorded: []
    wake: Callable[[list[int]], None] = lambda deliveries: None
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))


wiring = Wiring()
# Whose changes are open, and the batch they belong to.
_open: ContextVar[tuple[UUID | None, UUID | None] | None] = ContextVar("changes_open", default=None)


@contextmanager
def changes(actor: UUID | None, batch: UUID | None = None) -> Iterator[Record]:
    """One write transaction on somebody's behalf; None is the site itself. After the commit the deliveries are announced."""
    if _open.get() is not None or db.in_transaction():
        raise RuntimeError("changes() does not nest: one action is one transaction")
    deliveries: list[int] = []

    def record(event: Event) -> None:
        recorded = _append(event, ids.uuid7(), clock.now(), actor, batch)
        project(recorded)
        deliveries.extend(wiring.note_deliveries(recorded))

    token = _open.set((actor, batch))
    try:
        with writing():
            yield record
    finally:
        _open.reset(token)
    if deliveries:
        wiring.wake(deliveries)


def restore(event: Event, event_id: UUID, at: datetime) -> None:
    """Append an event that happened before, perhaps on another site, as it was then. Nobody is told of it: it is no news.

    Called inside changes(), on behalf of whoever makes them.
    """
    whose = _open.get()
    if whose is None:
        raise RuntimeError("restore() belongs inside changes()")
    project(_append(event, event_id, at, *whose))


def project(recorded: Recorded) -> None:
    for projection in wiring.projections.get(type(recorded.event), ()):
        projection(recorded.event, recorded)


def replay(report: Callable[[str], None], source: peewee.Database | None = None) -> Iterator[Recorded]:
    """Every event that still has its data, oldest first. What cannot be read is reported and passed over."""
    last = 0
    while True:
        later = LogEntry.select().where(LogEntry.seq > last).order_by(LogEntry.seq).limit(1000)
        entries = list(later.bind(source or db))
        if not entries:
            return
        for entry in entries:
            if entry.erased:
                continue
            try:
                yield opened(entry)
            except Undecodable as problem:
                report(f"entry {entry.seq}: {problem}")
        last = entries[-1].seq


def opened(entry: LogEntry) -> Recorded:
    """The event of a log entry. Raises Undecodable."""
    event = wiring.catalogue.decode(entry.subject, entry.version, entry.data)
    return Recorded(entry.seq, entry.id, entry.at, entry.actor, entry.batch, event)


def erase(member_id: UUID) -> None:
    """Empty what a member said and take their name off the rest. Called inside the transaction that deletes the account."""
    own = LogEntry.actor == member_id
    personal = LogEntry.subject.in_(wiring.catalogue.personal_subjects)
    LogEntry.update(data="{}", erased=True, actor=None).where(own, personal).execute()
    LogEntry.update(actor=None).where(own).execute()


def _append(event: Event, event_id: UUID, at: datetime, actor: UUID | None, batch: UUID | None) -> Recorded:
    seq = add(
        LogEntry,
        id=event_id,
        subject=event.subject,
        version=event.version,
        at=at,
        actor=actor,
        batch=batch,
        data=encode(event),
    )
    return Recorded(seq, event_id, at, actor, batch, event)
