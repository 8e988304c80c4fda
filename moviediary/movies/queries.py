"""Reads of the catalogue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.columns import as_hex, as_uuid
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.movies import reference, rules
from moviediary.movies.commands import Identity
from moviediary.movies.models import Movie, MovieDetails, MovieMerge, MovieName
from moviediary.movies.reference import Reference
from moviediary.movies.rules import Known
from moviediary.tables import find, get, selected_among
from moviediary.text import fold


@dataclass(frozen=True)
class Film:
    """A movie with everything its page shows."""

    id: UUID
    address: str
    title: str
    original_title: str
    year: int
    directors: tuple[str, ...]
    imdb_id: str | None
    tmdb_id: int | None
    wikidata_id: str | None
    runtime: int | None
    languages: tuple[str, ...]
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    overview: str
    tagline: str
    collection: str
    collection_name: str
    by_hand: tuple[str, ...]
    provided_by: str
    provided_at: datetime | None
    poster_state: str
    poster_note: str
    poster_small: str
    poster_large: str
    poster_color: str
    poster_source: str
    discovered_by: UUID | None

    @property
    def short_id(self) -> str:
        return ids.short(self.id)

    @property
    def hue(self) -> int:
        return hue(self.id)


def movie_at(address_or_id: str) -> Movie:
    """The movie at an address, with or without its slug; of a merged one, the movie it became. Raises NotFound."""
    movie = movie_once_at(address_or_id)
    return get(Movie, movie.merged_into) if movie.merged_into else movie


def movie_by_id(movie_id: UUID) -> Movie | None:
    """The movie with an id; of a merged one, the movie it became."""
    movie = find(Movie, "id", movie_id)
    return get(Movie, movie.merged_into) if movie and movie.merged_into else movie


def became(movie_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which movie each of these is by now: itself, or the one it was merged into. What is no movie is left out."""
    asked = {movie_id.hex: movie_id for movie_id in movie_ids}
    rows = selected_among("SELECT id, merged_into FROM movie WHERE id IN (AMONG)", asked)
    return {(one := asked[as_hex(found)]): as_uuid(into) if into else one for found, into in rows}


def movie_once_at(address_or_id: str) -> Movie:
    """The movie that an address was made for, whatever it was merged into since. Raises NotFound."""
    movie_id = ids.from_short(address_or_id.partition("-")[0])
    movie = find(Movie, "id", movie_id) if movie_id else None
    if movie is None:
        raise NotFound("There is no such film in the catalogue.")
    return movie


def merged_into(movie_id: UUID) -> list[Movie]:
    """The movies that were merged into one, or into one of those, in the order in which that was done."""
    gone = Movie.select().join(MovieMerge, on=(MovieMerge.movie_id == Movie.id)).where(Movie.merged_into == movie_id)
    return list(gone.order_by(MovieMerge.seq))


def film_at(address_or_id: str) -> Film:
    """The movie at an address, as `movie_at` finds it, with what is known of it. Raises NotFound."""
    movie_id = ids.from_short(address_or_id.partition("-")[0])
    joined = Movie.select(Movie, MovieDetails).join(
        MovieDetails, peewee.JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id), attr="details"
    )
    movie = joined.where(Movie.id == movie_id).first() if movie_id else None
    if movie is None or movie.merged_into:
        return film(movie_at(address_or_id))
    details = getattr(movie, "details", None)
    return _film(movie, details if details and details.movie_id else MovieDetails(movie_id=movie.id))


def film(movie: Movie) -> Film:
    """A movie with what providers say about it."""
    return films([movie])[0]


def films(movies: Sequence[Movie]) -> list[Film]:
    """Movies with what providers say about them, in the same order."""
    found = MovieDetails.select().where(MovieDetails.movie_id.in_([movie.id for movie in movies])) if movies else ()
    details = {row.movie_id: row for row in found}
    return [_film(movie, details.get(movie.id) or MovieDetails(movie_id=movie.id)) for movie in movies]


def _film(movie: Movie, details: MovieDetails) -> Film:
    of_movie = ("id", "address", "title", "original_title", "year", "directors", *rules.EXTERNAL, "discovered_by")
    of_details = ("runtime", "languages", "genres", "countries", "overview", "tagline", "collection", "collection_name")
    sources = ("by_hand", "provided_by", "provided_at")
    pictures = ("poster_state", "poster_note", "poster_small", "poster_large", "poster_color", "poster_source")
    return Film(
        **{name: getattr(movie, name) for name in of_movie},
        **{name: getattr(details, name) for name in (*of_details, *sources, *pictures)},
    )


def told_by() -> set[str]:
    """The names of the providers whose facts movies have."""
    return {name for (name,) in MovieDetails.select(MovieDetails.provided_by).distinct().tuples() if name}


def by_reference(pointed: Reference) -> Movie | None:
    """The movie of ours that has an external id."""
    movie: Movie | None = Movie.get_or_none(getattr(Movie, pointed.field) == pointed.stored)
    return movie


def numbers(movie: Movie | Film) -> tuple[str, ...]:
    """The numbers of a movie as providers understand them, the surest first: "tt…", "tmdb:…", "Q…"."""
    return reference.numbers(movie.imdb_id, movie.tmdb_id, movie.wikidata_id)


def still_itself(asked: Movie) -> Movie | None:
    """The movie as it is by now. None where it has another number than was asked about: then the answer is of another film.

    Asking takes seconds, in which members may correct the movie or merge it into another one. Whoever gave it another
    number had the questions asked again.
    """
    movie = movie_by_id(asked.id)
    return movie if movie and set(numbers(asked)) & set(numbers(movie)) else None


def known(movie: Movie) -> Known:
    """A movie as the rules see it."""
    fields = ("title", "year", "original_title", "directors", *rules.EXTERNAL)
    return Known(movie.id, Identity(**{name: getattr(movie, name) for name in fields}), movie.discovered_by)


def holders(identity: Identity) -> Mapping[str, Known]:
    """For each external id of the identity that a movie has: that movie."""
    found = {}
    for name in rules.EXTERNAL:
        value = getattr(identity, name)
        movie = Movie.get_or_none(getattr(Movie, name) == value) if value is not None else None
        if movie is not None:
            found[name] = known(movie)
    return found


def namesakes(identity: Identity) -> list[Known]:
    """Movies of that year that go by one of the identity's titles."""
    folded = {fold(name) for name in (identity.title, identity.original_title) if name}
    rows = (
        Movie.select()
        .join(MovieName)
        .where(MovieName.name.in_(folded), MovieName.year == identity.year)
        .order_by(Movie.id)
        .distinct()
    )
    return [known(movie) for movie in rows]
