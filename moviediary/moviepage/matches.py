"""What the film databases know of a film of ours."""

from dataclasses import dataclass, replace
from typing import Any

from moviediary import providers
from moviediary.errors import GiveUp, TryAgain
from moviediary.finder.elsewhere import excuse, of_facts
from moviediary.finder.rules import Choice
from moviediary.movies import reference
from moviediary.movies.commands import Identity
from moviediary.movies.models import Movie
from moviediary.movies.queries import Film, films, holders, movie_by_id
from moviediary.movies.rules import identity_of


@dataclass(frozen=True)
class Told:
    """What a provider tells of one film: nothing where it knows none, and a sentence where it could not be asked."""

    identity: Identity | None = None
    film: Choice | None = None
    note: str = ""


def lookup(pointed: reference.Reference, picture: str = "") -> Told:
    """What the providers tell of a film by its number. `picture` is the address of its small poster, if one is known."""
    try:
        facts = providers.lookup(pointed.value)
    except (TryAgain, GiveUp) as problem:
        return Told(note=excuse(problem, "correct"))
    if facts is None:
        return Told()
    asked: dict[str, Any] = {pointed.field: pointed.stored}
    return Told(replace(identity_of(facts), **asked), replace(of_facts(pointed.value, facts), picture=picture))


def others(movie: Movie, told: Identity) -> list[Film]:
    """Other movies of ours that have one of the numbers."""
    found = {known.movie_id for known in holders(told).values()} - {movie.id}
    return films([one for movie_id in sorted(found) if (one := movie_by_id(movie_id))])
