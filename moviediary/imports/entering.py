"""Films of an import entering the catalogue, each once, within the transaction that needs them."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from moviediary import catalogue
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.imports.models import ImportFilm
from moviediary.log import Recorder
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.discovering import Wanted, discover_all
from moviediary.movies.queries import became
from moviediary.sources.lines import Film
from moviediary.tables import change_all

Entered = UUID | Refused | None


def enter(record: Recorder, member: Member, rows: Iterable[ImportFilm]) -> dict[int, Entered]:
    """The movie of each film by its id: of a merged one, what it became; None where somebody has to say what it is first.

    A film that may be several enters under its title and year as one of its own, until somebody chooses.
    """
    films = {row.id: row for row in rows}
    known = {row.id: row.movie_id for row in films.values() if row.movie_id}
    movies = became(set(known.values()))
    entered: dict[int, Entered] = {film_id: movies[movie_id] for film_id, movie_id in known.items() if movie_id in movies}
    lacking = {film_id: wanted for film_id, row in films.items() if film_id not in entered and (wanted := _wanted(row))}
    found = discover_all(record, member, list(lacking.values()))
    fresh = dict(zip(lacking, found, strict=True))
    change_all(ImportFilm, ("id", "movie_id"), [pair for pair in fresh.items() if isinstance(pair[1], UUID)])
    entered |= fresh
    return {film_id: entered.get(film_id) for film_id in films}


def _wanted(row: ImportFilm) -> Wanted | None:
    film = msgspec.convert(row.said, Film)
    value = row.choices[0]["value"] if row.found == "one" and row.choices else ""
    entry = catalogue.film(value)
    if entry is not None and entry.year:
        identity = Identity(entry.title, entry.year, entry.original_title, entry.directors, entry.imdb_id, film.tmdb_id)
        return Wanted(DiscoverMovie(identity, told=True))
    if not film.title or not film.year:
        return None
    numbers = (film.imdb_id, film.tmdb_id, film.wikidata_id)
    identity = Identity(film.title, film.year, film.original_title, film.directors, *numbers)
    return Wanted(DiscoverMovie(identity), apart=row.found == "several")
