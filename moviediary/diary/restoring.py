"""Reviews of another site, or of this one as it was, with all that ever happened to them.

Whoever brings a file may have written it themselves, so nothing in it is believed that the rules of the diary would refuse.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from moviediary import clock, ids, log, notices
from moviediary.accounts.models import Member
from moviediary.diary import rules
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewRestored,
    ReviewSourced,
    ReviewUnsourced,
)
from moviediary.diary.gone import Gone
from moviediary.diary.models import Review
from moviediary.errors import Refused
from moviediary.events import Event, Undecodable
from moviediary.log import LogEntry
from moviediary.text import clean, one_line

# The notice that a review came back with its history.
RESTORED = "reviews.restored_from_export"
# What can have happened to an entry that still is in a diary.
HAPPENS = (ReviewLogged, ReviewEdited, ReviewDeleted, ReviewRestored, ReviewSourced, ReviewUnsourced)
# Characters of what another system calls an entry: some name it by a whole line.
SOURCE, SOURCE_ID = 60, 4_000
# How far ahead the clock of another site may be.
AHEAD = timedelta(days=1)
Happened = tuple[Event, UUID, datetime]
NOT_OURS = "What is said here about this entry does not fit together, so its history cannot be restored."


class IsHere(Refused):
    """There is nothing to restore."""


def restore(member: Member, wires: Iterable[Mapping[str, Any]], movie_of: Mapping[UUID, UUID], gone: Gone | None = None) -> UUID:
    """Put a review back as an export tells of it: `wires` are its events in their wire form, `movie_of` says what the movies of
    the export are called here. What left with an import that was taken back may come again, as `gone` says.

    Raises Refused, also where it is here already. Called inside `log.changes(member.id)`."""
    happened = restored(wires, member.id, movie_of, clock.now(), clock.today(member.time_zone))
    logged = happened[0][0]
    if not isinstance(logged, ReviewLogged) or _is_here(logged):
        raise IsHere("This entry is here already, or was.")
    if _is_told(happened):
        if gone is None or not gone.was_taken_back(logged.review_id):
            raise IsHere("This entry is here already, or was.")
        # The log still has them from the first time, and nothing is ever taken out of it.
        happened = [(event, ids.again(event_id), at) for event, event_id, at in happened]
    for event, event_id, at in happened:
        log.restore(event, event_id, at)
    notices.give(RESTORED, logged.review_id)
    return logged.review_id


def restored(
    wires: Iterable[Mapping[str, Any]], member_id: UUID, movie_of: Mapping[UUID, UUID], now: datetime, today: date
) -> list[Happened]:
    """The events of one review as they happened, for this member, in their current versions. Pure. Raises Refused."""
    told = sorted((_decoded(wire, member_id, now) for wire in wires), key=_order)
    if not told or not isinstance(told[0][0], ReviewLogged) or len({event_id for _, event_id, _ in told}) < len(told):
        raise Refused(NOT_OURS)
    review_id, revision, is_deleted = told[0][0].review_id, 1, False
    # Ids say when something was made, by which feeds are ordered.
    if not all(ids.is_one_of_ours(one, now + AHEAD) for one in (review_id, *(event_id for _, event_id, _ in told))):
        raise Refused(NOT_OURS)
    happened: list[Happened] = []
    for number, (event, event_id, at) in enumerate(told):
        fits = isinstance(event, HAPPENS) and event.review_id == review_id
        if isinstance(event, ReviewLogged):
            fits &= number == 0
        elif isinstance(event, ReviewEdited):
            fits &= event.revision == revision + 1 and not is_deleted
            revision += 1
        elif isinstance(event, ReviewDeleted | ReviewRestored):
            fits &= is_deleted == isinstance(event, ReviewRestored)
            is_deleted = not is_deleted
        if not fits:
            raise Refused(NOT_OURS)
        happened.append((_here(event, movie_of, today), event_id, at))
    return happened


def _decoded(wire: Mapping[str, Any], member_id: UUID, now: datetime) -> Happened:
    """An event of an export. What it says of its member is said of this one."""
    try:
        data = {name: value for name, value in wire["data"].items() if name != "member_id"}
        whose = {"member_id": str(member_id)} if "member_id" in wire["data"] else {}
        event = log.wiring.catalogue.decode(wire["subject"], wire["version"], msgspec.json.encode({**data, **whose}).decode())
        event_id, at = msgspec.convert(wire["id"], UUID), msgspec.convert(wire["at"], datetime)
    except (Undecodable, LookupError, TypeError, AttributeError, ValueError) as problem:
        raise Refused(f"{NOT_OURS} ({problem})") from None
    if at.tzinfo is None or at.utcoffset() or at > now + AHEAD:
        raise Refused(NOT_OURS)
    return event, event_id, at


def _order(happened: Happened) -> tuple[bool, UUID]:
    # Ids are in the order in which things happened, but for clocks that were put back.
    event, event_id, _ = happened
    return not isinstance(event, ReviewLogged), event_id


def _here(event: Event, movie_of: Mapping[UUID, UUID], today: date) -> Event:
    """An event as it is said here: about movies of this site, and no more than the diary allows."""
    if isinstance(event, ReviewSourced | ReviewUnsourced):
        return replace(event, source=one_line(event.source)[:SOURCE], source_id=clean(event.source_id)[:SOURCE_ID])
    if not isinstance(event, ReviewLogged | ReviewEdited):
        return event
    if event.movie_id not in movie_of:
        raise Refused("The film of this entry is not in the export.")
    return replace(event, movie_id=movie_of[event.movie_id], viewing=rules.checked(event.viewing, today))


def _is_here(logged: ReviewLogged) -> bool:
    twin = (Review.id == logged.review_id) | ((Review.member == logged.member_id) & (Review.key == logged.key))
    return bool(Review.select().where(twin).exists())


def _is_told(happened: Sequence[Happened]) -> bool:
    """Whether the log here tells of this already."""
    return bool(LogEntry.select().where(LogEntry.id.in_([event_id for _, event_id, _ in happened])).exists())
