"""The months of a diary, as its history lists them."""

from collections.abc import Mapping
from dataclasses import dataclass

from moviediary.diary.narrowing import Narrowing
from moviediary.diary.numbers import Rated
from moviediary.diary.statistics import average
from moviediary.profiles.months import MonthCell, cells, label, year_months

# How an address names the group of viewings that have no date.
UNDATED = "none"


@dataclass(frozen=True)
class Section:
    """A month with how many films, and their average in stars; of some films only the year is known, or nothing."""

    key: str
    name: str
    count: int
    average: str


@dataclass(frozen=True)
class Year:
    """A year as twelve cells."""

    year: int
    count: int
    cells: list[MonthCell]


def sections(counted: Mapping[str, Rated]) -> list[Section]:
    """The months of a diary, the latest first; what is known by its year only stands after the months of that year."""
    months = sorted(counted, reverse=True)
    return [_section(month, counted[month]) for month in months]


def years(counted: Mapping[str, Rated]) -> list[Year]:
    """The years of a diary with their months, the latest first. Strengths are those of the busiest month of all."""
    counts = {month: rated.count for month, rated in counted.items() if len(month) == 7}
    found = sorted({int(month[:4]) for month in counted if month}, reverse=True)
    every = {cell.month: cell for cell in cells(counts, [month for year in found for month in year_months(year)])}
    return [Year(year, _total(counted, year), [every[month] for month in year_months(year)]) for year in found]


def narrowing_of(key: str) -> Narrowing:
    """Which entries stand in the section of a key."""
    if key == UNDATED:
        return Narrowing(undated=True)
    return Narrowing(watched=key, yearly=len(key) == 4)


def _total(counted: Mapping[str, Rated], year: int) -> int:
    return sum(rated.count for month, rated in counted.items() if month[:4] == str(year))


def _section(month: str, rated: Rated) -> Section:
    name = f"{month}, month unknown" if len(month) == 4 else label(month)
    return Section(month or UNDATED, name, rated.count, average(rated.stars, rated.rated))
