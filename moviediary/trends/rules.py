"""What a member's viewings of a period add up to: computed from the viewings alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from moviediary.diary.numbers import Rated

Said = TypeVar("Said", bound=Hashable)


class Film(NamedTuple):
    """What is known of a movie: the names in each tuple differ, `runtime` is in minutes."""

    movie_id: UUID
    title: str
    year: int
    directors: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    runtime: int | None = None


class Watched(NamedTuple):
    """A finished viewing. `again` is whether it is a rewatch, `before` the rating of the last rated viewing before it."""

    film: Film
    watched: str
    rating: int | None
    medium: str
    again: bool = False
    before: int | None = None


@dataclass(frozen=True)
class Share:
    """A name with its films: how many, how many of them rated, and the half stars these add up to."""

    name: str
    rated: Rated

    @property
    def average(self) -> float:
        return self.rated.stars / self.rated.rated / 2 if self.rated.rated else 0.0


@dataclass(frozen=True)
class Rewatches:
    """How many viewings were rewatches, the movies watched most often, and how ratings changed from one viewing to the next.

    `change` is the average change in stars of the `compared` rewatches that have a rating, as has one before.
    """

    count: int
    most: list[tuple[Film, int]]
    higher: int
    same: int
    lower: int
    change: float

    @property
    def compared(self) -> int:
        return self.higher + self.same + self.lower


@dataclass(frozen=True)
class Trends:
    """Everything about a period. `steps` are its months or years; weekdays are 0 for Monday to 6."""

    count: int
    steps: dict[str, Rated]
    directors: list[Share]
    best_directors: list[Share]
    genres: list[Share]
    decades: list[Share]
    countries: list[Share]
    languages: list[Share]
    media: list[Share]
    weekdays: list[Share]
    dayless: int
    rewatches: Rewatches
    minutes: int
    without_runtime: int


# A director of fewer rated films has no average worth comparing.
ENOUGH = 3
MOST = 5


def trends(viewings: Sequence[Watched], steps: Sequence[str]) -> Trends:
    """Everything about the viewings of a period, with one number for each of its steps (months or years)."""
    directors = shares(viewings, lambda one: one.film.directors)
    runtimes = [one.film.runtime for one in viewings]
    return Trends(
        count=len(viewings),
        steps=stepped(viewings, steps),
        directors=directors,
        best_directors=best(directors),
        genres=shares(viewings, lambda one: one.film.genres),
        decades=sorted(shares(viewings, lambda one: (str(one.film.year // 10 * 10),)), key=lambda share: share.name),
        countries=shares(viewings, lambda one: one.film.countries),
        languages=shares(viewings, lambda one: one.film.languages),
        media=shares(viewings, lambda one: (one.medium,)),
        weekdays=weekdays(viewings),
        dayless=sum(len(one.watched) < 10 for one in viewings),
        rewatches=rewatches(viewings),
        minutes=sum(minutes for minutes in runtimes if minutes),
        without_runtime=sum(minutes is None for minutes in runtimes),
    )


def stepped(viewings: Iterable[Watched], steps: Sequence[str]) -> dict[str, Rated]:
    """The numbers of each step. A viewing known by its year only is in no month."""
    length = len(steps[0]) if steps else 0
    grouped = _grouped(viewings, lambda one: one.watched[:length])
    return {step: counted(grouped.get(step, ())) for step in steps}


def shares(viewings: Iterable[Watched], names: Callable[[Watched], tuple[str, ...]]) -> list[Share]:
    """The viewings by name, those with the most first; the names of each differ."""
    grouped: dict[str, list[int | None]] = defaultdict(list)
    # There are far fewer lists of names than viewings.
    for listed, ratings in _grouped(viewings, names).items():
        for name in listed:
            grouped[name] += ratings
    found = [Share(name, counted(group)) for name, group in grouped.items()]
    return sorted(found, key=lambda share: (-share.rated.count, share.name))


def best(directors: Iterable[Share]) -> list[Share]:
    """Directors by the average of their ratings, of those with three or more."""
    enough = [share for share in directors if share.rated.rated >= ENOUGH]
    return sorted(enough, key=lambda share: (-share.average, -share.rated.count, share.name))


def weekdays(viewings: Iterable[Watched]) -> list[Share]:
    """The seven days of the week, from Monday on, with the viewings of which the day is known."""
    grouped: dict[int, list[int | None]] = defaultdict(list)
    for day, ratings in _grouped(viewings, lambda one: one.watched).items():
        if len(day) == 10:
            grouped[date.fromisoformat(day).weekday()] += ratings
    return [Share(str(day), counted(grouped[day])) for day in range(7)]


def rewatches(viewings: Sequence[Watched]) -> Rewatches:
    changes = [one.rating - one.before for one in viewings if one.again and one.rating and one.before]
    films = {one.film.movie_id.int: one.film for one in viewings}
    often = Counter(one.film.movie_id.int for one in viewings)
    most = [(films[number], count) for number, count in often.items() if count > 1]
    return Rewatches(
        count=sum(one.again for one in viewings),
        most=sorted(most, key=lambda pair: (-pair[1], pair[0].title))[:MOST],
        higher=sum(change > 0 for change in changes),
        same=sum(change == 0 for change in changes),
        lower=sum(change < 0 for change in changes),
        change=sum(changes) / len(changes) / 2 if changes else 0.0,
    )


def _grouped(viewings: Iterable[Watched], said: Callable[[Watched], Said]) -> dict[Said, list[int | None]]:
    """The ratings of the viewings that say the same."""
    grouped: dict[Said, list[int | None]] = defaultdict(list)
    for one in viewings:
        grouped[said(one)].append(one.rating)
    return grouped


def counted(ratings: Collection[int | None]) -> Rated:
    """How many, how many with a rating, and the half stars these add up to."""
    given = [rating for rating in ratings if rating]
    return Rated(len(ratings), len(given), sum(given))
