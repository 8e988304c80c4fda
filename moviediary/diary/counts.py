"""The numbers pages show again and again, kept with every write: what a review adds is taken away before it changes.

Only finished viewings that are not deleted count, each in the row of its audience.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import peewee

from moviediary.database import db
from moviediary.diary.models import DayCount, DirectorCount, MonthRatingCount, MovieRatingCount, RatingCount, Review
from moviediary.movies.models import Movie
from moviediary.tables import TOGETHER

ADD = "INSERT INTO TABLE (COLUMNS, count) VALUES ROWS ON CONFLICT (COLUMNS) DO UPDATE SET count = TABLE.count + excluded.count"
TAKE = "UPDATE TABLE SET count = count + ? WHERE KEY"
TIDY = "DELETE FROM TABLE WHERE KEY AND count = 0"
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
        yield MonthRatingCount, (self.member_id, self.watched[:7], self.rating or 0, self.audience)
        yield MovieRatingCount, (self.movie_id, self.rating or 0, self.audience)
        for director in dict.fromkeys(self.directors):
            yield DirectorCount, (self.member_id, director, self.audience)


def settle(before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Move the tables from what reviews counted for to what they count for now."""
    difference = Counter(key for review in after for key in review.adds_to())
    difference.subtract(key for review in before for key in review.adds_to())
    grown: defaultdict[type[peewee.Model], list[tuple[object, ...]]] = defaultdict(list)
    for (table, key), count in difference.items():
        # Ids go in as Peewee writes them.
        values = tuple(part.hex if isinstance(part, UUID) else part for part in key)
        if count > 0:
            grown[table].append((*values, count))
        elif count < 0:
            _shrink(table, values, count)
    for table, rows in grown.items():
        _grow(table, rows)


def of_reviews(condition: peewee.Expression) -> list[Counted]:
    """The reviews under a condition that count, as they are now."""
    columns = (Review.member, Review.movie, Review.watched, Review.rating, Review.audience, Movie.directors)
    query = Review.select(*columns).join(Movie).where(condition, Review.finished, Review.deleted_at.is_null())
    return [Counted(*row) for row in query.tuples()]


def _grow(table: type[peewee.Model], rows: list[tuple[object, ...]]) -> None:
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        db.later(_texts(table._meta, db.param, len(some))[0], [value for row in some for value in row])


def _shrink(table: type[peewee.Model], key: tuple[object, ...], count: int) -> None:
    _, take, tidy = _texts(table._meta, db.param)
    db.later(take, (count, *key))
    db.later(tidy, key)


@cache
def _texts(meta: Any, mark: str, rows: int = 1) -> list[str]:
    """To add to counts, to take from one, to remove it when it is 0. Logging writes five, and Peewee is slow to find words."""
    columns = [meta.fields[name].column_name for name in meta.primary_key.field_names]
    words = {
        "TABLE": meta.table_name,
        "COLUMNS": ", ".join(columns),
        "ROWS": ", ".join([f"({', '.join('?' for _ in (*columns, 'count'))})"] * rows),
        "KEY": " AND ".join(f"{column} = ?" for column in columns),
    }
    texts = [ADD, TAKE, TIDY]
    for word, meant in words.items():
        texts = [text.replace(word, meant) for text in texts]
    return [text.replace("?", mark) for text in texts]
