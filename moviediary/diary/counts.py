"""The numbers pages show again and again, kept with every write: what a review adds is taken away before it changes.

Only finished viewings that are not deleted count, each in the row of its audience.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import peewee

from moviediary.diary.models import DayCount, DirectorCount, MovieRatingCount, RatingCount, Review
from moviediary.movies.models import Movie

Key = tuple[type[peewee.Model], tuple[object, ...]]


@dataclass(frozen=True)
class Counted:
    """What a review adds to: the columns that decide it, with the directors of its movie."""

    member_id: UUID
    movie_id: UUID
    watched: str
    rating: int | None
    audience: str
    directors: tuple[str, ...]

    def adds_to(self) -> Iterable[Key]:
        yield DayCount, (self.member_id, self.watched, self.audience)
        yield RatingCount, (self.member_id, self.rating or 0, self.audience)
        yield MovieRatingCount, (self.movie_id, self.rating or 0, self.audience)
        for director in dict.fromkeys(self.directors):
            yield DirectorCount, (self.member_id, director, self.audience)


def settle(before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Move the tables from what reviews counted for to what they count for now."""
    difference = Counter(key for review in after for key in review.adds_to())
    difference.subtract(key for review in before for key in review.adds_to())
    for (table, key), count in difference.items():
        if count:
            _shift(table, key, count)


def of_reviews(condition: peewee.Expression) -> list[Counted]:
    """The reviews under a condition that count, as they are now."""
    columns = (Review.member, Review.movie, Review.watched, Review.rating, Review.audience, Movie.directors)
    query = Review.select(*columns).join(Movie).where(condition, Review.finished, Review.deleted_at.is_null())
    return [Counted(*row) for row in query.tuples()]


def _shift(table: type[peewee.Model], key: tuple[object, ...], count: int) -> None:
    names = table._meta.primary_key.field_names
    columns = [getattr(table, name) for name in names]
    if count > 0:
        row = dict(zip(names, key, strict=True))
        more = {table.count: table.count + count}
        table.insert(**row, count=count).on_conflict(conflict_target=columns, update=more).execute()
        return
    same = [column == value for column, value in zip(columns, key, strict=True)]
    table.update(count=table.count + count).where(*same).execute()
    table.delete().where(*same, table.count == 0).execute()
