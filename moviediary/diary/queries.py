"""Reads of the diary, each on somebody's behalf: what they may not see is not there."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import db, selected
from moviediary.diary.audiences import heard, visible
from moviediary.diary.conditions import narrowed, rated
from moviediary.diary.entries import MARK, SUBJECT, Entry, every, read, read_kept, select
from moviediary.diary.models import Review
from moviediary.diary.narrowing import Narrowing
from moviediary.diary.paging import Cursor, Slice, page, towards
from moviediary.diary.rules import NOWHERE, RESTORABLE, Stored
from moviediary.errors import NotFound
from moviediary.movies.models import Movie
from moviediary.tables import made

# The most that one page shows of a year, for paper.
WHOLE = 2_000
# How many a profile begins with.
RECENT = 20


def feed(reader: Member | None, cursor: Cursor) -> Slice:
    """Everybody's entries the reader may see, the latest logged first."""
    return page(lambda way, mark: read_kept(_feed, way, reader, "", mark), cursor, _as_hex, lambda entry: entry.id)


def some(reader: Member | None, review_ids: Sequence[str], most: int) -> dict[str, Entry]:
    """Those of some entries, by their ids in hexadecimal, that the reader may see and wants in lists; no more than `most`."""
    filled = dict(zip(_blanks(most), review_ids, strict=False))
    return {one.review_id.hex: one for one in read_kept(_some, str(most), reader, "", "", filled)} if review_ids else {}


def of_member(reader: Member | None, member: Member, cursor: Cursor, narrowing: Narrowing) -> Slice:
    """A member's diary, newest viewing first."""

    def ask(way: str, mark: str) -> list[Entry]:
        if narrowing == Narrowing():
            return read_kept(_diary, way, reader, member.id.hex, mark)
        query = narrowed(select(reader).where(Review.member == member.id), narrowing, reader)
        return read(towards(query, way, Review.position, mark), reader)

    return page(ask, cursor, str, lambda entry: entry.position)


def recent(reader: Member | None, member: Member) -> Slice:
    """The newest viewings of a member, fewer than a page."""

    def ask(way: str, mark: str) -> list[Entry]:
        return read_kept(_recent, way, reader, member.id.hex, mark)

    return page(ask, Cursor(), str, lambda entry: entry.position, RECENT)


def of_year(reader: Member | None, member: Member, year: str) -> Slice:
    """All that a member watched in a year, the newest first."""
    query = narrowed(select(reader).where(Review.member == member.id), Narrowing(watched=year), reader)
    return Slice(read(query.order_by(Review.position.desc()).limit(WHOLE), reader))


def of_month(reader: Member | None, member: Member, month: str) -> list[Entry]:
    """All that a member watched in a month (yyyy-mm), the first day first."""
    query = narrowed(select(reader).where(Review.member == member.id), Narrowing(watched=month), reader)
    return read(query.order_by(Review.position).limit(500), reader)


def of_movie(reader: Member | None, movie_id: UUID, cursor: Cursor, rating: int | None = None) -> Slice:
    """Other members' entries about a movie, or with a rating everybody's that gave it (0: none); the latest logged first."""
    query = select(reader).where(Review.movie == movie_id, *heard(reader))
    if rating is not None:
        query = query.where(rated(rating), Review.finished)
    elif reader:
        query = query.where(Review.member != reader.id)
    return page(lambda way, mark: read(towards(query, way, Review.id, mark), reader), cursor, _as_hex, lambda entry: entry.id)


def own_of_movie(reader: Member | None, movie_id: UUID) -> list[Entry]:
    """The reader's viewings of a movie, the newest first."""
    if reader is None:
        return []
    query = select(reader).where(Review.movie == movie_id, Review.member == reader.id)
    return read(query.order_by(Review.position.desc()).limit(100), reader)


def movie_of(review_id: UUID) -> Movie:
    """The movie a review is about."""
    row = db.execute_sql(_movie_of(db.param), (review_id.hex,)).fetchone()
    if row is None:
        raise NotFound(NOWHERE)
    return made(Movie, row)


def times_seen(member: Member, movie_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How often a member has logged each of some movies; those never logged are left out."""
    own = (Review.member == member.id) & Review.movie.in_(movie_ids)
    rows = Review.select(Review.movie, fn.COUNT(Review.id)).where(own, Review.deleted_at.is_null(), Review.finished)
    return dict(rows.group_by(Review.movie).tuples()) if movie_ids else {}


def entry(reader: Member | None, address: str, deleted_too: bool = False) -> Entry:
    """One entry by its address; with `deleted_too`, the reader's own deleted ones are found as well. Raises NotFound."""
    found = entry_if_seen(reader, address, deleted_too)
    if found is None:
        raise NotFound(NOWHERE)
    return found


def entry_if_seen(reader: Member | None, address: str, deleted_too: bool = False) -> Entry | None:
    """The same; None where it is not there, or not for the reader to see."""
    review_id = _as_id(address)
    there = Review.deleted_at.is_null()
    if deleted_too and reader:
        there |= Review.member == reader.id
    query = every(reader).where(visible(reader), there, Review.id == review_id)
    return next(iter(read(query, reader)), None) if review_id else None


def stored(reader: Member, address: str, deleted_too: bool = False) -> Stored:
    """A review as the rules see it, for whoever may see it. Raises NotFound."""
    review_id = _as_id(address)
    there = Review.deleted_at.is_null()
    if deleted_too:
        there |= Review.member == reader.id
    review = Review.get_or_none(Review.id == review_id, visible(reader), there) if review_id else None
    if review is None:
        raise NotFound(NOWHERE)
    found: Stored = review.stored()
    return found


def twins(member_id: UUID, *keys: UUID) -> list[Stored | None]:
    """The reviews a member logged with the keys of a form."""
    # Nearly always there is none, and to ask only for that takes a tenth of the time.
    values = (member_id.hex, *(key.hex for key in keys))
    if not selected(f"SELECT 1 FROM review WHERE member_id = ? AND key IN ({', '.join('?' for _ in keys)})", values):  # noqa: S608
        return [None for _ in keys]
    found = {review.key: review.stored() for review in Review.select().where(Review.member == member_id, Review.key.in_(keys))}
    return [found.get(key) for key in keys]


def purgeable(now: datetime, limit: int = 100) -> list[UUID]:
    """Reviews that were deleted too long ago to be restored."""
    query = Review.select(Review.id).where(Review.deleted_at < now - RESTORABLE).limit(limit)
    return [row[0] for row in query.tuples()]


def _feed(reader: Member | None, way: str) -> peewee.ModelSelect:
    return towards(select(reader).where(*heard(reader)), way, Review.id, MARK)


def _some(reader: Member | None, most: str) -> peewee.ModelSelect:
    return select(reader).where(Review.id.in_([UUID(blank) for blank in _blanks(int(most))]), *heard(reader))


@cache
def _blanks(count: int) -> list[str]:
    """Stand for the ids of entries in a select whose text is kept; none has such an id."""
    return [f"{1_000 + number:032x}" for number in range(count)]


def _diary(reader: Member | None, way: str) -> peewee.ModelSelect:
    return towards(select(reader).where(Review.member == SUBJECT), way, Review.position, MARK)


def _recent(reader: Member | None, way: str) -> peewee.ModelSelect:
    return _diary(reader, way).limit(RECENT + 1)


def _as_hex(address: str) -> str:
    found = _as_id(address)
    return found.hex if found else ""


def _as_id(address: str) -> UUID | None:
    return ids.from_short(address)


@cache
def _movie_of(mark: str) -> str:
    text, _ = Movie.select().join(Review).where(Review.id == "").sql()
    return str(text)
