"""How films were rated and how many were watched, summed from the kept counts over what the reader may see."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.diary.entries import audiences
from moviediary.diary.models import RatingCount

# Written out, because Peewee takes longer to write them than SQLite to answer. SHARED stands for the audiences.
OF_MOVIE = "SELECT rating, SUM(count) FROM movie_rating_count WHERE movie = ? AND audience IN SHARED GROUP BY rating"
OWN = """
SELECT COALESCE(rating, 0), COUNT(*) FROM review
WHERE movie_id = ? AND member_id = ? AND audience NOT IN SHARED AND finished AND deleted_at IS NULL GROUP BY 1
"""


@dataclass(frozen=True)
class Bar:
    """One of ten rating bars; `height` is its part of the tallest, `share` that of all ratings, from 0 to 1."""

    rating: int
    count: int
    height: float
    share: float
    address: str


@dataclass(frozen=True)
class Ratings:
    """How films were rated: the bars, how many ratings, their average in stars, such as "3.8", and how many have none.

    The addresses lead to a rating when its stars are added, and to all that are rated, where there is such a list.
    """

    bars: list[Bar]
    count: int
    average: str
    unrated: int
    address: str
    rated: str = ""


def ratings_of_movie(reader: Member | None, movie_id: UUID, address: str) -> Ratings:
    """How all members rated a movie, as far as the reader may know."""
    shared, marks = audiences(reader), ", ".join("?" * len(audiences(reader)))
    text, values = OF_MOVIE.replace("SHARED", f"({marks})"), [movie_id.hex, *shared]
    if reader is not None:
        # What the reader keeps to themselves is not in the shared rows.
        text, values = f"{text} UNION ALL {OWN.replace('SHARED', f'({marks})')}", [*values, movie_id.hex, reader.id.hex, *shared]
    counts: Counter[int] = Counter()
    for rating, count in selected(text, values):
        counts[rating] += int(count)
    return ratings(counts, f"/movies/{address}?rating=")


def ratings(counts: Mapping[int, int], address: str, all_rated: str = "") -> Ratings:
    """Ten bars from counts per rating, 0 standing for none. Addresses are made by adding stars to `address`."""
    rated = {rating: counts.get(rating, 0) for rating in range(1, 11)}
    tallest, total = max(rated.values()), sum(rated.values())
    bars = [
        Bar(rating, count, count / tallest if tallest else 0.0, count / total if total else 0.0, f"{address}{rating / 2:g}")
        for rating, count in rated.items()
    ]
    mean = average(sum(rating * count for rating, count in rated.items()), total)
    return Ratings(bars, total, mean, counts.get(0, 0), address, all_rated)


def average(stars: int, count: int) -> str:
    """The average in stars of ratings that add up to so many half stars, such as "3.8"; nothing where there are none."""
    # Half up, as people round; Python's own way would make 3.25 a 3.2.
    return f"{(stars * 10 + count) // (2 * count) / 10:.1f}" if count else ""


def films_of_members(reader: Member | None) -> dict[UUID, int]:
    """How many films each member has logged, as far as the reader may know."""
    found = _counts(RatingCount, RatingCount.member, RatingCount.member.is_null(False), audiences(reader))
    if reader is not None:
        found.update(_counts(RatingCount, RatingCount.member, RatingCount.member == reader.id, audiences(reader, reader.id)))
    return found


def _counts(
    table: type[peewee.Model], key: peewee.Field, condition: peewee.Expression, shared: tuple[str, ...]
) -> dict[Any, int]:
    query = table.select(key, fn.SUM(table.count)).where(condition, table.audience.in_(shared)).group_by(key)
    return {value: int(count) for value, count in query.tuples()}
