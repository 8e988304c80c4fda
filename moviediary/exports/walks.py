"""Reads of a whole diary, some rows at a time, so that a large one takes no more memory than a small one.

Each walk begins behind a key that the one before it ended with. Rows come in an order that follows from what they say, never
from when they were written, so that the same diary is always written in the same way.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.diary.commands import Viewing
from moviediary.diary.entries import was_before
from moviediary.diary.models import Review, ReviewChange, ReviewSource
from moviediary.imports.models import KEEPS, Import, ImportFilm, ImportLine
from moviediary.log import LogEntry
from moviediary.movies.commands import Identity
from moviediary.movies.models import Movie, MovieDetails, MovieFixedFacts
from moviediary.sources.lines import KEPT
from moviediary.sources.own_lines import TALK

AT_ONCE = 250
# How the subjects of the diary's events begin.
SUBJECT = "reviews."
FIRST = UUID(int=0)
# What an import of an export of ours keeps that was said to others.
IS_TALK = (Import.source == "moviediary") & (ImportLine.file == TALK)
SAID = tuple(field.name for field in fields(Viewing))
NAMED = tuple(field.name for field in fields(Identity))


@dataclass(frozen=True)
class Told:
    """A review with its film. `rewatch` says whether an earlier viewing is known of; `sources` what others call it."""

    review_id: UUID
    movie_id: UUID
    key: UUID
    revision: int
    deleted_at: datetime | None
    position: str
    viewing: Viewing
    film: Identity
    rewatch: bool
    sources: tuple[tuple[str, str], ...]


def by_id(member: Member, after: UUID) -> list[Told]:
    """Reviews in the order of their ids, also those that were deleted and can still be restored."""
    return _read(member, _reviews(member).where(Review.id > after).order_by(Review.id))


def by_day(member: Member, after: str, *conditions: peewee.Expression) -> list[Told]:
    """Reviews in the order of their days, the first one first, and those without a day before them."""
    there = _reviews(member).where(Review.position > after, Review.deleted_at.is_null(), *conditions)
    return _read(member, there.order_by(Review.position))


def movie_ids(member: Member, after: UUID) -> list[UUID]:
    """Movies that reviews are about, in the order of their ids."""
    own = Review.select(Review.movie).where(Review.member == member.id, Review.movie > after)
    return [row[0] for row in own.distinct().order_by(Review.movie).limit(AT_ONCE).tuples()]


def movies(ids: Collection[UUID]) -> list[tuple[UUID, Identity, MovieFixedFacts | None]]:
    """Movies and what was said of them by hand, in the order of their ids."""
    fixed = {row.movie_id: row for row in MovieFixedFacts.select().where(MovieFixedFacts.movie_id.in_(ids))}
    found = Movie.select().where(Movie.id.in_(ids)).order_by(Movie.id)
    return [(row.id, Identity(**{name: getattr(row, name) for name in NAMED}), fixed.get(row.id)) for row in found]


def poster(member: Member, after: UUID) -> tuple[UUID, str] | None:
    """The next movie with a picture, and the name of that."""
    pictured = Review.select(Review.movie, MovieDetails.poster_large).join(
        MovieDetails, on=(MovieDetails.movie_id == Review.movie)
    )
    own = pictured.where(Review.member == member.id, Review.movie > after, MovieDetails.poster_large != "")
    found: tuple[UUID, str] | None = own.order_by(Review.movie).limit(1).tuples().first()
    return found


def kept(member: Member, after: int) -> list[ImportLine]:
    """Lines of imports that wait for a place in the diary, as they were read; `told` is the film, `brought` the import."""
    lines = (
        ImportLine.select(ImportLine, ImportFilm, Import)
        .join(ImportFilm, peewee.JOIN.LEFT_OUTER, on=(ImportLine.film == ImportFilm.id), attr="told")
        .switch(ImportLine)
        .join(Import, attr="brought")
        .where(*waiting(member), ~IS_TALK, ImportLine.id > after)
    )
    return list(lines.order_by(ImportLine.id).limit(AT_ONCE))


def gone(member: Member, after: UUID) -> list[ReviewSource]:
    """What others call entries that were deleted for good, in an order that is the same everywhere."""
    purged = (ReviewSource.member_id == member.id) & _without_review()
    return list(ReviewSource.select().where(purged, ReviewSource.key > after).order_by(ReviewSource.key).limit(AT_ONCE))


def counts(member: Member) -> dict[str, int]:
    """How much there is of everything, so that it can be said how far an export is."""
    own = Review.member == member.id
    pictured = Review.select(fn.COUNT(Review.movie.distinct())).join(MovieDetails, on=(MovieDetails.movie_id == Review.movie))
    return {
        "reviews": Review.select().where(own).count(),
        "there": Review.select().where(own, Review.deleted_at.is_null()).count(),
        "movies": Review.select(fn.COUNT(Review.movie.distinct())).where(own).scalar(),
        "posters": pictured.where(own, MovieDetails.poster_large != "").scalar(),
        "events": LogEntry.select().where(LogEntry.actor == member.id).count(),
        "gone": ReviewSource.select().where(ReviewSource.member_id == member.id, _without_review()).count(),
        "kept": ImportLine.select().join(Import).where(*waiting(member)).count(),
    }


def newest(member: Member) -> int:
    """The place in the log of the last event the member caused: while it is the same, so is the diary."""
    found: int | None = LogEntry.select(fn.MAX(LogEntry.seq)).where(LogEntry.actor == member.id).scalar()
    return found or 0


def events(member: Member, after: UUID) -> list[LogEntry]:
    """What the log holds of a diary, in the order of the ids: there is no other that is the same everywhere."""
    own = (LogEntry.actor == member.id) & (fn.SUBSTR(LogEntry.subject, 1, len(SUBJECT)) == SUBJECT)
    return list(LogEntry.select().where(own, LogEntry.id > after).order_by(LogEntry.id).limit(AT_ONCE))


def about(member: Member, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The movies that reviews of a member are about; what is gone for good is left out."""
    own = Review.select(Review.id, Review.movie).where(Review.member == member.id, Review.id.in_(ids))
    return dict(own.tuples())


def begun(ids: Collection[UUID]) -> dict[UUID, int]:
    """The places in the log where reviews begin: before it may stand how they came once before, and were taken back."""
    first = ReviewChange.select(ReviewChange.review, fn.MIN(ReviewChange.seq)).where(ReviewChange.review.in_(ids))
    return dict(first.group_by(ReviewChange.review).tuples())


def _without_review() -> peewee.Expression:
    there: peewee.Expression = ~fn.EXISTS(Review.select().where(Review.id == ReviewSource.review_id))
    return there


def waiting(member: Member) -> tuple[peewee.Expression, ...]:
    """The condition of lines that wait for a place in the diary."""
    return Import.member == member.id, KEEPS, ImportLine.kind.in_(KEPT), ImportLine.outcome == "kept"


def _reviews(member: Member) -> peewee.ModelSelect:
    said = (getattr(Review, name) for name in SAID)
    named = (getattr(Movie, name) for name in NAMED)
    kept_as = (Review.id, Review.movie, Review.key, Review.revision, Review.deleted_at, Review.position)
    own = Review.select(*kept_as, was_before(member), *said, *named).join(Movie)
    return own.where(Review.member == member.id)


def _read(member: Member, query: peewee.ModelSelect) -> list[Told]:
    rows = list(query.limit(AT_ONCE).tuples())
    sources = _sources([row[0] for row in rows]) if rows else {}
    return [_told(row, sources) for row in rows]


def _told(row: tuple[Any, ...], sources: Mapping[UUID, list[tuple[str, str]]]) -> Told:
    review_id, movie_id, key, revision, deleted_at, position, earlier = row[:7]
    viewing, film = Viewing(*row[7 : 7 + len(SAID)]), Identity(*row[7 + len(SAID) :])
    again, named = viewing.seen_before or bool(earlier), tuple(sources.get(review_id, ()))
    return Told(review_id, movie_id, key, revision, deleted_at, position, viewing, film, again, named)


def _sources(ids: list[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """What others call some reviews."""
    rows = ReviewSource.select(ReviewSource.source, ReviewSource.source_id, ReviewSource.review_id)
    found: dict[UUID, list[tuple[str, str]]] = {}
    # Sorted here: databases order text as their own language has it.
    for source, source_id, review_id in sorted(rows.where(ReviewSource.review_id.in_(ids)).tuples()):
        found.setdefault(review_id, []).append((source, source_id))
    return found
