"""What a feed says: its entries, each with what readers and widgets want to know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.diary.conditions import narrowed
from moviediary.diary.entries import Entry, read, select
from moviediary.diary.models import TOLD, Review, ReviewChange
from moviediary.diary.paging import Cursor, Slice, page, towards
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import Wish
from moviediary.log import LogEntry
from moviediary.movies.models import Movie, MovieDetails

# A tag or a rating is looked for among so many entries; the next page goes on below them. A rare one would otherwise be looked
# for among millions, for each reader that asks.
LOOKED_AT = 10_000


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


def read_items(feed: Feed, wish: Wish) -> Items:
    """The entries of a feed that a reader asks for."""
    found = _found(feed, wish)
    films, edits = _films([entry.movie_id for entry in found.entries]), _edits(found.entries)
    items = []
    for entry in found.entries:
        published = ids.made_at(entry.review_id)
        items.append(Item(entry, films.get(entry.movie_id, Film()), published, edits.get(entry.review_id, published)))
    return Items(items, found.newer, found.older)


def _found(feed: Feed, wish: Wish) -> Slice:
    reader = Member(id=feed.subject) if feed.private else None
    query = narrowed(select(reader).where(*_about(feed)), wish.narrowing, reader)
    reach = _reach(feed, wish) if wish.tag or wish.rating is not None else None

    def ask(way: str, mark: str) -> list[Entry]:
        asked = towards(query, way, Review.id, mark).limit(wish.limit + 1)
        if reach:
            asked = asked.where(Review.id <= reach if way == "newer" else Review.id >= reach)
        return read(asked, reader)

    cursor = Cursor(older_than=wish.before, newer_than=wish.after)
    found = page(ask, cursor, _as_hex, lambda entry: entry.id, wish.limit)
    if reach is None:
        return found
    further = ids.short(reach)
    return replace(found, newer=found.newer or further) if wish.after else replace(found, older=found.older or further)


def _reach(feed: Feed, wish: Wish) -> UUID | None:
    """How far a page looks for entries with a tag or rating: the id of the last entry it looks at, None where that is all."""
    place = _as_hex(wish.after or wish.before)
    query = Review.select(Review.id).where(*_about(feed))
    if place:
        query = query.where(Review.id > place if wish.after else Review.id < place)
    query = query.order_by(Review.id if wish.after else Review.id.desc()).offset(LOOKED_AT - 1).limit(1)
    row = query.tuples().first()
    return row[0] if row else None


def _about(feed: Feed) -> list[peewee.Expression]:
    if feed.kind == "movie":
        return [Review.movie == feed.subject]
    if feed.kind == "everyone":
        return []
    own = Review.member == feed.subject
    return [own, TOLD] if feed.told else [own]


def _films(movie_ids: Sequence[UUID]) -> dict[UUID, Film]:
    columns = (Movie.id, Movie.tmdb_id, MovieDetails.poster_large, MovieDetails.poster_bytes)
    query = Movie.select(*columns).join(MovieDetails, peewee.JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id))
    rows = query.where(Movie.id.in_(set(movie_ids))).tuples() if movie_ids else ()
    return {movie_id: Film(number, picture or "", size or 0) for movie_id, number, picture, size in rows}


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
