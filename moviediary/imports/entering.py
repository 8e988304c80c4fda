"""Films of an import entering the catalogue, each once, within the transaction that needs them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from moviediary import catalogue
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.imports.films import TWIN
from moviediary.imports.matching import waiting_for_answer
from moviediary.imports.models import UNSURE, ImportFilm
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
    entered |= _as_twins(film for film_id, film in films.items() if film_id not in entered and film.twice)
    entered |= _as_elsewhere(member, [film for film_id, film in films.items() if film_id not in entered and film.found in UNSURE])
    lacking = {film_id: wanted for film_id, row in films.items() if film_id not in entered and (wanted := _wanted(row))}
    # Those with one name stand for the same unknown film until they are told apart.
    names = {film_id: films[film_id].key.partition(TWIN)[0] if films[film_id].twice else film_id for film_id in lacking}
    firsts = {name: lacking[film_id] for film_id, name in reversed(names.items())}
    found = dict(zip(firsts, discover_all(record, member, list(firsts.values())), strict=True))
    fresh = {film_id: found[name] for film_id, name in names.items()}
    change_all(ImportFilm, ("id", "movie_id"), [pair for pair in fresh.items() if isinstance(pair[1], UUID)])
    entered |= fresh
    return {film_id: entered.get(film_id) for film_id in films}


def _as_twins(rows: Iterable[ImportFilm]) -> dict[int, Entered]:
    """Films of one name with another that has entered already, and is not told apart from it yet."""
    found: dict[int, Entered] = {}
    for row in rows:
        key = row.key.partition(TWIN)[0]
        named = (ImportFilm.key == key) | ImportFilm.key.startswith(f"{key}{TWIN}")
        waiting = (ImportFilm.batch == row.batch_id) & (ImportFilm.answer == "") & ImportFilm.movie_id.is_null(False)
        twin = ImportFilm.select().where(waiting, named, ImportFilm.twice).first()
        if twin is not None:
            found[row.id] = twin.movie_id
            ImportFilm.update(movie_id=twin.movie_id).where(ImportFilm.id == row.id).execute()
    return found


def _as_elsewhere(member: Member, rows: Sequence[ImportFilm]) -> dict[int, Entered]:
    """Films that another import of the member put in under their title and year, and that wait to be told about."""
    single = {row.key: row.id for row in rows if not row.twice}
    waiting = waiting_for_answer(member.id, single) if single else []
    found: dict[int, Entered] = {single[row.key]: row.movie_id for row in waiting if not row.twice}
    change_all(ImportFilm, ("id", "movie_id"), list(found.items()))
    return found


def _wanted(row: ImportFilm) -> Wanted | None:
    value = row.choices[0]["value"] if row.found == "one" and row.choices else ""
    entry = catalogue.film(value)
    if entry is not None and entry.year:
        identity = Identity(entry.title, entry.year, entry.original_title, entry.directors, entry.imdb_id)
        return Wanted(DiscoverMovie(identity, told=True))
    film = msgspec.convert(row.said, Film)
    if not film.title or not film.year:
        return None
    numbers = (film.imdb_id, film.tmdb_id, film.wikidata_id)
    identity = Identity(film.title, film.year, film.original_title, film.directors, *numbers)
    return Wanted(DiscoverMovie(identity), apart=row.found == "several")
