"""How far somebody is in the log: whoever goes through it from event to event, one row for each.

As the order of the log is that of commits (`database.writing`), a place never passes over an event that is yet to come.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import peewee

from moviediary import clock, events, holders, log
from moviediary.database import db
from moviediary.events import Undecodable
from moviediary.log import LogEntry
from moviediary.tables import Row, UtcField, find

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """An event as it leaves the system: its wire form as JSON (`events.wire`)."""

    id: UUID
    subject: str
    body: bytes


class Place(Row):
    """How far somebody is in the log: everything up to `seq` was told."""

    name = peewee.TextField(primary_key=True)
    seq = peewee.BigIntegerField()
    claimed_until = UtcField(null=True)
    holder = peewee.TextField(default="")

    class Meta:
        table_name = "stream_place"


def place(name: str) -> int:
    """Up to where somebody was told; 0 where they never were."""
    row = find(Place, "name", name)
    return row.seq if row else 0


def move(name: str, before: int, after: int) -> bool:
    """Note how far somebody is now. False where another process noted something else meanwhile."""
    Place.insert(name=name, seq=0).on_conflict_ignore().execute()
    return bool(Place.update(seq=after).where(Place.name == name, Place.seq == before).execute())


def later(seq: int, limit: int) -> list[LogEntry]:
    """The next entries of the log behind a place."""
    return list(LogEntry.select().where(LogEntry.seq > seq).order_by(LogEntry.seq).limit(limit))


def newest() -> int:
    """The place at the end of the log."""
    return int(LogEntry.select(peewee.fn.MAX(LogEntry.seq)).scalar() or 0)


def told(entry: LogEntry) -> Told | None:
    """An entry as it leaves the system, or None where an account was deleted with it, or this release cannot read it."""
    if entry.erased:
        return None
    try:
        recorded = log.opened(entry)
    except Undecodable as problem:
        logger.warning("entry %s is published to nobody: %s", entry.seq, problem)
        return None
    return Told(recorded.id, recorded.event.subject, msgspec.json.encode(events.wire(recorded)))


def let_go() -> None:
    """Close this thread's connection to the database, and no other's: the next look opens one that works."""
    with suppress(peewee.PeeweeException):
        if not db.is_closed():
            db.close()


def free(claimed_until: datetime | None, holder: str) -> bool:
    """Whether what somebody claimed may be taken."""
    return claimed_until is None or claimed_until < clock.now() or holders.is_gone(holder)
