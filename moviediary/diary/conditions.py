"""A narrowing as the database understands it."""

import json
from typing import Any

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import is_sqlite
from moviediary.dialect import holds, stands_in
from moviediary.diary.entries import earlier, was_before
from moviediary.diary.models import Review
from moviediary.diary.narrowing import Narrowing, months_within, years_within
from moviediary.movies.models import Movie, MovieDetails

EARLIEST, LATEST = "1000-01-01", "9999-12-31"


def narrowed(query: peewee.ModelSelect, narrowing: Narrowing, reader: Member | None) -> peewee.ModelSelect:
    """A select over Review, Movie and MovieDetails, with the conditions of a narrowing."""
    if narrowing == Narrowing():
        return query
    conditions = [*_of_viewing(narrowing), *_of_day(narrowing), *_of_movie(narrowing)]
    if narrowing.rewatch is not None:
        again = Review.seen_before | was_before(reader)
        conditions.append(again if narrowing.rewatch else ~again)
    if narrowing.changed:
        conditions.append(_changed(narrowing.changed, reader))
    finished = Review.finished if narrowing.finished is not False else ~Review.finished
    return query.where(finished, *conditions)


def within(first: str, last: str) -> peewee.Expression:
    """The condition of a viewing in a span of days; one known by its month or year only is in it where all of that is."""
    first, last = first or EARLIEST, last or LATEST
    watched, length = Review.watched, fn.LENGTH(Review.watched)
    on_day = (length == 10) & watched.between(first, last)
    in_month = (length == 7) & watched.between(*months_within(first, last))
    in_year = (length == 4) & watched.between(*years_within(first, last))
    return on_day | in_month | in_year


def rated(rating: int) -> peewee.Expression:
    """The condition of a rating in half stars, 0 standing for none."""
    return Review.rating == rating if rating else Review.rating.is_null()


def _of_viewing(narrowing: Narrowing) -> list[Any]:
    conditions: list[Any] = []
    if narrowing.rating is not None:
        conditions.append(rated(narrowing.rating))
    if narrowing.rated:
        conditions.append(Review.rating.is_null(False))
    if narrowing.medium is not None:
        conditions.append(Review.medium == narrowing.medium)
    if narrowing.tag:
        conditions.append(listed(Review.tags, narrowing.tag))
    if narrowing.text:
        conditions.append(holds(Review.text, narrowing.text))
    if narrowing.hearted:
        conditions.append(Review.heart)
    return conditions


def _of_day(narrowing: Narrowing) -> list[Any]:
    conditions: list[Any] = []
    if narrowing.watched:
        # The position begins with the day, and the diary has an index on it.
        conditions.append(Review.watched.startswith(narrowing.watched))
        conditions.append(Review.position.between(narrowing.watched, f"{narrowing.watched}~"))
    if narrowing.first or narrowing.last:
        conditions.append(within(narrowing.first, narrowing.last))
        conditions.append(Review.position.between((narrowing.first or EARLIEST)[:4], f"{(narrowing.last or LATEST)[:4]}~"))
    if narrowing.undated:
        conditions.append(Review.watched == "")
    if narrowing.yearly:
        conditions.append(fn.LENGTH(Review.watched) == 4)
    if narrowing.dayless:
        conditions.append(fn.LENGTH(Review.watched) < 10)
    if narrowing.weekday is not None:
        conditions += [fn.LENGTH(Review.watched) == 10, _on_weekday(narrowing.weekday)]
    return conditions


def _of_movie(narrowing: Narrowing) -> list[Any]:
    conditions: list[Any] = []
    if narrowing.film:
        conditions.append(Movie.id == ids.from_short(narrowing.film))
    if narrowing.decade is not None:
        conditions.append(Movie.year.between(narrowing.decade, narrowing.decade + 9))
    if narrowing.runtimeless:
        conditions.append(MovieDetails.runtime.is_null())
    lists = {
        "director": Movie.directors,
        "genre": MovieDetails.genres,
        "country": MovieDetails.countries,
        "language": MovieDetails.languages,
    }
    return conditions + [listed(column, name) for field, column in lists.items() if (name := getattr(narrowing, field))]


def _changed(way: str, reader: Member | None) -> Any:
    """That a rewatch was rated higher, lower or the same as the last rated viewing before it that the reader may know of."""
    other = Review.alias()
    before = earlier(reader, other, other.rating, other.rating.is_null(False)).order_by(other.position.desc()).limit(1)
    return {"up": Review.rating > before, "down": Review.rating < before, "same": Review.rating == before}[way]


def listed(column: peewee.Field, name: str) -> peewee.Expression:
    """That a name stands in a list. The list is JSON text; a name stands in it between quotes, with its own quotes escaped."""
    return stands_in(json.dumps(name, ensure_ascii=False), column.cast("TEXT"))


def _on_weekday(weekday: int) -> Any:
    """That a viewing was on a weekday, 0 for Monday. Those without a day were on none."""
    if is_sqlite():
        return fn.STRFTIME("%w", Review.watched) == str((weekday + 1) % 7)
    day = peewee.Case(None, ((fn.LENGTH(Review.watched) == 10, Review.watched),), None).cast("DATE")
    return fn.DATE_PART("isodow", day) == weekday + 1
