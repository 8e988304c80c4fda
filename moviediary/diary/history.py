"""What was changed about an entry: the log of one review, told field by field."""

from dataclasses import dataclass, replace
from datetime import datetime

from moviediary.diary.commands import Viewing
from moviediary.diary.entries import Entry, first_day
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.diary.models import ReviewChange
from moviediary.diary.rules import Stored, tidy_tags
from moviediary.events import Undecodable
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


def of_entry(entry: Entry) -> list[Change]:
    """What happened to a review, the latest first."""
    rows = (
        LogEntry.select()
        .join(ReviewChange, on=(ReviewChange.seq == LogEntry.seq))
        .where(ReviewChange.review == entry.review_id)
        .order_by(LogEntry.seq)
    )
    changes: list[Change] = []
    before: Viewing | None = None
    for row in rows:
        try:
            event = opened(row).event
        except Undecodable:
            continue
        after = event.viewing if isinstance(event, ReviewLogged | ReviewEdited) else before
        told = differences(before, after) if before and after else []
        changes.append(Change(row.at, KINDS[type(event)], told))
        before = after
    return changes[::-1]


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


KINDS = {ReviewLogged: "logged", ReviewEdited: "edited", ReviewDeleted: "deleted", ReviewRestored: "restored"}
