"""The viewings that trends are computed from, read with one select."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.audiences import in_diary
from moviediary.trends.periods import Period
from moviediary.trends.rules import Film, Watched

# All of a diary in its order, as a rewatch is one because of an earlier viewing. Written out, because Peewee would look at each
# of ten thousand rows for something to convert.
VIEWINGS = """
SELECT r.movie_id, r.watched, r.rating, r.medium, r.seen_before,
    m.title, m.year, m.directors, d.genres, d.countries, d.languages, d.runtime
FROM review r JOIN movie m ON m.id = r.movie_id LEFT JOIN movie_details d ON d.movie_id = m.id
WHERE r.member_id = ? AND r.finished AND r.deleted_at IS NULL AND r.audience IN SHARED
ORDER BY r.position
"""


def viewings(reader: Member | None, member: Member, period: Period) -> list[Watched]:
    """A member's finished viewings of a period in the order of their days, as far as the reader may know."""
    marks, shared = in_diary(reader, member.id)
    return list(_told(selected(VIEWINGS.replace("SHARED", marks), (member.id.hex, *shared)), period))


def _told(rows: list[tuple[Any, ...]], period: Period) -> Iterator[Watched]:
    latest: dict[Any, int | None] = {}
    for movie_id, watched, rating, medium, seen_before, *facts in rows:
        seen, before = movie_id in latest, latest.get(movie_id)
        latest[movie_id] = rating or before
        if period.holds(watched):
            yield Watched(_film(movie_id, *facts), watched, rating, medium, seen or bool(seen_before), before)


@lru_cache(maxsize=10_000)
def _film(movie_id: UUID | str, title: str, year: int, *facts: Any) -> Film:
    directors, genres, countries, languages, runtime = facts
    shared = (_names(genres), _names(countries), _names(languages))
    return Film(as_uuid(movie_id), title, year, tuple(json.loads(directors)), *shared, runtime)


# Ten thousand films have a few hundred of these lists: each film its own would take five megabytes.
@lru_cache(maxsize=1_000)
def _names(written: str | None) -> tuple[str, ...]:
    return tuple(json.loads(written)) if written else ()
