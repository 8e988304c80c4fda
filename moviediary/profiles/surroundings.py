"""The numbers that stand around every part of a diary: the tiles at its head, the bars at its side."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from moviediary.accounts.models import Member
from moviediary.diary.numbers import Numbers
from moviediary.diary.statistics import Ratings, ratings
from moviediary.profiles import months
from moviediary.profiles.heatmap import streak
from moviediary.profiles.months import MonthBar

# More weeks than fit into the days that are read.
WEEKS = 52


@dataclass(frozen=True)
class Tile:
    """A number on a profile; its address leads to the films behind it. A `word` is not set as large as a figure."""

    value: str
    label: str
    address: str
    word: bool = False


@dataclass(frozen=True)
class Row:
    """A name with a count as a bar; `share` is its part of the greatest, from 0 to 1."""

    name: str
    count: int
    share: float
    address: str
    # What stands at its end instead of the count, and what that is.
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What stands around every part of a diary. The same numbers give the same object, so its HTML can be kept."""

    home: str
    tiles: list[Tile]
    ratings: Ratings
    months: list[MonthBar]
    directors: list[Row]
    unfinished: int


@lru_cache(maxsize=32)
def surroundings(counted: Numbers, address: str, today: date, week_start: int) -> Surroundings:
    rated = ratings(counted.ratings, f"{address}/diary?rating=", f"{address}/diary?rated=1")
    return Surroundings(
        home=address,
        tiles=tiles(counted, rated, address, today, week_start),
        ratings=rated,
        months=months.bars(counted.months, months.last_months(today)),
        directors=directors(counted, address),
        unfinished=counted.unfinished,
    )


def home(member: Member) -> str:
    return f"/members/{member.username}"


def tiles(counted: Numbers, rated: Ratings, address: str, today: date, week_start: int) -> list[Tile]:
    """The numbers at the head of a profile."""
    diary = f"{address}/diary"
    found = [
        Tile(f"{counted.films:,}", "film" if counted.films == 1 else "films", f"{diary}?finished=1"),
        Tile(f"{counted.of_year(today.year).count:,}", "this year", f"{diary}?watched={today.year}"),
        Tile(f"{rated.average} ★" if rated.average else "–", "average", f"{address}/ratings"),
    ]
    if run := streak(counted.days, today, week_start):
        first, weeks = run
        # Only the days of a year are looked at.
        found.append(Tile(f"{weeks}{'+' * (weeks >= WEEKS)}", "week streak", f"{diary}?from={first}"))
    if counted.directors and counted.directors[0][1] > 1:
        name, count = counted.directors[0]
        found.append(Tile(name, f"favorite director, {count}×", f"{diary}?director={quote(name)}", True))
    if counted.busiest:
        month, count = counted.busiest
        found.append(Tile(months.label(month), f"most active month, {count}", f"{diary}?watched={month}", True))
    return found


def directors(counted: Numbers, address: str) -> list[Row]:
    """The most watched directors as bars."""
    most = max((count for _, count in counted.directors), default=0)
    link = f"{address}/diary?director="
    return [Row(name, count, count / most, link + quote(name, safe="")) for name, count in counted.directors]
