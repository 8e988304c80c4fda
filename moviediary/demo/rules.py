"""Who the members of the demonstration are, and how their two years of films come about: always the same."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from moviediary.diary.commands import Viewing
from moviediary.movies.commands import Identity


@dataclass(frozen=True)
class Person:
    """A member of the demonstration: how often they watch, how kind they are, what they watch on."""

    username: str
    display_name: str
    about: str
    viewings: int
    kindness: float
    media: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """A sentence that fits ratings from `low` to `high`."""

    low: int
    high: int
    text: str


@dataclass(frozen=True)
class Watched:
    """One viewing of one film by one person."""

    person: Person
    film: Identity
    viewing: Viewing


PEOPLE = (
    Person("mira", "Mira", "Matinées, mostly. Subtitles on.", 210, 7.4, ("cinema", "cinema", "streaming", "disc")),
    Person("jonas", "Jonas", "Working through the list my grandfather left.", 170, 6.4, ("streaming", "streaming", "disc", "tv")),
    Person("ada", "Ada", "Horror before midnight, comedies after.", 130, 7.0, ("streaming", "cinema", "download", "server")),
)
# Two years, with more and more in the last months.
DAYS = 730
REWATCH = 0.12
TAGS = ("with friends", "rewatch club", "35mm", "open air", "on a train", "double bill", "sunday")


def viewings(person: Person, films: Sequence[Identity], remarks: Sequence[Remark], today: date) -> Iterator[Watched]:
    """A person's viewings, the oldest first."""
    dice = random.Random(person.username)  # noqa: S311 - no secrets, only taste
    days = sorted(today - timedelta(days=int(dice.triangular(0, DAYS, 0))) for _ in range(person.viewings))
    unseen, seen = dice.sample(films, len(films)), list[Identity]()
    for day in days:
        # Now and then the same film again.
        if not unseen or (seen and dice.random() < REWATCH):
            film = dice.choice(seen)
        else:
            film = unseen.pop()
            seen.append(film)
        yield Watched(person, film, _viewing(person, remarks, day, dice))


def _viewing(person: Person, remarks: Sequence[Remark], day: date, dice: random.Random) -> Viewing:
    rating = max(1, min(10, round(dice.gauss(person.kindness, 1.8)))) if dice.random() < 0.93 else None
    fitting = [remark.text for remark in remarks if rating is not None and remark.low <= rating <= remark.high]
    return Viewing(
        watched=day.isoformat(),
        time=f"{dice.choice((14, 17, 18, 20, 21, 22))}:{dice.choice(('00', '15', '30', '45'))}" if dice.random() < 0.2 else "",
        rating=rating,
        heart=rating is not None and rating >= 9 and dice.random() < 0.6,
        medium=dice.choice(person.media),
        tags=(dice.choice(TAGS),) if dice.random() < 0.15 else (),
        text=dice.choice(fitting) if fitting and dice.random() < 0.45 else "",
        finished=rating is None or rating > 2 or dice.random() < 0.7,
        audience="everyone" if dice.random() < 0.92 else dice.choice(("members", "me")),
    )
