"""The numbers of a diary, summed from the kept counts over what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.diary.entries import audiences
from moviediary.diary.models import DayCount, DirectorCount, MovieRatingCount, RatingCount, Review


@dataclass(frozen=True)
class Bar:
    """One of ten rating bars; `share` is its part of the tallest, from 0 to 1."""

    rating: int
    count: int
    share: float
    address: str


@dataclass(frozen=True)
class Ratings:
    """How films were rated: the bars, how many ratings there are, and their average in stars, such as "3.8"."""

    bars: list[Bar]
    count: int
    average: str


@dataclass(frozen=True)
class Totals:
    """A member's totals: films, films this year, most watched director with the count, busiest month (yyyy-mm) with its."""

    films: int
    this_year: int
    director: tuple[str, int] | None
    month: tuple[str, int] | None


def ratings_of_member(reader: Member | None, member: Member) -> Ratings:
    rows = _counts(RatingCount, RatingCount.rating, RatingCount.member == member.id, audiences(reader, member.id))
    return ratings(rows, f"/members/{member.username}/diary?rating=")


def ratings_of_movie(reader: Member | None, movie_id: UUID, address: str) -> Ratings:
    """How all members rated a movie, as far as the reader may know."""
    of_movie = MovieRatingCount.movie == movie_id
    rows = _counts(MovieRatingCount, MovieRatingCount.rating, of_movie, audiences(reader))
    if reader is not None:
        # What the reader keeps to themselves is not in the shared rows; there are few of it.
        own = (Review.movie == movie_id) & (Review.member == reader.id) & Review.audience.not_in(audiences(reader))
        kept = Review.select(Review.rating).where(own, Review.finished, Review.deleted_at.is_null())
        for (rating,) in kept.tuples():
            rows[rating or 0] = rows.get(rating or 0, 0) + 1
    return ratings(rows, f"/movies/{address}?rating=")


def ratings(counts: Mapping[int, int], address: str) -> Ratings:
    """Ten bars from counts per rating; the count of unrated ones (0) is left out."""
    rated = {rating: counts.get(rating, 0) for rating in range(1, 11)}
    tallest, total = max(rated.values()), sum(rated.values())
    bars = [Bar(rating, count, count / tallest if tallest else 0.0, f"{address}{rating}") for rating, count in rated.items()]
    stars = sum(rating * count for rating, count in rated.items()) / 2
    return Ratings(bars, total, f"{stars / total:.1f}" if total else "")


def totals(reader: Member | None, member: Member, year: int) -> Totals:
    """A member's totals, as far as the reader may know."""
    seen = (DayCount.member == member.id) & DayCount.audience.in_(audiences(reader, member.id))
    months = fn.SUBSTR(DayCount.watched, 1, 7)
    rows = DayCount.select(months, fn.SUM(DayCount.count)).where(seen).group_by(months)
    per_month = {month: int(count) for month, count in rows.tuples()}
    busiest = max(((m, c) for m, c in per_month.items() if len(m) == 7), key=lambda pair: (pair[1], pair[0]), default=None)
    directors = _counts(
        DirectorCount, DirectorCount.director, DirectorCount.member == member.id, audiences(reader, member.id), limit=1
    )
    return Totals(
        films=sum(per_month.values()),
        this_year=sum(count for month, count in per_month.items() if month.startswith(str(year))),
        director=next(iter(directors.items()), None),
        month=busiest,
    )


def films_of_members(reader: Member | None) -> dict[UUID, int]:
    """How many films each member has logged, as far as the reader may know."""
    found = _counts(RatingCount, RatingCount.member, RatingCount.member.is_null(False), audiences(reader))
    if reader is not None:
        found.update(_counts(RatingCount, RatingCount.member, RatingCount.member == reader.id, audiences(reader, reader.id)))
    return found


def _counts(
    table: type[peewee.Model], key: peewee.Field, condition: peewee.Expression, shared: tuple[str, ...], limit: int | None = None
) -> dict[Any, int]:
    total = fn.SUM(table.count)
    query = table.select(key, total).where(condition, table.audience.in_(shared)).group_by(key)
    if limit:
        query = query.order_by(total.desc(), key).limit(limit)
    return {value: int(count) for value, count in query.tuples()}
