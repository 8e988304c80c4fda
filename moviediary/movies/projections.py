"""The catalogue's tables, as they follow from the log."""

import re

from moviediary.accounts.events import MemberErased
from moviediary.events import Recorded
from moviediary.movies.events import FactsFixed, MovieCorrected, MovieDiscovered, MoviesMerged
from moviediary.movies.facts import FIXABLE
from moviediary.movies.models import Movie, MovieFixedFacts, MovieName
from moviediary.movies.rules import EXTERNAL
from moviediary.text import fold

_ARTICLE = re.compile(r"^(the|an?|le|la|les|el|los|las|il|lo|gli|der|die|das|den|det|de|het|een|o|os|as)\s+(?=\S)")


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
    known = names(event.title, event.original_title)
    for gone in Movie.select().where(Movie.merged_into == event.movie_id).order_by(Movie.id):
        for name in sorted(names(gone.title, gone.original_title) - known):
            MovieName.insert(movie=event.movie_id, name=name, year=gone.year).execute()
            known.add(name)


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
            MovieName.insert(movie=stays.id, name=row.name, year=row.year).execute()
    MovieName.delete().where(MovieName.movie == gone.id).execute()


def fixed(event: FactsFixed, recorded: Recorded) -> None:
    MovieFixedFacts.delete().where(MovieFixedFacts.movie_id == event.movie_id).execute()
    said = {name: getattr(event, name) for name in FIXABLE}
    if any(value is not None for value in said.values()):
        MovieFixedFacts.insert(movie_id=event.movie_id, **said).execute()


def forget_discoverer(event: MemberErased, recorded: Recorded) -> None:
    Movie.update(discovered_by=None).where(Movie.discovered_by == event.member_id).execute()


def names(title: str, original_title: str) -> set[str]:
    """The folded names a movie is found by: its titles, with and without a leading article."""
    full = {fold(name) for name in (title, original_title) if name}
    return full | {_ARTICLE.sub("", name) for name in full}


def _name(event: MovieDiscovered | MovieCorrected) -> None:
    for name in names(event.title, event.original_title):
        MovieName.insert(movie=event.movie_id, name=name, year=event.year).execute()


def _identity(event: MovieDiscovered | MovieCorrected) -> dict[str, object]:
    fields = ("title", "original_title", "year", "directors", *EXTERNAL)
    return {name: getattr(event, name) for name in fields}
