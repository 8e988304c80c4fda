"""What follows when a movie is discovered or corrected: its poster is fetched. Run by the worker."""

from collections.abc import Callable
from uuid import UUID

from moviediary import http, providers
from moviediary.deliveries import Effect
from moviediary.events import Recorded
from moviediary.log import Record
from moviediary.movies import actions, pictures, queries
from moviediary.movies.events import MovieCorrected, MovieDiscovered, PosterRequested
from moviediary.movies.models import UPLOAD, Movie, MovieDetails
from moviediary.movies.picture_limits import MAX_BYTES
from moviediary.tables import find

Identified = MovieDiscovered | MovieCorrected
PICTURES = ("image/jpeg", "image/png", "image/webp")


def sync_poster(event: Identified | PosterRequested, recorded: Recorded) -> Effect | None:
    """Fetch the poster of a movie from the first provider that has one. A picture that a member gave it stays."""
    movie = queries.movie_by_id(event.movie_id)
    if movie is None or not actions.has_number(movie) or _is_given(movie.id):
        return None
    if not providers.configured():
        return _noted(movie, "none", "This site asks no film database, so posters have to be uploaded.")
    address = providers.poster_address(movie.imdb_id, movie.tmdb_id, movie.wikidata_id)
    if address is None:
        return _noted(movie, "missing", "")
    if not isinstance(event, PosterRequested) and _has(movie, address):
        return _noted(movie, "found", "")
    answer = http.fetch(address, accept=PICTURES, max_bytes=MAX_BYTES, deadline=15)
    if answer.status != 200:
        return _noted(movie, "missing", "")
    poster = actions.keep(pictures.picture(answer.body), address)
    return _settled(movie, lambda movie_id: actions.save_poster(movie_id, poster))


def poster_failed(event: Identified | PosterRequested, problem: str) -> None:
    """Say on the movie page that the poster could not be fetched."""
    movie = queries.movie_by_id(event.movie_id)
    if movie is not None and not _is_given(movie.id):
        actions.note_poster(movie.id, "failed", problem)


def _settled(asked: Movie, write: Callable[[UUID], None]) -> Effect:
    """What is to be written about the poster of a movie, unless a member gave it one meanwhile."""

    def effect(record: Record) -> None:
        movie = queries.still_itself(asked)
        if movie is not None and not _is_given(movie.id):
            write(movie.id)

    return effect


def _noted(asked: Movie, state: str, note: str) -> Effect:
    return _settled(asked, lambda movie_id: actions.note_poster(movie_id, state, note))


def _is_given(movie_id: UUID) -> bool:
    """Whether a member uploaded the poster, and nobody who may has asked for another one since."""
    details = find(MovieDetails, "movie_id", movie_id)
    return details is not None and details.poster_source == UPLOAD and details.poster_state != "wanted"


def _has(movie: Movie, address: str) -> bool:
    details = find(MovieDetails, "movie_id", movie.id)
    return details is not None and details.poster_source in (address, UPLOAD) and bool(details.poster_small)
