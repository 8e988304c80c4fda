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
from moviediary.columns import as_hex
from moviediary.database import db, writing
from moviediary.events import Catalogue, Event, Recorded, Undecodable, encode
from moviediary.tables import Row, UtcField, add, add_all

Projection = Callable[[Any, Recorded], None]
# What the projections of one kind of event do, for many of them at once.
Together = Callable[[Sequence[Recorded]], None]
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
    together: Mapping[type[Event], Sequence[Together]] = field(default_factory=dict)
    # Deliveries are told by their number, each with what it is.
    note_deliveries: Callable[[Sequence[Recorded]], Mapping[int, str]] = lambda recorded: {}
    wake: Callable[[Mapping[int, str]], None] = lambda deliveries: None
    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))


wiring = Wiring()
# Whose changes are open, and the batch they belong to.
_open: ContextVar[tuple[UUID | None, UUID | None] | None] = ContextVar("changes_open", default=None)


class Recorder:
    """Records what happens within one transaction, on somebody's behalf."""

    def __init__(self, actor: UUID | None, batch: UUID | None):
        self._actor = actor
        self._batch = batch
        self.deliveries: dict[int, str] = {}

    def __call__(self, event: Event) -> None:
        recorded = _append(event, ids.uuid7(), clock.now(), self._actor, self._batch)
        project(recorded)
        self.deliveries.update(wiring.note_deliveries([recorded]))

    def all(self, events: Sequence[Event]) -> None:
        """Record events of one kind in their order, in a fraction of the time that one after the other would take."""
        if not events:
            return
        recorded = _append_all(events, self._actor, self._batch)
        if type(events[0]) in wiring.together:
            for projection in wiring.together[type(events[0])]:
                projection(recorded)
        else:
            for one in recorded:
                project(one)
        self.deliveries.update(wiring.note_deliveries(recorded))


@contextmanager
def changes(actor: UUID | None, batch: UUID | None = None) -> Iterator[Recorder]:
    """One write transaction on somebody's behalf; None is the site itself. After the commit the deliveries are announced."""
    if _open.get() is not None or db.in_transaction():
        raise RuntimeError("changes() does not nest: one action is one transaction")
    record = Recorder(actor, batch)
    token = _open.set((actor, batch))
    try:
        with writing():
            yield record
    finally:
        _open.reset(token)
    if record.deliveries:
        wiring.wake(record.deliveries)


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


def _append_all(events: Sequence[Event], actor: UUID | None, batch: UUID | None) -> list[Recorded]:
    at, event_ids = clock.now(), [ids.uuid7() for _ in events]
    rows = [{"id": event_id, **_said(event, at, actor, batch)} for event_id, event in zip(event_ids, events, strict=True)]
    # Which number a row got is told in no certain order.
    numbers = {as_hex(event_id): int(seq) for event_id, seq in add_all(LogEntry, rows, "id, seq")}
    return [Recorded(numbers[one.hex], one, at, actor, batch, event) for one, event in zip(event_ids, events, strict=True)]


def _append(event: Event, event_id: UUID, at: datetime, actor: UUID | None, batch: UUID | None) -> Recorded:
    seq = add(LogEntry, id=event_id, **_said(event, at, actor, batch))
    return Recorded(seq, event_id, at, actor, batch, event)


def _said(event: Event, at: datetime, actor: UUID | None, batch: UUID | None) -> dict[str, object]:
    said = {"subject": event.subject, "version": event.version, "data": encode(event)}
    return {**said, "at": at, "actor": actor, "batch": batch}
