"""What was changed about an entry: the log of one review, told field by field."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from moviediary.accounts.models import Member
from moviediary.diary.audiences import audiences
from moviediary.diary.commands import Viewing
from moviediary.diary.entries import Entry, first_day
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.diary.models import ReviewChange
from moviediary.diary.rules import Stored, tidy_tags
from moviediary.events import Event, Undecodable
from moviediary.log import LogEntry, opened
from moviediary.text import clean
from moviediary.words import AUDIENCES, MEDIA

LABELS = {
    "watched": "Watched",
    "time": "Time",
    "rating": "Rating",
    "heart": "Heart",
    "medium": "Where",
    "tags": "Tags",
    "text": "Review",
    "spoiler": "Spoiler",
    "finished": "Finished",
    "seen_before": "Seen before",
    "audience": "Visible to",
}
# What says all of a viewing anew.
VERSIONS = (ReviewLogged, ReviewEdited)
CODES = {"medium": MEDIA, "audience": AUDIENCES}


@dataclass(frozen=True)
class Difference:
    """A field that changed: its label, what it said before and after, in the words of the pages."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One thing that happened to a review: logged, edited, deleted or restored."""

    at: datetime
    kind: str
    differences: list[Difference]


def of_entry(entry: Entry, reader: Member | None) -> list[Change]:
    """What happened to a review, the latest first, as far as the reader may know.

    A text is covered as long as the entry is, and for good where it ever stood under the mark, which may have come after it.
    """
    events = list(_events(entry))
    mine = reader is not None and reader.id == entry.member_id
    changes = _changes(events, audiences(reader, entry.member_id), mine)[::-1]
    if mine:
        return changes
    spoiling = {event.viewing.text for _, event in events if isinstance(event, VERSIONS) and event.viewing.spoiler}
    return [
        replace(change, differences=[_covered(one) if _spoils(one, entry, spoiling) else one for one in change.differences])
        for change in changes
    ]


def _changes(events: Iterable[tuple[datetime, Event | None]], shared: Collection[str], mine: bool) -> list[Change]:
    """What was said while an entry was not for the reader stays unknown to them, and so does how it became what they may see."""
    changes: list[Change] = []
    before: Viewing | None = None
    hidden = False
    for at, event in events:
        if event is None:
            # Who could see a version that cannot be read is not known.
            changes, before, hidden = (changes, before, hidden) if mine else ([], None, False)
            continue
        after = event.viewing if isinstance(event, VERSIONS) else before
        if not mine and after and after.audience not in shared:
            changes, hidden = [], True
        elif hidden and isinstance(event, VERSIONS):
            # From this version on they could see it; what it replaced they could not.
            hidden = False
        elif not hidden:
            changes.append(Change(at, KINDS[type(event)], differences(before, after) if before and after else []))
        before = after
    return changes


def _spoils(one: Difference, entry: Entry, spoiling: Collection[str]) -> bool:
    return one.label == LABELS["text"] and (entry.spoiler or one.before in spoiling or one.after in spoiling)


def _covered(one: Difference) -> Difference:
    covered = "a text that tells what happens"
    return replace(one, before=covered, after=covered)


def _events(entry: Entry) -> Iterator[tuple[datetime, Event | None]]:
    rows = (
        LogEntry.select()
        .join(ReviewChange, on=(ReviewChange.seq == LogEntry.seq))
        .where(ReviewChange.review == entry.review_id)
        .order_by(LogEntry.seq)
    )
    for row in rows:
        try:
            yield row.at, opened(row).event
        except Undecodable:
            yield row.at, None


def differences(before: Viewing, after: Viewing) -> list[Difference]:
    """The fields in which two versions differ."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in LABELS)
    return [Difference(LABELS[name], told(name, old), told(name, new)) for name, old, new in pairs if old != new]


def meanwhile(stored: Stored, typed: Viewing) -> list[tuple[str, str]]:
    """Where a saved version differs from what somebody typed, for a form that came too late: label and saved value."""
    tidy = replace(typed, text=clean(typed.text), tags=tidy_tags(typed.tags))
    return [(difference.label, difference.before) for difference in differences(stored.viewing, tidy)]


def told(name: str, value: object) -> str:
    """A field's value in words; empty where it says nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "rating" and isinstance(value, int):
        return "★" * (value // 2) + ("½" if value % 2 else "")
    if name == "watched":
        return str(value) if value and first_day(str(value)) else "day unknown"
    if name in CODES:
        return CODES[name].get(str(value), str(value))
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value) if value is not None else ""


KINDS: dict[type[Event], str] = {
    ReviewLogged: "logged",
    ReviewEdited: "edited",
    ReviewDeleted: "deleted",
    ReviewRestored: "restored",
}
