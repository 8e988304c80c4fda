"""The feed of those somebody follows: what they logged and what they shared, each entry once, the newest first.

An entry by somebody one follows stands where it was logged, and there only: that another one shares it is no news. Any other
entry stands where it was shared last by somebody one follows. One's own are in one's diary.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.columns import as_hex, as_uuid
from moviediary.database import db
from moviediary.diary.entries import Entry
from moviediary.diary.paging import PAGE, Cursor
from moviediary.diary.queries import some
from moviediary.following.walking import LOOKED_AT, written
from moviediary.relations.models import Follow
from moviediary.relations.rules import ACCEPTED


@dataclass(frozen=True)
class Item:
    """An entry, and who shared it: nobody where it is by somebody one follows."""

    entry: Entry
    username: str = ""
    display_name: str = ""


@dataclass(frozen=True)
class Items:
    """A page of the feed, with the cursors of its neighbours; an empty cursor means there is none."""

    items: list[Item]
    newer: str = ""
    older: str = ""


class _Step(NamedTuple):
    """Where something stands, the entry it is about, who shared it, and whether it is shown there. Ids are the database's."""

    place: Any
    review_id: Any
    username: str | None
    display_name: str | None
    shown: bool


def feed(reader: Member, cursor: Cursor) -> Items:
    """A page of what those the reader follows logged and shared, as far as the reader may see it."""
    mark = ids.from_short(cursor.newer_than or cursor.older_than)
    way = "newest" if mark is None else "newer" if cursor.newer_than else "older"
    steps = _walked(reader, way, mark)
    shown = [step for step in steps if step.shown][: PAGE + 1]
    # As text: Python compares ids in Python, a hundred times for each page.
    entries = some(reader, [as_hex(step.review_id) for step in shown], PAGE + 1)
    there = [(step, entry) for step in shown if (entry := entries.get(as_hex(step.review_id)))]
    items = [Item(entry, step.username or "", step.display_name or "") for step, entry in there[:PAGE]]
    first, further = _cursor(there[0][0]) if mark and there else "", ""
    if len(there) > PAGE:
        further = _cursor(there[PAGE - 1][0])
    elif len(shown) > PAGE or len(steps) == LOOKED_AT:
        # Some of it was not for the reader, or stands elsewhere: the next page begins after what was looked at.
        further = _cursor(shown[-1] if len(shown) > PAGE else steps[-1])
    return Items(items[::-1], further, first) if way == "newer" else Items(items, first, further)


def follows_anybody(reader: Member) -> bool:
    return bool(Follow.select().where(Follow.follower == reader.id, Follow.state == ACCEPTED).limit(1).exists())


def _cursor(step: _Step) -> str:
    return ids.short(as_uuid(step.place))


def _walked(reader: Member, way: str, mark: UUID | None) -> list[_Step]:
    text, names = written(way)
    given = {"reader": reader.id.hex, "mark": mark.hex if mark else ""}
    return [_Step._make(row) for row in db.execute_sql(text, [given[name] for name in names]).fetchall()]
