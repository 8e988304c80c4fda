"""Diary entries as pages show them: one flat row each, read with a single select."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import db
from moviediary.diary import reacted
from moviediary.diary.audiences import told, visible
from moviediary.diary.models import Review
from moviediary.ids import hue
from moviediary.movies.models import Movie, MovieDetails, address
from moviediary.words import NUMBERED

# Stand for somebody, for what a list is about and for where its page begins, in a select whose text is kept.
READER, SUBJECT, MARK = (UUID(int=number).hex for number in (1, 2, 3))
Make = Callable[[Member | None, str], peewee.ModelSelect]


class Entry(NamedTuple):
    """A review with its movie and its member, ready to be shown. `reactable` says whether whoever reads it may like it."""

    review_id: UUID
    id: str
    member_id: UUID
    username: str
    display_name: str
    movie_id: UUID
    movie_address: str
    title: str
    year: int
    directors: tuple[str, ...]
    runtime: int | None
    hue: int
    poster_small: str
    poster_color: str
    watched: str
    day: date | None
    precision: str
    time: str
    rating: int | None
    heart: bool
    medium: str
    tags: tuple[str, ...]
    text: str
    spoiler: bool
    finished: bool
    seen_before: bool
    ordinal: int
    audience: str
    mine: bool
    edited: bool
    revision: int
    position: str
    deleted_at: Any
    likes: int
    boosts: int
    comments: int
    comments_closed: bool
    liked: bool
    boosted: bool
    reactable: bool

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def member_hue(self) -> int:
        return hue(self.member_id)


def select(reader: Member | None) -> peewee.ModelSelect:
    """A select of entries somebody may see, to be narrowed, ordered and limited; deleted ones are left out."""
    return every(reader).where(visible(reader), Review.deleted_at.is_null())


def every(reader: Member | None) -> peewee.ModelSelect:
    """A select of entries whoever may see them, deleted or not."""
    columns = (
        *(Review.id, Review.member, Member.username, Member.display_name),
        *(Movie.id, Movie.title, Movie.year, Movie.directors),
        *(MovieDetails.runtime, MovieDetails.poster_small, MovieDetails.poster_color),
        *(Review.watched, Review.time, Review.rating, Review.heart, Review.medium, Review.tags, Review.text),
        *(Review.spoiler, Review.finished, Review.seen_before, Review.audience, Review.revision, Review.position),
        *(Review.deleted_at, count_of_earlier(reader), Review.comments_closed),
        *reacted.wiring.columns(reader.id if reader else None),
    )
    return (
        Review.select(*columns)
        .join(Member)
        .switch(Review)
        .join(Movie)
        .join(MovieDetails, peewee.JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id))
    )


def read(query: peewee.ModelSelect, reader: Member | None) -> list[Entry]:
    """The entries of a select made by `select` or `every`."""
    text, values = query.sql()
    return _entries(text, values, reader)


def read_kept(
    make: Make, way: str, reader: Member | None, subject: str, mark: str, more: Mapping[str, str] | None = None
) -> list[Entry]:
    """The entries of `make(reader, way)`, of which the text is kept: Peewee takes longer to write it than SQLite to answer.

    `make` writes SUBJECT and MARK, in whose places the values come, and what else stands for something in `more`.
    """
    text, blanks = _written(make, way, reader is not None, db.param)
    filled = {READER: reader.id.hex if reader else "", SUBJECT: subject, MARK: mark, **(more or {})}
    return _entries(text, [filled.get(blank, blank) for blank in blanks], reader)


def count_of_earlier(reader: Member | None) -> peewee.ModelSelect:
    """How many earlier finished viewings of the same movie the reader may know of; of many only as many as have a number."""
    other = Review.alias()
    return earlier(reader, other, other.position).limit(NUMBERED).select_from(fn.COUNT(peewee.SQL("*")))


def was_before(reader: Member | None) -> peewee.Expression:
    """Whether there is an earlier finished viewing of the same movie that the reader may know of."""
    other = Review.alias()
    found: peewee.Expression = fn.EXISTS(earlier(reader, other, other.position))
    return found


def earlier(reader: Member | None, other: Any, what: Any, *more: Any) -> peewee.ModelSelect:
    """Something about the earlier finished viewings of the same movie that the reader may know of; `other` stands for them."""
    return other.select(what).where(
        other.member == Review.member,
        other.movie == Review.movie,
        other.position < Review.position,
        other.finished,
        other.deleted_at.is_null(),
        told(reader, other),
        *more,
    )


def first_day(watched: str) -> date | None:
    """The day a viewing counts from: the first of its month or year where no day is known."""
    return date.fromisoformat((watched + "-01-01")[:10]) if watched else None


@lru_cache(maxsize=64)
def _written(make: Make, way: str, signed_in: bool, kind: str) -> tuple[str, list[Any]]:
    """`kind` is how the database marks a value; the text differs between the two."""
    text, blanks = make(Member(id=UUID(READER)) if signed_in else None, way).sql()
    return text, blanks


def _entries(text: str, values: list[Any], reader: Member | None) -> list[Entry]:
    reader_id = reader.id if reader else None
    return [_entry(row, reader_id) for row in db.execute_sql(text, values).fetchall()]


_PRECISIONS = {10: "day", 7: "month", 4: "year", 0: "unknown"}


@lru_cache(maxsize=1_000)
def _film(movie_id: UUID | str, title: str, year: int, directors: str) -> tuple[UUID, str, tuple[str, ...], int]:
    found = as_uuid(movie_id)
    return found, address(found, title, year), tuple(json.loads(directors)), hue(found)


# As many as are kept drawn (`drawing.KEPT`): of the same row the same object, so that what is drawn of it is found at once.
@lru_cache(maxsize=1_000)
def _entry(row: tuple[Any, ...], reader_id: UUID | None) -> Entry:
    """An entry of a row as the database gives it: Peewee would look at each of 30 columns for something to convert."""
    (review_id, member_id, username, name, movie_id, title, year, directors, runtime, small, color) = row[:11]
    (watched, time, rating, heart, medium, tags, text, spoiler, finished, seen_before, audience) = row[11:22]
    (revision, position, deleted_at, earlier, closed, likes, boosts, comments, liked, boosted) = row[22:]
    review_id, member_id = as_uuid(review_id), as_uuid(member_id)
    movie_id, movie_address, directors, movie_hue = _film(movie_id, title, year, directors)
    return Entry(
        *(review_id, ids.short(review_id), member_id, username, name),
        *(movie_id, movie_address, title, year, directors, runtime),  # type: ignore[arg-type]
        *(movie_hue, small or "", color or "", watched, first_day(watched), _PRECISIONS[len(watched)], time),  # type: ignore[arg-type]
        *(rating, bool(heart), medium, tuple(json.loads(tags)) if tags != "[]" else (), text),
        *(bool(spoiler), bool(finished), bool(seen_before)),
        # 0 says: seen before, but the earlier viewing was never logged.
        0 if seen_before and not earlier else earlier + 1,
        *(audience, member_id == reader_id, revision > 1, revision, position),
        *(Review.deleted_at.python_value(deleted_at), likes, boosts, comments, bool(closed)),  # type: ignore[arg-type]
        *(bool(liked), bool(boosted), reader_id not in (None, member_id)),
    )
