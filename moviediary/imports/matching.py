"""Looking for the films of an import: what was answered before, films of ours, the offline catalogue."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import msgspec
from peewee import fn

from moviediary import catalogue, ids, providers
from moviediary.catalogue import Entry
from moviediary.columns import as_uuid
from moviediary.database import writing
from moviediary.imports.films import NEAR, Candidate, Match, match
from moviediary.imports.models import UNSETTLED, FilmAnswer, Import, ImportFilm
from moviediary.movies.models import Movie
from moviediary.movies.queries import became
from moviediary.movies.reference import numbers
from moviediary.movies.rules import EXTERNAL
from moviediary.sources.lines import Film
from moviediary.tables import change_all, find_all, selected_among
from moviediary.text import fold

AT_A_TIME = 400
KNOWN_AS = "SELECT movie_id, name FROM movie_name WHERE name IN (AMONG)"
# Those that entered under their title and year, as nobody has said yet which film they are.
UNSURE_MOVIES = "SELECT DISTINCT movie_id FROM import_film WHERE found = 'several' AND answer = '' AND movie_id IN (AMONG)"


def match_all(batch: Import) -> Iterator[None]:
    """Look for every film that was not looked for yet, so many at a time."""
    while films := list(ImportFilm.select().where(ImportFilm.batch == batch.id, ImportFilm.found == "").limit(AT_A_TIME)):
        found = _matches(batch, films)
        with writing():
            rows = [(row.id, one.found, one.choices, one.movie_id) for row, one in zip(films, found, strict=True)]
            change_all(ImportFilm, ("id", "found", "choices", "movie_id"), rows)
        yield


def _matches(batch: Import, rows: Sequence[ImportFilm]) -> list[Match]:
    said = [msgspec.convert(row.said, Film) for row in rows]
    answers, waiting = _answers(batch, rows), waiting_for_answer(batch.member_id, {row.key for row in rows})
    unsure = {row.key: Match(row.found, candidates_of(row), row.movie_id) for row in waiting}
    numbered = _by_number(said)
    candidates = _by_name(film for film in said if not _external(film))
    asked = catalogue.present() or providers.configured()
    singles = _single(batch, rows) if any(film.movie_id for film in said) else set()
    found = []
    for row, film in zip(rows, said, strict=True):
        known = answers.get(row.key) or answers.get(f"uri:{row.uri}") or _of_number(film, numbered)
        if known is not None:
            found.append(Match("one", (), known))
        elif film.movie_id and not _external(film):
            single = (row.title, row.year) in singles
            found.append(_of_export(film, _named(film, candidates)) if single else Match("one"))
        elif _external(film):
            # A number says which film it is; without title and year somebody has to be asked what that is called.
            found.append(Match("one" if film.year and film.title else "several"))
        elif row.key in unsure:
            found.append(unsure[row.key])
        else:
            found.append(match(film, row.twice, [*_named(film, candidates), *_offline(film)], asked))
    return found


def _answers(batch: Import, rows: Sequence[ImportFilm]) -> dict[str, UUID]:
    """What the member answered before, by key and by the source's mark; of a merged film, the one it became."""
    keys = [row.key for row in rows if not row.twice] + [f"uri:{row.uri}" for row in rows if row.uri and not row.twice]
    own = (FilmAnswer.member == batch.member_id) & FilmAnswer.key.in_(keys)
    answered = dict(FilmAnswer.select(FilmAnswer.key, FilmAnswer.movie_id).where(own).tuples())
    movies = became(set(answered.values()))
    return {key: movies[movie_id] for key, movie_id in answered.items() if movie_id in movies}


def waiting_for_answer(member_id: UUID, keys: Collection[str]) -> list[ImportFilm]:
    """Films that an import of the member put in under their title and year, and that still wait to be told about."""
    waiting = UNSETTLED & ImportFilm.movie_id.is_null(False) & ImportFilm.key.in_(list(keys))
    return list(ImportFilm.select().join(Import).where(Import.member == member_id, waiting))


def candidates_of(row: ImportFilm) -> tuple[Candidate, ...]:
    """The films that may be meant, as they were found."""
    return msgspec.convert(row.choices, tuple[Candidate, ...])


def _external(film: Film) -> bool:
    return any(getattr(film, name) is not None for name in EXTERNAL)


def _single(batch: Import, rows: Sequence[ImportFilm]) -> set[tuple[str, int | None]]:
    """Of these films, the titles and years that no other film of the file has."""
    own = (ImportFilm.batch == batch.id) & ImportFilm.title.in_([row.title for row in rows])
    counted = ImportFilm.select(ImportFilm.title, ImportFilm.year).where(own).group_by(ImportFilm.title, ImportFilm.year)
    return set(counted.having(fn.COUNT(ImportFilm.id) == 1).tuples())


def _of_export(film: Film, candidates: Sequence[Candidate]) -> Match:
    """A film of an export of ours that is not here under its id, and has no number: the only one of that name."""
    known = match(film, False, candidates, asked=False)
    return known if known.found == "one" else Match("one")


def _by_number(films: Sequence[Film]) -> dict[tuple[str, object], UUID]:
    """Films of ours by each of their numbers."""
    found: dict[tuple[str, object], UUID] = {}
    for name, field in (("movie_id", Movie.id), *((name, getattr(Movie, name)) for name in EXTERNAL)):
        wanted = [value for film in films if (value := getattr(film, name)) is not None]
        rows = Movie.select(field, Movie.id, Movie.merged_into).where(field.in_(wanted)).tuples() if wanted else ()
        found |= {(name, value): merged or movie_id for value, movie_id, merged in rows}
    return found


def _of_number(film: Film, numbered: Mapping[tuple[str, object], UUID]) -> UUID | None:
    every = (numbered.get((name, getattr(film, name))) for name in ("movie_id", *EXTERNAL))
    return next((movie_id for movie_id in every if movie_id), None)


def _by_name(films: Iterable[Film]) -> dict[str, list[Candidate]]:
    """Films of ours by name, without those that are themselves unsure."""
    said = list(films)
    names = {fold(name) for film in said for name in (film.title, film.original_title) if name}
    if not names:
        return {}
    named = [(as_uuid(movie_id), name) for movie_id, name in selected_among(KNOWN_AS, names)]
    unsure = {as_uuid(row[0]) for row in selected_among(UNSURE_MOVIES, [movie_id.hex for movie_id, _ in named])}
    ours = {movie.id: _ours(movie) for movie in find_all(Movie, "id", {movie_id for movie_id, _ in named} - unsure)}
    found: dict[str, list[Candidate]] = {}
    for movie_id, name in named:
        if movie_id in ours:
            found.setdefault(name, []).append(ours[movie_id])
    return found


def _ours(movie: Movie) -> Candidate:
    own = frozenset(numbers(movie.imdb_id, movie.tmdb_id, movie.wikidata_id))
    said = (movie.title, movie.year, movie.original_title, movie.directors)
    return Candidate(ids.short(movie.id), *said, own, movie_id=movie.id)


def _named(film: Film, candidates: Mapping[str, list[Candidate]]) -> list[Candidate]:
    names = {fold(name) for name in (film.title, film.original_title) if name}
    return [one for name in names for one in candidates.get(name, ()) if _is_near(film.year, one.year)]


def _is_near(year: int | None, other: int | None) -> bool:
    return year is None or other is None or abs(year - other) <= NEAR


def _offline(film: Film) -> list[Candidate]:
    return [_theirs(entry) for entry in catalogue.search(film.title, film.year)] if film.title else []


def _theirs(entry: Entry) -> Candidate:
    said = (entry.title, entry.year, entry.original_title, entry.directors)
    return Candidate(entry.imdb_id, *said, frozenset([entry.imdb_id]), "IMDb")
