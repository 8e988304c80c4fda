"""Finding movies of the diary by title, with the filters of a search."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.models import FOR_EVERYONE
from moviediary.diary.queries import times_seen
from moviediary.finder import titles
from moviediary.finder.narrowing import Place, Wish, conditions
from moviediary.finder.rules import Choice, readings
from moviediary.ids import hue
from moviediary.movies import reference
from moviediary.movies.models import Movie, address
from moviediary.movies.queries import film
from moviediary.movies.queries import numbers as numbers_of
from moviediary.movies.reference import numbers
from moviediary.relations.models import BARRED_BY

# How often a film was logged, as far as everybody may know: nobody is to learn from an order what others keep to themselves.
LOGGED = f"(SELECT COALESCE(SUM(count), 0) FROM movie_rating_count WHERE movie = f.movie_id AND {FOR_EVERYONE})"  # noqa: S608
# Less what whoever is gone for the reader logged.
BARRED = f""" - (SELECT COUNT(*) FROM review WHERE member_id IN
 ({BARRED_BY})
 AND movie_id = f.movie_id AND {FOR_EVERYONE} AND finished AND deleted_at IS NULL)"""  # noqa: S608
SEEN = "(SELECT COUNT(*) FROM review WHERE member_id = ? AND movie_id = m.id AND finished AND deleted_at IS NULL)"
FILMS = """
SELECT m.id, m.title, m.original_title, m.year, m.directors, m.imdb_id, m.tmdb_id, m.wikidata_id, d.runtime,
 d.poster_small, d.poster_color, f.kind, f.logged, {seen}
 FROM (SELECT movie_id, kind, {logged} AS logged FROM (SELECT movie_id, MIN(kind) AS kind FROM ({found})
 AS named GROUP BY movie_id) AS f) AS f
 JOIN movie AS m ON m.id = f.movie_id LEFT JOIN movie_details AS d ON d.movie_id = m.id{where}
 ORDER BY f.kind, f.logged DESC, m.year DESC, m.id LIMIT ?
"""
NUMBERED = "SELECT id AS movie_id, 0 AS kind FROM movie WHERE {} = ?"
EVERY = "SELECT id AS movie_id, 0 AS kind FROM movie WHERE merged_into IS NULL"


@dataclass(frozen=True)
class Films:
    """Movies of ours, and where the next ones begin; no place where these are all."""

    choices: list[Choice]
    following: Place | None = None


def ours(reader: Member | None, text: str, limit: int = 8) -> list[Choice]:
    """Movies of the diary that fit what was typed or pasted, the best first."""
    return page(reader, Wish(text), None, limit).choices


def page(reader: Member | None, wish: Wish, after: Place | None, limit: int) -> Films:
    """Movies of the diary under the conditions of a wish, a page of them. One typing error is forgiven where nothing fits."""
    pointed = reference.parse(wish.text)
    if pointed is not None:
        return _read(reader, (NUMBERED.format(pointed.field), [pointed.stored]), wish, after, limit)
    ways = readings(wish.text, clock.now().year)
    if not ways:
        # Text of which no word is left fits nothing; no text at all fits everything.
        return Films([]) if wish.text or wish.is_empty else _read(reader, (EVERY, []), wish, after, limit)
    found = _read(reader, titles.statement(ways), wish, after, limit)
    if found.choices:
        return found
    near = titles.forgiving(ways)
    return _read(reader, near, wish, after, limit) if near else found


def of_movie(reader: Member | None, movie: Movie) -> Choice:
    """A movie of ours as a choice."""
    known = film(movie)
    return Choice(
        value=known.short_id,
        title=known.title,
        year=known.year,
        directors=known.directors,
        hue=known.hue,
        poster_small=known.poster_small,
        poster_color=known.poster_color,
        seen=times_seen(reader, [known.id]).get(known.id, 0) if reader else 0,
        address=known.address,
        runtime=known.runtime,
        original_title=known.original_title,
        numbers=frozenset(numbers_of(known)),
    )


def _read(reader: Member | None, found: titles.Found, wish: Wish, after: Place | None, limit: int) -> Films:
    where, values = conditions(wish, reader, after)
    seen, logged, own = (SEEN, LOGGED + BARRED, [reader.id.hex] * 3) if reader else ("0", LOGGED, [])
    text = FILMS.format(seen=seen, logged=logged, found=found[0], where=where)
    rows = selected(text, [*own, *found[1], *values, limit + 1])
    choices = [_of_row(*row[:11], row[13]) for row in rows[:limit]]
    if len(rows) <= limit:
        return Films(choices)
    last = rows[limit - 1]
    return Films(choices, Place(int(last[11]), int(last[12]), int(last[3]), as_uuid(last[0])))


def _of_row(*row: Any) -> Choice:
    (movie_id, title, original, year, directors, imdb_id, tmdb_id, wikidata_id, runtime, small, color, seen) = row
    return Choice(
        title=title,
        original_title=original,
        year=year,
        runtime=runtime,
        poster_small=small or "",
        poster_color=color or "",
        seen=int(seen),
        numbers=frozenset(numbers(imdb_id, tmdb_id, wikidata_id)),
        **_identity(str(movie_id), title, year, directors),
    )


@lru_cache(maxsize=2_000)
def _identity(movie_id: str, title: str, year: int, directors: str) -> dict[str, Any]:
    known = UUID(movie_id)
    told = {"value": ids.short(known), "address": address(known, title, year), "hue": hue(known)}
    return {**told, "directors": tuple(json.loads(directors))}
