"""The stream of events out: every event, in the order of the log, to whoever is set up to hear of them.

Each publisher has a place in the log (`logplaces.py`) and goes on from there. One row for each publisher, none for an event:
where nothing is published nothing is paid, and after an outage of either side, however long, all that happened meanwhile is told
in its order.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import peewee

from moviediary import clock, holders
from moviediary.database import connected, db
from moviediary.log import LogEntry
from moviediary.logplaces import Place, Told, free, later, let_go, newest, place, told
from moviediary.tables import find

# Events that are read and told at once, and the seconds after which a publisher ends with fewer.
BATCH, SECONDS = 100, 20.0
# How long a claim holds beyond a batch; of a process of this machine that died it is free at once.
LEASE = timedelta(seconds=60)
# Seconds between two looks for what is new, and after a first, second ... failure.
LOOK, WAITS = 0.5, (1, 2, 5, 10, 30)
logger = logging.getLogger(__name__)


class Away(Exception):
    """The other side cannot be told now. The sentence holds no address with a password."""


class Publisher(Protocol):
    """Whoever is told of every event."""

    name: str

    def publish(self, told: Sequence[Told]) -> int:
        """Tell of the events in their order, and return how many the other side has for certain, at least one.

        It may end early after SECONDS. Raises Away; whatever was not told for certain comes again.
        """

    def close(self) -> None:
        """Let go of the connection, if there is one."""


@dataclass(frozen=True)
class Backlog:
    """How much waits to be told, and since when: None where it waits for its receiver, and nothing is wrong here."""

    name: str
    count: int
    since: datetime | None


@dataclass
class Wiring:
    """Who else tells others of events, and how much waits there."""

    others: Sequence[Callable[[], Backlog]] = ()


wiring = Wiring()
publishers: tuple[Publisher, ...] = ()


def configure(chosen: tuple[Publisher, ...]) -> None:
    """Choose who is told of every event; nobody, unless the site's settings say so."""
    global publishers
    publishers = chosen


def keep_at_it(publisher: Publisher, stop: Callable[[], bool]) -> None:
    """Tell a publisher of all there is and will be, until `stop` says so. That it is away is said once, however long it is."""
    failures, since = 0, 0.0
    while not stop():
        try:
            # Kept open between the looks, as the sweep does.
            db.connect(reuse_if_open=True)
            more = go_on(publisher)
            if failures and not waiting(publisher):
                logger.warning("%s is back after %d seconds, and has every event again", publisher.name, time.monotonic() - since)
                failures = 0
            wait = 0.0 if more else LOOK
        except (Away, peewee.PeeweeException) as problem:
            if not failures:
                since = time.monotonic()
                logger.warning("%s is not told of events, and will be of all of them later: %s", publisher.name, problem)
            wait, failures = WAITS[min(failures, len(WAITS) - 1)], failures + 1
            let_go()
        _pause(wait, stop)
    publisher.close()


def waiting(publisher: Publisher) -> int:
    """How many entries of the log a publisher was not told of yet."""
    with connected():
        return behind(place(publisher.name))


def backlogs() -> list[Backlog]:
    """What waits to be told, of all who are told anything."""
    with connected():
        own = [Backlog(one.name, waiting(one), since(place(one.name))) for one in publishers]
        return [*own, *(count() for count in wiring.others)]


def behind(seq: int) -> int:
    """How many entries of the log are behind a place."""
    return int(LogEntry.select().where(LogEntry.seq > seq).count())


def since(seq: int) -> datetime | None:
    """When the first event behind a place in the log happened."""
    found = LogEntry.select(LogEntry.at).where(LogEntry.seq > seq).order_by(LogEntry.seq).limit(1).scalar()
    return found or None


def go_on(publisher: Publisher) -> bool:
    """Tell of the next events, unless another process does. Returns whether there is more. Raises Away."""
    with connected():
        if newest() <= place(publisher.name):
            return False
        holder = holders.own_name()
        if not _claimed(publisher.name, holder):
            return False
        try:
            return _tell(publisher, holder)
        finally:
            Place.update(claimed_until=None, holder="").where(_ours(publisher.name, holder)).execute()


def _tell(publisher: Publisher, holder: str) -> bool:
    entries = later(place(publisher.name), BATCH)
    outgoing = [(entry.seq, found) for entry in entries if (found := told(entry))]
    if outgoing:
        count = publisher.publish([found for _, found in outgoing])
        # What stands between two events that are told, such as the empty envelope of a deleted account, is passed with the first.
        reached = entries[-1].seq if count == len(outgoing) else outgoing[count - 1][0]
    else:
        reached = entries[-1].seq
    ours = _ours(publisher.name, holder)
    return bool(Place.update(seq=reached).where(ours, Place.seq < reached).execute())


def _claimed(name: str, holder: str) -> bool:
    Place.insert(name=name, seq=0).on_conflict_ignore().execute()
    row = find(Place, "name", name)
    if row is None or not free(row.claimed_until, row.holder):
        return False
    claim = {"claimed_until": clock.now() + LEASE, "holder": holder}
    return bool(Place.update(claim).where(Place.name == name, Place.holder == row.holder).execute())


def _ours(name: str, holder: str) -> peewee.Expression:
    return (Place.name == name) & (Place.holder == holder)


def _pause(seconds: float, stop: Callable[[], bool]) -> None:
    ends = time.monotonic() + seconds
    while not stop() and (left := ends - time.monotonic()) > 0:
        time.sleep(min(left, LOOK))
