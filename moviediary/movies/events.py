"""What can have happened to the identity of a movie. Facts about films, not about members: they outlive accounts."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.events import Event


@dataclass(frozen=True)
class MovieDiscovered(Event):
    """A movie entered the catalogue."""

    subject = "movies.discovered"
    personal = False
    movie_id: UUID
    title: str
    original_title: str
    year: int
    directors: tuple[str, ...]
    imdb_id: str | None
    tmdb_id: int | None
    wikidata_id: str | None


@dataclass(frozen=True)
class MovieCorrected(Event):
    """The identity of a movie is now this. `told`: nobody said so, a film database filled what was empty."""

    subject = "movies.corrected"
    personal = False
    movie_id: UUID
    title: str
    original_title: str
    year: int
    directors: tuple[str, ...]
    imdb_id: str | None
    tmdb_id: int | None
    wikidata_id: str | None
    told: bool = False


@dataclass(frozen=True)
class FactsFixed(Event):
    """The facts that hold by hand are now these. None: the provider's holds."""

    subject = "movies.facts_fixed"
    personal = False
    movie_id: UUID
    runtime: int | None
    tagline: str | None
    overview: str | None
    genres: tuple[str, ...] | None
    countries: tuple[str, ...] | None
    languages: tuple[str, ...] | None


@dataclass(frozen=True)
class MoviesMerged(Event):
    """Two movies turned out to be one; the first is now only another address of the second."""

    subject = "movies.merged"
    personal = False
    movie_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class MoviesParted(Event):
    """Merging the first movie into the second was a mistake, and is taken back."""

    subject = "movies.parted"
    personal = False
    movie_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class PosterRequested(Event):
    """Somebody asked to look for the poster of a movie again."""

    subject = "movies.poster_requested"
    personal = False
    movie_id: UUID
