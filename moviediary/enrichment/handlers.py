"""What follows when a movie is discovered, corrected, merged or parted: its facts are fetched. Run by the worker."""

from moviediary import providers
from moviediary.deliveries import Effect
from moviediary.enrichment import actions, queries
from moviediary.events import Recorded
from moviediary.movies.events import MovieCorrected, MovieDiscovered, MoviesMerged, MoviesParted
from moviediary.movies.queries import movie_by_id, numbers


def enrich(event: MovieDiscovered | MovieCorrected | MoviesMerged | MoviesParted, recorded: Recorded) -> Effect | None:
    """Fetch the facts of a movie and who made it, and what its identity still lacks; not where only its name changed."""
    movie = movie_by_id(event.movie_id)
    if movie is None or not numbers(movie) or not providers.configured() or actions.is_answered(movie):
        return None
    facts = actions.ask(movie)
    return lambda record: actions.keep(record, movie, facts)


def ask_again(event: MoviesParted, recorded: Recorded) -> Effect | None:
    """Fetch anew the facts of the movie another was taken out of, if they may have come by a number of that one."""
    movie = movie_by_id(event.into_id)
    if movie is None or queries.enquiry(movie.id) is None or actions.is_answered(movie):
        return None
    facts = actions.ask(movie) if providers.configured() else None
    return lambda record: actions.keep_instead(record, movie, facts)
