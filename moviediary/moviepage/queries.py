"""Two films that may be one."""

from moviediary.accounts.models import Member
from moviediary.diary.entries import visible
from moviediary.diary.models import Review
from moviediary.errors import NotFound
from moviediary.movies.models import Movie
from moviediary.movies.queries import Film, film, movie_at, search


def others(movie: Movie, text: str) -> list[Film]:
    """Films that fit a title or a pasted address of a page, without the movie itself."""
    try:
        found = [film(movie_at(text.rstrip("/").rpartition("/")[2]))]
    except NotFound:
        found = search(text, 9)
    return [one for one in found if one.id != movie.id][:8]


def entries_seen(reader: Member, movie: Movie) -> int:
    """How many entries about a movie somebody may see."""
    return int(Review.select().where(Review.movie == movie.id, visible(reader), Review.deleted_at.is_null()).count())
