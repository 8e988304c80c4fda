"""The viewings that trends are computed from, and the films they are of."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.audiences import in_diary
from moviediary.tables import selected_among
from moviediary.trends.periods import Period
from moviediary.trends.rules import Film, Watched

# All of a diary in its order, as a rewatch is one because of an earlier viewing. Written out, because Peewee would look at each
# of ten thousand rows for something to convert.
VIEWINGS = """
SELECT movie_id, watched, rating, medium, seen_before FROM review
WHERE member_id = ? AND finished AND deleted_at IS NULL AND audience IN SHARED
ORDER BY position
"""
# To look up a film takes five times as long as to read a viewing, so only those of the period are.
FILMS = """
SELECT m.id, m.title, m.year, m.directors, d.genres, d.countries, d.languages, d.runtime
FROM movie m LEFT JOIN movie_details d ON d.movie_id = m.id WHERE m.id IN (AMONG)
"""


def viewings(reader: Member | None, member: Member, period: Period) -> list[Watched]:
    """A member's finished viewings of a period in the order of their days, as far as the reader may know."""
    marks, shared = in_diary(reader, member.id)
    within = _within(selected(VIEWINGS.replace("SHARED", marks), (member.id.hex, *shared)), period)
    films = _films({movie_id for movie_id, *_ in within})
    return [Watched(films[movie_id], *said) for movie_id, *said in within]


def _within(rows: Sequence[tuple[Any, ...]], period: Period) -> list[tuple[Any, ...]]:
    """What is said by those of a diary's viewings that are in a period, each behind the id of its film."""
    latest: dict[Any, int | None] = {}
    within = []
    for movie_id, watched, rating, medium, seen_before in rows:
        seen, before = movie_id in latest, latest.get(movie_id)
        latest[movie_id] = rating or before
        if period.holds(watched):
            within.append((movie_id, watched, rating, medium, seen or bool(seen_before), before))
    return within


def _films(movie_ids: Collection[UUID | str]) -> dict[UUID | str, Film]:
    return {row[0]: _film(*row) for row in selected_among(FILMS, movie_ids)}


@lru_cache(maxsize=10_000)
def _film(movie_id: UUID | str, title: str, year: int, *facts: Any) -> Film:
    directors, genres, countries, languages, runtime = facts
    shared = (_names(genres), _names(countries), _names(languages))
    return Film(as_uuid(movie_id), title, year, _differing(directors), *shared, runtime)


# Ten thousand films have a few hundred of these lists: each film its own would take five megabytes.
@lru_cache(maxsize=1_000)
def _names(written: str | None) -> tuple[str, ...]:
    return _differing(written)


def _differing(written: str | None) -> tuple[str, ...]:
    """The names of a list, each once, as a viewing counts once for each of them."""
    return tuple(dict.fromkeys(json.loads(written))) if written else ()
