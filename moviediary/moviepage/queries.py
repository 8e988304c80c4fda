"""Two films that may be one."""

from moviediary.accounts.models import Member
from moviediary.diary.audiences import visible
from moviediary.diary.models import Review
from moviediary.errors import NotFound
from moviediary.finder.queries import of_movie, ours
from moviediary.finder.rules import Choice
from moviediary.movies.models import Movie
from moviediary.movies.queries import movie_at


def others(reader: Member, movie: Movie, text: str) -> list[Choice]:
    """Films that fit a title, a number or a pasted address of a page, without the movie itself."""
    try:
        found = [of_movie(reader, movie_at(text.rstrip("/").rpartition("/")[2]))]
    except NotFound:
        found = ours(reader, text, 9)
    return [one for one in found if one.value != movie.short_id][:8]


def entries_seen(reader: Member, movie: Movie) -> int:
    """How many entries about a movie somebody may see."""
    return int(Review.select().where(Review.movie == movie.id, visible(reader), Review.deleted_at.is_null()).count())
