"""What a diary says, in few words, and a film that files tell of."""

import io

from imports.files import table

from moviediary.diary.models import DayCount, MonthRatingCount, MovieRatingCount, RatingCount, Review, ReviewSource
from moviediary.movies.models import Movie

FILM = ("2026-05-02", "Stalker", "1979", "https://boxd.it/f1", "4")
IMDB = ("Const", "Your Rating", "Date Rated", "Title", "URL", "Title Type", "Year", "Directors")


def imdb(rating="8"):
    """An export of IMDb's ratings with one film."""
    return io.BytesIO(
        table(IMDB, [("tt0079944", rating, "2026-01-01", "Stalker", "", "Movie", "1979", "Andrei Tarkovsky")]).encode()
    )


def diary():
    """What is in a diary: title, day and rating of each entry."""
    rows = Review.select(Review, Movie).join(Movie).where(Review.deleted_at.is_null()).order_by(Review.position)
    return [(row.movie.title, row.watched, row.rating) for row in rows]


def tables():
    """The rows of a diary, but for how often each was changed."""
    models = (Review, ReviewSource, DayCount, RatingCount, MonthRatingCount, MovieRatingCount)
    return {model: sorted(repr({**row, "revision": 0}) for row in model.select().dicts()) for model in models}
