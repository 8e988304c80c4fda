"""How films were rated and how many were watched, summed from the kept counts over what the reader may see."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.audiences import FOLLOWED, follows
from moviediary.diary.models import FOR_EVERYONE, FOR_FEWER, FOR_FOLLOWERS, FOR_MEMBERS
from moviediary.relations.models import BARRED_BY
from moviediary.tables import selected_among

# Written out, because Peewee takes longer to write them than SQLite to answer. FILMS stands for the list of movies.
OF_ALL = f"SELECT rating, SUM(count) FROM movie_rating_count WHERE movie IN FILMS AND {FOR_EVERYONE} GROUP BY rating"  # noqa: S608
# What is counted for all members, with what the reader sees beyond it, and without what is not there for them.
OF_MEMBERS = f"""
SELECT rating, SUM(count) FROM movie_rating_count WHERE movie IN FILMS AND {FOR_MEMBERS} GROUP BY rating
UNION ALL
SELECT COALESCE(rating, 0), COUNT(*) FROM review
WHERE movie_id IN FILMS AND member_id = ? AND {FOR_FEWER} AND finished AND deleted_at IS NULL GROUP BY 1
UNION ALL
SELECT COALESCE(rating, 0), COUNT(*) FROM review
WHERE movie_id IN FILMS AND {FOR_FOLLOWERS} AND finished AND deleted_at IS NULL AND {follows("review.member_id")} GROUP BY 1
UNION ALL
SELECT COALESCE(rating, 0), -COUNT(*) FROM review
WHERE movie_id IN FILMS AND {FOR_MEMBERS} AND finished AND deleted_at IS NULL
AND member_id IN ({BARRED_BY}) GROUP BY 1
"""  # noqa: S608
# Which counts of members' films a reader may know.
OF_READER = f"({FOR_MEMBERS} OR (member = ? AND {FOR_FEWER}) OR ({FOR_FOLLOWERS} AND member IN ({FOLLOWED})))"
FILMS = "SELECT member, SUM(count) AS films FROM rating_count WHERE {} GROUP BY member"


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
    return ratings(given(reader, "(?)", movie_id.hex), f"/movies/{address}?rating=")


def given(reader: Member | None, films: str, *values: object) -> Counter[int]:
    """How often each rating was given to some movies, 0 standing for none, as far as the reader may know.

    `films` is the list of their ids that stands behind IN, or a select of it, with its values.
    """
    if reader is None:
        return _summed(selected(OF_ALL.replace("FILMS", films), values))
    who = reader.id.hex
    asked = (*values, *values, who, *values, who, *values, who, who)
    return _summed(selected(OF_MEMBERS.replace("FILMS", films), asked))


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


def films_of(reader: Member | None, members: Collection[UUID]) -> dict[UUID, int]:
    """How many films these members have logged, as far as the reader may know. Who has none is left out."""
    known, values = _known(reader)
    rows = selected_among(FILMS.format(f"{known} AND member IN (AMONG)"), [member.hex for member in members], *values)
    return {as_uuid(member): int(films) for member, films in rows}


def films_of_everybody(reader: Member | None) -> tuple[str, tuple[str, ...]]:
    """For other statements: a select of members and how many films of each the reader may know of; and its values."""
    known, values = _known(reader)
    return FILMS.format(known), values


def _known(reader: Member | None) -> tuple[str, tuple[str, ...]]:
    return (OF_READER, (reader.id.hex, reader.id.hex)) if reader else (FOR_EVERYONE, ())


def _summed(rows: Sequence[tuple[Any, ...]]) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for key, count in rows:
        counts[key] += int(count)
    return counts
