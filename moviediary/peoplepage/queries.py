"""What somebody made, and how it was seen: by the reader, and by all members as far as the reader may know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.diary.models import Review
from moviediary.diary.statistics import average, given
from moviediary.ids import hue
from moviediary.movies.models import Movie, MovieDetails, address
from moviediary.people.models import Credit, Person
from moviediary.providers.facts import DIRECTOR

FILMS = "(SELECT movie_id FROM credit WHERE person_id = ?)"
# Counts of half stars; 0 stands for a viewing without a rating.
Ratings = Counter[int]


@dataclass(frozen=True)
class Work:
    """A film somebody made. `rating` is what the reader gave it last, in half stars; `seen` how often they saw it."""

    movie_id: UUID
    address: str
    title: str
    year: int
    hue: int
    poster_small: str
    poster_color: str
    characters: str
    seen: int
    rating: int | None


@dataclass(frozen=True)
class Role:
    """The films somebody has one job in, the newest first; those the reader has seen apart from the others."""

    job: str
    works: list[Work]

    @property
    def seen(self) -> list[Work]:
        return [work for work in self.works if work.seen]

    @property
    def unseen(self) -> list[Work]:
        return [work for work in self.works if not work.seen]


@dataclass(frozen=True)
class Career:
    """Everything of a person that their page shows. Averages are in stars, such as "3.8", or empty."""

    roles: list[Role]
    films: int
    seen: int
    years: str
    own_average: str
    viewings: int
    average: str


def career(reader: Member | None, person: Person) -> Career:
    """What somebody made, how the reader rated it, and how everybody did whose entries the reader may see."""
    own, everybody = _own(reader, person), given(reader, FILMS, person.id.hex)
    rows = _credits(person)
    works: defaultdict[str, dict[UUID, Work]] = defaultdict(dict)
    for job, *row in rows:
        work = _work(row, own)
        before = works[job].get(work.movie_id)
        works[job][work.movie_id] = _joined(before, work) if before else work
    roles = [Role(job, list(found.values())) for job, found in works.items()]
    roles.sort(key=lambda role: (-len(role.works), role.job != DIRECTOR, role.job))
    films = {work.movie_id: work for role in roles for work in role.works}
    ratings = Counter(rating or 0 for viewings in own.values() for rating in viewings)
    return Career(
        roles=roles,
        films=len(films),
        seen=sum(1 for work in films.values() if work.seen),
        years=_years(work.year for work in films.values()),
        own_average=_mean(ratings),
        viewings=sum(everybody.values()),
        average=_mean(everybody),
    )


def _credits(person: Person) -> Iterable[tuple[Any, ...]]:
    of_movie = (Movie.id, Movie.title, Movie.year, MovieDetails.poster_small, MovieDetails.poster_color)
    query = (
        Credit.select(Credit.job, Credit.character, *of_movie)
        .join(Movie)
        .join(MovieDetails, peewee.JOIN.LEFT_OUTER, on=(MovieDetails.movie_id == Movie.id))
        .where(Credit.person == person.id, Movie.merged_into.is_null())
        .order_by(Movie.year.desc(), Movie.title, Movie.id, Credit.position)
    )
    return list(query.tuples())


def _own(reader: Member | None, person: Person) -> Mapping[UUID, list[int | None]]:
    """The ratings of the reader's viewings of somebody's films, the latest first."""
    found: defaultdict[UUID, list[int | None]] = defaultdict(list)
    if reader is None:
        return found
    query = Review.select(Review.position, Review.movie, Review.rating).where(
        Review.member == reader.id, Review.movie.in_(_movies(person)), Review.finished, Review.deleted_at.is_null()
    )
    # Asked for an order, SQLite would walk the whole diary, which has one.
    for _, movie_id, rating in sorted(query.tuples(), key=itemgetter(0), reverse=True):
        found[movie_id].append(rating)
    return found


def _movies(person: Person) -> peewee.ModelSelect:
    return Credit.select(Credit.movie).where(Credit.person == person.id)


def _work(row: list[Any], own: Mapping[UUID, list[int | None]]) -> Work:
    character, movie_id, title, year, small, color = row
    seen = own.get(movie_id, [])
    rating = next((rating for rating in seen if rating), None)
    where = address(movie_id, title, year)
    return Work(movie_id, where, title, year, hue(movie_id), small or "", color or "", character, len(seen), rating)


def _joined(one: Work, other: Work) -> Work:
    """A film in which somebody plays several parts."""
    characters = ", ".join(filter(None, (one.characters, other.characters)))
    return Work(**{**vars(one), "characters": characters})


def _mean(ratings: Ratings) -> str:
    rated = {rating: count for rating, count in ratings.items() if rating}
    return average(sum(rating * count for rating, count in rated.items()), sum(rated.values()))


def _years(years: Iterable[int]) -> str:
    found = sorted(years)
    if not found:
        return ""
    return str(found[0]) if found[0] == found[-1] else f"{found[0]}–{found[-1]}"
