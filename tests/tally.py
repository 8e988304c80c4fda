"""A slice of its own for the tests of the mechanisms: members vote, the tally follows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import peewee

from moviediary.events import Catalogue, Event
from moviediary.tables import Row, UtcField


@dataclass(frozen=True)
class Voted(Event):
    """A vote for something; `weight` may be negative."""

    subject = "tests.voted"
    name: str
    weight: int = 1


@dataclass(frozen=True)
class Renamed(Event):
    """Something has another name now."""

    subject = "tests.renamed"
    personal = False
    name: str
    new_name: str


@dataclass(frozen=True)
class Everything(Event):
    """One field of every kind that events have."""

    subject = "tests.everything"
    version = 3
    lifts = {  # noqa: RUF012
        1: lambda data: {"tags": data.pop("tag_list"), **data},
        2: lambda data: {**data, "rating": data["rating"] * 2},
    }
    id: UUID
    text: str
    day: date
    rating: int
    share: float
    liked: bool
    note: str | None = None
    tags: tuple[str, ...] = ()


class Tally(Row):
    """How many votes each name has, and when the last came."""

    name = peewee.TextField(primary_key=True)
    votes = peewee.IntegerField()
    last = UtcField()


class Ballot(Row):
    """Every vote, by whom and when: a table with a key of two columns."""

    seq = peewee.BigIntegerField()
    name = peewee.ForeignKeyField(Tally, column_name="name", lazy_load=False, backref=None)
    actor = peewee.UUIDField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("name", "seq")


def count(event, recorded):
    added = Tally.insert(name=event.name, votes=event.weight, last=recorded.at)
    added.on_conflict(
        conflict_target=[Tally.name], update={Tally.votes: Tally.votes + event.weight, Tally.last: recorded.at}
    ).execute()


def keep(event, recorded):
    Ballot.insert(seq=recorded.seq, name=event.name, actor=recorded.actor).execute()


CATALOGUE = Catalogue([Voted, Renamed, Everything])
PROJECTIONS = {Voted: [count, keep]}
MODELS = [Tally, Ballot]


def votes():
    return {row.name: row.votes for row in Tally.select()}
