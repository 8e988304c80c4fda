"""The numbers of a diary, summed from the kept counts over what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.database import db
from moviediary.diary.entries import audiences
from moviediary.diary.models import MovieRatingCount, RatingCount, Review

# Written out, because Peewee takes longer to write them than SQLite to answer. SHARED stands for the audiences.
RATINGS = "SELECT rating, SUM(count) FROM rating_count WHERE member = ? AND audience IN SHARED GROUP BY rating"
DIRECTOR = """
SELECT director, SUM(count) FROM director_count WHERE member = ? AND audience IN SHARED
GROUP BY director ORDER BY SUM(count) DESC, director LIMIT 1
"""
MONTHS = """
SELECT SUBSTR(watched, 1, 7), SUM(count) FROM day_count
WHERE member = ? AND watched BETWEEN ? AND ? AND audience IN SHARED GROUP BY 1
"""
# All films, those of a year, and the busiest month. Steps from month to month in the index: grouping 5,000 days takes twice
# as long, as it sorts them.
TOTALS = """
WITH RECURSIVE month (name) AS (
    SELECT (SELECT SUBSTR(watched, 1, 7) FROM day_count WHERE member = ? AND LENGTH(watched) > 6 ORDER BY watched LIMIT 1)
    UNION ALL
    SELECT (
        SELECT SUBSTR(watched, 1, 7) FROM day_count
        WHERE member = ? AND watched > name || '~' AND LENGTH(watched) > 6 ORDER BY watched LIMIT 1
    ) FROM month WHERE name IS NOT NULL
), busy (name, films) AS (
    SELECT name, (
        SELECT COALESCE(SUM(count), 0) FROM day_count
        WHERE member = ? AND watched BETWEEN name AND name || '~' AND audience IN SHARED
    ) FROM month WHERE name IS NOT NULL ORDER BY 2 DESC, 1 DESC LIMIT 1
)
SELECT 'all', SUM(count) FROM rating_count WHERE member = ? AND audience IN SHARED
UNION ALL
SELECT 'year', SUM(count) FROM day_count WHERE member = ? AND watched BETWEEN ? AND ? AND audience IN SHARED
UNION ALL
SELECT name, films FROM busy
"""


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
    rows = dict(_asked(RATINGS, member.id.hex, audiences(reader, member.id)))
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
    shared, who = audiences(reader, member.id), member.id.hex
    whole, this_year, *busiest = _asked(TOTALS, who, who, who, shared, who, shared, who, str(year), f"{year}~", shared)
    director = _asked(DIRECTOR, who, shared)
    return Totals(
        films=int(whole[1] or 0),
        this_year=int(this_year[1] or 0),
        director=(director[0][0], int(director[0][1])) if director else None,
        month=(busiest[0][0], int(busiest[0][1])) if busiest and busiest[0][1] else None,
    )


def month_counts(reader: Member | None, member: Member, first: str, last: str) -> dict[str, int]:
    """How many films a member watched in each month from the first to the last (yyyy-mm), as far as the reader may know."""
    rows = _asked(MONTHS, member.id.hex, first, f"{last}~", audiences(reader, member.id))
    return {month: int(count) for month, count in rows}


def films_of_members(reader: Member | None) -> dict[UUID, int]:
    """How many films each member has logged, as far as the reader may know."""
    found = _counts(RatingCount, RatingCount.member, RatingCount.member.is_null(False), audiences(reader))
    if reader is not None:
        found.update(_counts(RatingCount, RatingCount.member, RatingCount.member == reader.id, audiences(reader, reader.id)))
    return found


def _asked(text: str, *values: str | tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Rows of one of the selects above. Audiences are given as a tuple."""
    flat: list[str] = []
    marks = ""
    for value in values:
        if isinstance(value, tuple):
            flat += value
            marks = f"({', '.join('?' * len(value))})"
        else:
            flat.append(value)
    return db.execute_sql(text.replace("SHARED", marks).replace("?", db.param), flat).fetchall()


def _counts(
    table: type[peewee.Model], key: peewee.Field, condition: peewee.Expression, shared: tuple[str, ...]
) -> dict[Any, int]:
    query = table.select(key, fn.SUM(table.count)).where(condition, table.audience.in_(shared)).group_by(key)
    return {value: int(count) for value, count in query.tuples()}
