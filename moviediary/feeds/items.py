"""What a feed says: its entries, each with what readers and widgets want to know of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.conditions import listed, rated
from moviediary.diary.entries import MARK, SUBJECT, Entry, Make, read, read_kept, select
from moviediary.diary.models import TOLD, Review, ReviewChange
from moviediary.diary.paging import Cursor, Slice, page, towards
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import USUAL, Kind, Wish
from moviediary.log import LogEntry

# A tag or a rating is looked for among so many entries; the next page goes on below them. A rare one would otherwise be looked
# for among millions, for each reader that asks.
LOOKED_AT = 10_000

FILMS = """
SELECT m.id, m.tmdb_id, d.poster_large, d.poster_bytes FROM movie m LEFT JOIN movie_details d ON d.movie_id = m.id WHERE m.id IN
"""


@dataclass(frozen=True)
class Film:
    """What a feed says of a movie beside its title: the number at TMDB, the name of its picture and what that weighs."""

    tmdb_id: int | None = None
    picture: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Item:
    """An entry in a feed."""

    entry: Entry
    film: Film
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Items:
    """A page of a feed, the latest logged first, with the cursors of its neighbours."""

    items: list[Item]
    newer: str
    older: str


def read_items(feed: Feed, wish: Wish, looked_at: int = LOOKED_AT) -> Items:
    """The entries of a feed that a reader asks for; what is rare, among so many."""
    found = _found(feed, wish, looked_at)
    films, edits = _films({entry.movie_id for entry in found.entries}), _edits(found.entries)
    items = []
    for entry in found.entries:
        published = ids.made_at(entry.review_id)
        items.append(Item(entry, films.get(entry.movie_id, Film()), published, edits.get(entry.review_id, published)))
    return Items(items, found.newer, found.older)


def _found(feed: Feed, wish: Wish, looked_at: int) -> Slice:
    reader = Member(id=feed.subject) if feed.private else None
    cursor = Cursor(older_than=wish.before, newer_than=wish.after)
    if wish.limit == USUAL and not wish.narrows:
        make = _MAKE[feed.kind, feed.with_text]
        return page(lambda way, mark: read_kept(make, way, reader, feed.subject.hex, mark), cursor, _as_hex, _mark)
    about = _about(feed.kind, feed.with_text, feed.subject)
    query = select(reader).where(*about, *_having(wish))
    reach = _reach(select(reader).where(*about), wish, looked_at) if wish.narrows else None

    def ask(way: str, mark: str) -> list[Entry]:
        asked = towards(query, way, Review.id, mark).limit(wish.limit + 1)
        if reach:
            asked = asked.where(Review.id <= reach if way == "newer" else Review.id >= reach)
        return read(asked, reader)

    found = page(ask, cursor, _as_hex, _mark, wish.limit)
    if reach is None:
        return found
    further = ids.short(reach)
    return replace(found, newer=found.newer or further) if wish.after else replace(found, older=found.older or further)


def _reach(query: peewee.ModelSelect, wish: Wish, looked_at: int) -> UUID | None:
    """How far a page looks for entries with a tag or rating, of those its reader may see: the id of the last one it looks at,
    None where that is all."""
    if place := _as_hex(wish.after or wish.before):
        query = query.where(Review.id > place if wish.after else Review.id < place)
    ids_only = query.columns(Review.id).order_by(Review.id if wish.after else Review.id.desc())
    row = ids_only.offset(looked_at - 1).limit(1).tuples().first()
    return row[0] if row else None


def _having(wish: Wish) -> list[peewee.Expression]:
    """The conditions of a tag and a rating. Unlike in statistics, what was not finished counts."""
    tagged = [listed(Review.tags, wish.tag)] if wish.tag else []
    return tagged if wish.rating is None else [*tagged, rated(wish.rating)]


def _about(kind: Kind, with_text: bool, subject: UUID | str) -> list[peewee.Expression]:
    if kind == "everyone":
        return []
    if kind == "movie":
        return [Review.movie == subject]
    own = Review.member == subject
    return [own, TOLD] if with_text else [own]


def _asking(kind: Kind, with_text: bool) -> Make:
    """A select of a feed's entries of which the text is kept."""

    def make(reader: Member | None, way: str) -> peewee.ModelSelect:
        return towards(select(reader).where(*_about(kind, with_text, SUBJECT)), way, Review.id, MARK)

    return make


_KINDS: tuple[tuple[Kind, bool], ...] = (
    ("everyone", False),
    ("member", False),
    ("member", True),
    ("movie", False),
    ("own", False),
)
_MAKE = {(kind, with_text): _asking(kind, with_text) for kind, with_text in _KINDS}


def _mark(entry: Entry) -> str:
    return entry.id


def _films(movie_ids: Collection[UUID]) -> dict[UUID, Film]:
    if not movie_ids:
        return {}
    rows = selected(f"{FILMS} ({', '.join('?' * len(movie_ids))})", [movie_id.hex for movie_id in movie_ids])
    return {as_uuid(movie_id): Film(number, picture or "", size or 0) for movie_id, number, picture, size in rows}


def _edits(entries: Sequence[Entry]) -> dict[UUID, datetime]:
    """When each of the entries that were edited last was."""
    edited = [entry.review_id for entry in entries if entry.edited]
    if not edited:
        return {}
    query = ReviewChange.select(ReviewChange.review, fn.MAX(LogEntry.at)).join(LogEntry, on=(LogEntry.seq == ReviewChange.seq))
    rows = query.where(ReviewChange.review.in_(edited)).group_by(ReviewChange.review).tuples()
    return {review_id: moment for review_id, at in rows if (moment := LogEntry.at.python_value(at)) is not None}


def _as_hex(place: str) -> str:
    found = ids.from_short(place)
    return found.hex if found else ""
