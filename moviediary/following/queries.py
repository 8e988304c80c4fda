"""The feed of those somebody follows: what they logged and what they shared, each entry once, the newest first.

An entry by somebody one follows stands where it was logged, and there only: that another one shares it is no news. Any other
entry stands where it was shared last by somebody one follows. One's own are in one's diary.
"""

from dataclasses import dataclass
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import db
from moviediary.diary.entries import Entry
from moviediary.diary.paging import PAGE, Cursor
from moviediary.diary.queries import some
from moviediary.following.walking import LOOKED_AT, written
from moviediary.relations.models import Follow
from moviediary.relations.rules import ACCEPTED
from moviediary.tables import as_uuid


@dataclass(frozen=True)
class Item:
    """An entry, and who shared it: nobody where it is by somebody one follows. `place` is its cursor."""

    entry: Entry
    place: str
    username: str = ""
    display_name: str = ""


@dataclass(frozen=True)
class Items:
    """A page of the feed, with the cursors of its neighbours; an empty cursor means there is none."""

    items: list[Item]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class _Step:
    place: UUID
    review_id: UUID
    username: str
    display_name: str
    shown: bool


def feed(reader: Member, cursor: Cursor) -> Items:
    """A page of what those the reader follows logged and shared, as far as the reader may see it."""
    mark = ids.from_short(cursor.newer_than or cursor.older_than)
    way = "newest" if mark is None else "newer" if cursor.newer_than else "older"
    steps = _walked(reader, way, mark)
    entries = some(reader, [step.review_id for step in steps if step.shown], LOOKED_AT)
    items = [
        Item(entries[step.review_id], ids.short(step.place), step.username, step.display_name)
        for step in steps
        if step.shown and step.review_id in entries
    ]
    further = _further(items, steps)
    items = items[:PAGE]
    if way == "newer":
        return Items(items[::-1], further, items[0].place if items else "")
    return Items(items, items[0].place if mark and items else "", further)


def follows_anybody(reader: Member) -> bool:
    return bool(Follow.select().where(Follow.follower == reader.id, Follow.state == ACCEPTED).limit(1).exists())


def _further(items: list[Item], steps: list[_Step]) -> str:
    """Where the walk goes on: after the last one that is shown, or after the last one that was looked at."""
    if len(items) > PAGE:
        return items[PAGE - 1].place
    return ids.short(steps[-1].place) if len(steps) == LOOKED_AT else ""


def _walked(reader: Member, way: str, mark: UUID | None) -> list[_Step]:
    text, names = written(way)
    given = {"reader": reader.id.hex, "mark": mark.hex if mark else ""}
    rows = db.execute_sql(text, [given[name] for name in names]).fetchall()
    return [
        _Step(as_uuid(place), as_uuid(review_id), username or "", name or "", bool(shown))
        for place, review_id, username, name, shown in rows
    ]
