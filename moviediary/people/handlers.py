"""What follows when a movie is discovered, corrected, merged or parted: its directors are people. Run by the worker."""

from moviediary.deliveries import Effect
from moviediary.events import Recorded
from moviediary.log import Record
from moviediary.movies import queries
from moviediary.movies.events import MovieCorrected, MovieDiscovered, MoviesMerged, MoviesParted
from moviediary.people import actions


def credit_directors(event: MovieDiscovered | MovieCorrected | MoviesMerged | MoviesParted, recorded: Recorded) -> Effect | None:
    """Let the directors of a movie be people, with a page each."""

    def effect(record: Record) -> None:
        movie = queries.movie_by_id(event.movie_id)
        if movie is not None:
            actions.credit_directors(movie)

    return effect
