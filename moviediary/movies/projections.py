"""The catalogue's tables, as they follow from the log."""

from uuid import UUID

from moviediary.accounts.events import MemberErased
from moviediary.events import Recorded
from moviediary.movies.events import MovieCorrected, MovieDiscovered, MoviesMerged
from moviediary.movies.models import Movie, MovieName
from moviediary.movies.rules import EXTERNAL
from moviediary.titles.names import Name, names


def discovered(event: MovieDiscovered, recorded: Recorded) -> None:
    Movie.insert(
        id=event.movie_id, **_identity(event), discovered_by=recorded.actor, discovered_at=recorded.at, merged_into=None
    ).execute()
    _name(event)


def corrected(event: MovieCorrected, recorded: Recorded) -> None:
    Movie.update(_identity(event)).where(Movie.id == event.movie_id).execute()
    MovieName.delete().where(MovieName.movie == event.movie_id).execute()
    _name(event)
    # The titles of what was merged into it still lead to it.
    known = set(names(event.title, event.original_title))
    for gone in Movie.select().where(Movie.merged_into == event.movie_id).order_by(Movie.id):
        for name in names(gone.title, gone.original_title).values():
            if name.name not in known:
                _add(event.movie_id, name, gone.year)
                known.add(name.name)


def merged(event: MoviesMerged, recorded: Recorded) -> None:
    gone, stays = Movie.get_by_id(event.movie_id), Movie.get_by_id(event.into_id)
    gained = {name: getattr(gone, name) for name in EXTERNAL if getattr(stays, name) is None}
    nothing = dict.fromkeys(EXTERNAL)
    Movie.update(merged_into=stays.id, **nothing).where((Movie.id == gone.id) | (Movie.merged_into == gone.id)).execute()
    if gained:
        Movie.update(gained).where(Movie.id == stays.id).execute()
    # Whoever knew the film by its other title still finds it.
    known = {row.name for row in MovieName.select().where(MovieName.movie == stays.id)}
    for row in list(MovieName.select().where(MovieName.movie == gone.id)):
        if row.name not in known:
            _add(stays.id, Name(row.name, row.words, row.squeezed), row.year)
    MovieName.delete().where(MovieName.movie == gone.id).execute()


def forget_discoverer(event: MemberErased, recorded: Recorded) -> None:
    Movie.update(discovered_by=None).where(Movie.discovered_by == event.member_id).execute()


def _name(event: MovieDiscovered | MovieCorrected) -> None:
    for name in names(event.title, event.original_title).values():
        _add(event.movie_id, name, event.year)


def _add(movie_id: UUID, name: Name, year: int) -> None:
    MovieName.insert(movie=movie_id, name=name.name, year=year, words=name.words, squeezed=name.squeezed).execute()


def _identity(event: MovieDiscovered | MovieCorrected) -> dict[str, object]:
    fields = ("title", "original_title", "year", "directors", *EXTERNAL)
    return {name: getattr(event, name) for name in fields}
