"""Members as others see them: the list, the months of a diary, and the films they rated highest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import peewee
from peewee import JOIN, fn

from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.dialect import by_bytes
from moviediary.diary.audiences import audiences
from moviediary.diary.conditions import narrowed
from moviediary.diary.entries import Entry
from moviediary.diary.models import Review
from moviediary.diary.narrowing import Narrowing
from moviediary.diary.numbers import Rated as Counted
from moviediary.diary.statistics import films_of_everybody
from moviediary.ids import hue
from moviediary.movies.models import Movie, MovieDetails, address
from moviediary.profiles.months import label
from moviediary.relations.models import BARRED_BY
from moviediary.text import whole_number

PAGE = 60
# FILMS stands for how many films each has. Sorted where they are: ten thousand members were five megabytes in each process.
LISTED = f"""
WITH counted AS (FILMS), everybody AS (
    SELECT m.id, m.username, m.display_name, m.about, COALESCE(c.films, 0) AS films
    FROM member m LEFT JOIN counted c ON c.member = m.id WHERE m.id NOT IN ({BARRED_BY})
) SELECT id, username, display_name, about, films FROM everybody
WHERE films < ? OR (films = ? AND username > ? BY_BYTES) ORDER BY films DESC, username BY_BYTES LIMIT ?
"""  # noqa: S608
NOBODY = UUID(int=0).hex
# More films than anybody has: the place before the first member.
MOST = 10**9


@dataclass(frozen=True)
class Month:
    """Entries of one month, with how many films were watched in it."""

    id: str
    label: str
    count: int
    entries: list[Entry]


@dataclass(frozen=True)
class Listed:
    """A member in the list of members."""

    username: str
    display_name: str
    initial: str
    about: str
    hue: int
    films: int


@dataclass(frozen=True)
class Rated:
    """A movie with the best rating a member gave it, how often they watched it, and the latest of these viewings."""

    address: str
    title: str
    year: int
    directors: tuple[str, ...]
    hue: int
    poster_small: str
    poster_color: str
    rating: int
    heart: bool
    times: int
    latest: str
    mark: str

    @property
    def poster_large(self) -> str:
        return self.poster_small


@dataclass(frozen=True)
class TopRated:
    """Some of a member's rated films, the best first; an empty cursor means that there are no more."""

    movies: list[Rated]
    older: str = ""


@dataclass(frozen=True)
class Members:
    """Some of the members, those with the most films first; an empty cursor means that there are no more."""

    listed: list[Listed]
    older: str = ""


def members(reader: Member | None, after: str = "") -> Members:
    """The members who are there for the reader, those with the most films first. `after` is a cursor."""
    films, values = films_of_everybody(reader)
    own = reader.id.hex if reader else NOBODY
    fewer, name = _after(after)
    text = by_bytes(LISTED).replace("FILMS", films)
    rows = selected(text, (*values, own, own, fewer, fewer, name, PAGE + 1))
    found = [Listed(name, shown, shown[:1].upper(), about, hue(as_uuid(uid)), int(had)) for uid, name, shown, about, had in rows]
    return Members(found[:PAGE], f"{found[PAGE - 1].films}-{found[PAGE - 1].username}" if len(found) > PAGE else "")


def _after(mark: str) -> tuple[int, str]:
    films, _, name = mark.partition("-")
    return (whole_number(films, 9), name) if name and name.isprintable() else (MOST, "")


def months(entries: Iterable[Entry], counted: Mapping[str, Counted]) -> list[Month]:
    """Entries grouped by the month they were watched in, in the order they come."""
    grouped = ((month, list(group)) for month, group in groupby(entries, key=lambda entry: entry.watched[:7]))
    return [
        Month(f"month-{month or 'none'}", label(month), counted[month].count if month in counted else 0, group)
        for month, group in grouped
    ]


def top_rated(reader: Member | None, member: Member, narrowing: Narrowing, after: str = "") -> TopRated:
    """A member's best rated films, each once: by rating, then heart, then the latest viewing. `after` is a cursor."""
    best, heart, latest = fn.MAX(Review.rating), fn.MAX(Review.heart.cast("INTEGER")), fn.MAX(Review.position)
    details = (MovieDetails.poster_small, MovieDetails.poster_color)
    of_movie = (Movie.id, Movie.title, Movie.year, Movie.directors, *details)
    query = (
        Review.select(*of_movie, best, heart, fn.COUNT(Review.id), fn.MAX(Review.watched), latest)
        .join(Movie)
        .join(MovieDetails, JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id))
        .where(Review.member == member.id, Review.audience.in_(audiences(reader, member.id)), Review.finished)
        .where(Review.deleted_at.is_null(), Review.rating.is_null(False))
        .group_by(*of_movie)
        .order_by(best.desc(), heart.desc(), latest.desc())
        .limit(PAGE + 1)
    )
    if place := _place(after):
        query = query.having(peewee.Tuple(best, heart, latest) < peewee.Tuple(*place))
    found = [_rated(*row) for row in narrowed(query, narrowing, reader).tuples()]
    return TopRated(found[:PAGE], found[PAGE - 1].mark if len(found) > PAGE else "")


def _place(mark: str) -> tuple[int, int, str] | None:
    rating, _, rest = mark.partition("-")
    heart, _, position = rest.partition("-")
    if rating not in {str(number) for number in range(1, 11)} or heart not in ("0", "1") or not position.isprintable():
        return None
    return int(rating), int(heart), position[:100]


def _rated(movie_id: UUID, title: str, year: int, directors: tuple[str, ...], *rest: Any) -> Rated:
    small, color, rating, heart, times, watched, latest = rest
    where, mark = address(movie_id, title, year), f"{rating}-{int(heart)}-{latest}"
    pictures = (hue(movie_id), small or "", color or "")
    return Rated(where, title, year, directors, *pictures, rating, bool(heart), times, watched, mark)
