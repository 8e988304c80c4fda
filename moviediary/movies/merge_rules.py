"""When two movies become one, and when they may be two again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from moviediary.errors import NotAllowed, Refused
from moviediary.movies.commands import Identity, MergeMovies, PartMovies
from moviediary.movies.events import MoviesMerged, MoviesParted
from moviediary.movies.rules import EXTERNAL, NUMBER_OF, Known


@dataclass(frozen=True)
class MergeFacts:
    """Both movies, and whether the member may merge."""

    movie: Known
    into: Known
    allowed: bool


def merge(command: MergeMovies, facts: MergeFacts) -> list[MoviesMerged]:
    if not facts.allowed:
        raise NotAllowed("Only an admin can merge films.")
    if command.movie_id == command.into_id:
        raise Refused("This is the film itself. Choose the other one.")
    return [MoviesMerged(command.movie_id, command.into_id)]


def parted_from(became: Identity, movie: Identity, completed: Collection[str]) -> Identity:
    """What a movie is called once another one is taken out of it: without what was filled in by a number of that one."""
    shared = any(getattr(became, name) == getattr(movie, name) is not None for name in EXTERNAL)
    empty: dict[str, Any] = {**dict.fromkeys(EXTERNAL), "original_title": "", "directors": ()}
    return replace(became, **{name: empty[name] for name in completed if name in empty}) if shared else became


@dataclass(frozen=True)
class PartFacts:
    """A movie with the numbers it had, what it was merged into, who has these numbers now, and whether the member may part.

    `into_id` is None for a movie that is not merged. `holders` leaves out the movie that it became.
    """

    movie: Known
    into_id: UUID | None
    holders: Mapping[str, Known]
    allowed: bool


def part(command: PartMovies, facts: PartFacts) -> list[MoviesParted]:
    if not facts.allowed:
        raise NotAllowed("Only an admin can undo a merge.")
    film = facts.movie.identity
    if facts.into_id is None:
        raise Refused(f"{film.title} ({film.year}) is not merged with another film. Perhaps that was undone already.")
    if facts.holders:
        taken = " and ".join(f"{NUMBER_OF[name]} by {k.identity.title} ({k.identity.year})" for name, k in facts.holders.items())
        raise Refused(
            f"{film.title} ({film.year}) cannot be a film of its own again: its numbers are used by others now, its {taken}. "
            "Take the number away there, or merge those two films, then undo this."
        )
    return [MoviesParted(command.movie_id, facts.into_id)]
