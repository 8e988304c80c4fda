"""Which movies show a stored picture."""

from collections.abc import Collection
from uuid import UUID

import peewee

from moviediary.movies.models import MovieDetails


def pictures_in_use(names: Collection[str]) -> set[str]:
    """Which of these stored pictures a movie shows."""
    return {name for row in _showing(names).tuples() for name in row[1:]}


def movies_showing(name: str) -> list[UUID]:
    """The movies that show a stored picture."""
    return [row[0] for row in _showing([name]).tuples()]


def _showing(names: Collection[str]) -> peewee.ModelSelect:
    small, large = MovieDetails.poster_small, MovieDetails.poster_large
    # Said as the indexes say it, or they are of no use.
    named = (small.in_(list(names)) & (small != "")) | (large.in_(list(names)) & (large != ""))
    return MovieDetails.select(MovieDetails.movie_id, small, large).where(named)
