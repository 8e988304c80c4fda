"""What may be asked of the catalogue."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Identity:
    """What identifies a film: title and release year, and the numbers others know it by, each unique."""

    title: str
    year: int
    original_title: str = ""
    directors: tuple[str, ...] = ()
    imdb_id: str | None = None
    tmdb_id: int | None = None
    wikidata_id: str | None = None


@dataclass(frozen=True)
class DiscoverMovie:
    """Put a film into the catalogue, or find it there. `told` by a provider, or said by a member."""

    identity: Identity
    told: bool = False


@dataclass(frozen=True)
class CorrectMovie:
    """Replace what a movie is called. `version` is the one the member had before their eyes."""

    movie_id: UUID
    identity: Identity
    version: str = ""


@dataclass(frozen=True)
class HandFacts:
    """Facts as a member said them, the runtime in minutes. None: not said by hand, so the provider's holds."""

    runtime: int | None = None
    tagline: str | None = None
    overview: str | None = None
    genres: tuple[str, ...] | None = None
    countries: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None


@dataclass(frozen=True)
class FixFacts:
    """Say by hand what a provider has wrong, all of it at once. `version` is the one the member had before their eyes."""

    movie_id: UUID
    facts: HandFacts
    version: str = ""


@dataclass(frozen=True)
class MergeMovies:
    """Let one movie become another address of the other."""

    movie_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class PartMovies:
    """Let a movie that was merged into another one be a movie of its own again."""

    movie_id: UUID
