"""A member as others see them: tiles, months, top rated films."""

from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote
from uuid import UUID

from peewee import JOIN, fn

from moviediary.accounts.models import Member, hue
from moviediary.diary import statistics
from moviediary.diary.entries import Entry, audiences
from moviediary.diary.models import Review
from moviediary.diary.statistics import Ratings, Totals, films_of_members
from moviediary.movies.models import Movie, MovieDetails, address
from moviediary.movies.models import hue as movie_hue


@dataclass(frozen=True)
class Tile:
    """A number on a profile; its address leads to the films behind it."""

    value: str
    label: str
    address: str


@dataclass(frozen=True)
class Month:
    """Entries of one month, with how many films were watched in it."""

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
    """A movie with the best rating a member gave it, and how often they watched it."""

    address: str
    title: str
    year: int
    directors: tuple[str, ...]
    hue: int
    poster_small: str
    poster_color: str
    rating: int
    times: int

    @property
    def poster_large(self) -> str:
        return self.poster_small


def members(reader: Member | None) -> list[Listed]:
    """All members, those with the most films first."""
    films = films_of_members(reader)
    rows = Member.select(Member.id, Member.username, Member.display_name, Member.about).tuples()
    listed = [Listed(name, shown, shown[:1].upper(), about, hue(uid), films.get(uid, 0)) for uid, name, shown, about in rows]
    return sorted(listed, key=lambda member: (-member.films, member.username))


def tiles(member: Member, totals: Totals, ratings: Ratings, year: int) -> list[Tile]:
    """The five numbers at the head of a profile."""
    diary = f"/members/{member.username}/diary"
    found = [
        Tile(f"{totals.films:,}", "film" if totals.films == 1 else "films", diary),
        Tile(f"{totals.this_year:,}", "this year", f"{diary}?watched={year}"),
        Tile(f"{ratings.average} ★" if ratings.average else "–", "average", f"/members/{member.username}/ratings"),
    ]
    if totals.director:
        name, count = totals.director
        found.append(Tile(name, f"favorite director, {count}×", f"{diary}?director={quote(name)}"))
    if totals.month:
        month, count = totals.month
        found.append(Tile(month_label(month), f"most active month, {count}", f"{diary}?watched={month}"))
    return found


def months(entries: Iterable[Entry], counts: dict[str, int]) -> list[Month]:
    """Entries grouped by the month they were watched in, in the order they come."""
    grouped = ((month, list(group)) for month, group in groupby(entries, key=lambda entry: entry.watched[:7]))
    return [Month(month_label(month), counts.get(month, 0), group) for month, group in grouped]


def month_counts(reader: Member | None, member: Member, entries: list[Entry]) -> dict[str, int]:
    """How many films were watched in each of the months that are shown."""
    shown = {entry.watched[:7] for entry in entries}
    return statistics.month_counts(reader, member, min(shown), max(shown)) if shown else {}


def top_rated(reader: Member | None, member: Member, limit: int = 60) -> list[Rated]:
    """A member's best rated films, each once."""
    best, times = fn.MAX(Review.rating), fn.COUNT(Review.id)
    details = (MovieDetails.poster_small, MovieDetails.poster_color)
    rows = (
        Review.select(Movie.id, Movie.title, Movie.year, Movie.directors, *details, best, times)
        .join(Movie)
        .join(MovieDetails, JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id))
        .where(Review.member == member.id, Review.audience.in_(audiences(reader, member.id)), Review.finished)
        .where(Review.deleted_at.is_null(), Review.rating.is_null(False))
        .group_by(Movie.id, Movie.title, Movie.year, Movie.directors, *details)
        .order_by(best.desc(), times.desc(), Movie.title)
        .limit(limit)
    )
    return [_rated(*row) for row in rows.tuples()]


def month_label(month: str) -> str:
    """ "2026-11" as "November 2026"; a year as it is; nothing as "Some day"."""
    if len(month) == 7:
        return f"{month_name[int(month[5:])]} {month[:4]}"
    return month or "Some day"


def _rated(
    movie_id: UUID,
    title: str,
    year: int,
    directors: tuple[str, ...],
    small: str | None,
    color: str | None,
    rating: int,
    times: int,
) -> Rated:
    where = address(movie_id, title, year)
    return Rated(where, title, year, directors, movie_hue(movie_id), small or "", color or "", rating, times)
