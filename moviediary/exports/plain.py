"""The formats for spreadsheets and programs: every entry as a row, or as an object, with every field."""

from typing import Any

import msgspec

from moviediary import cells
from moviediary.exports import walks
from moviediary.exports.pieces import Asked, Cursor, Stage, Written
from moviediary.exports.walks import NAMED, SAID, Told
from moviediary.movies.commands import Identity

COLUMNS = (
    *("id", "title", "year", "original_title", "directors", "imdb_id", "tmdb_id", "wikidata_id"),
    *("watched", "time", "rating", "heart", "medium", "tags", "review", "spoiler", "finished", "seen_before", "rewatch"),
    *("audience", "movie_id", "sources"),
)


def as_object(told: Told) -> dict[str, Any]:
    """An entry as JSON, its keys always in the same order."""
    return {
        "id": str(told.review_id),
        "movie": as_movie(told.movie_id, told.film),
        **{name: getattr(told.viewing, name) for name in SAID},
        "rewatch": told.rewatch,
        "key": str(told.key),
        "revision": told.revision,
        "deleted_at": None if told.deleted_at is None else moment(told.deleted_at),
        "sources": [{"source": source, "source_id": source_id} for source, source_id in told.sources],
    }


def as_movie(movie_id: object, film: Identity) -> dict[str, Any]:
    """What identifies a movie, as JSON."""
    return {"id": str(movie_id), **{name: getattr(film, name) for name in NAMED}}


def as_row(told: Told) -> str:
    """An entry as a line of CSV. Ratings are stars, as people write them: 3.5."""
    said, film = told.viewing, told.film
    named = (film.title, str(film.year), film.original_title, cells.listed(film.directors))
    numbers = (film.imdb_id or "", str(film.tmdb_id or ""), film.wikidata_id or "")
    flags = [_yes(flag) for flag in (said.spoiler, said.finished, said.seen_before, told.rewatch)]
    rating = "" if said.rating is None else f"{said.rating / 2:g}"
    about = (said.watched, said.time, rating, _yes(said.heart), said.medium, cells.listed(said.tags), said.text)
    sources = cells.listed(f"{source}:{source_id}" for source, source_id in told.sources)
    return cells.row([str(told.review_id), *named, *numbers, *about, *flags, said.audience, str(told.movie_id), sources])


def moment(value: Any) -> str:
    """A moment in UTC, to the microsecond."""
    return str(value.isoformat()).replace("+00:00", "Z")


def csv(asked: Asked, cursor: Cursor) -> Written:
    """The entries that are there, by day, as a table."""
    rows = walks.by_day(asked.member, cursor.after or "")
    head = "" if cursor.after else cells.row(COLUMNS)
    data = (head + "".join(map(as_row, rows))).encode()
    return Written(data, _after(rows), len(rows))


def json(asked: Asked, cursor: Cursor) -> Written:
    """The entries that are there, by day, as one array."""
    rows = walks.by_day(asked.member, cursor.after or "")
    lead = b",\n" if cursor.after else b"[\n"
    items = b",\n".join(msgspec.json.encode(as_object(told)) for told in rows)
    data = (lead if rows or not cursor.after else b"") + items
    after = _after(rows)
    return Written(data if after else data + b"\n]\n", after, len(rows))


def _after(rows: list[Told]) -> str | None:
    return rows[-1].position if len(rows) == walks.AT_ONCE else None


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


CSV = (Stage("reviews.csv", "Writing your entries", csv),)
JSON = (Stage("reviews.json", "Writing your entries", json),)
