"""Months as cells and bars: how strong, how high, what they say."""

from calendar import month_abbr, month_name, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from moviediary.diary.numbers import Rated
from moviediary.diary.statistics import average

# A month without a film can still be seen; one with a film is clearly more.
EMPTY, LEAST, REST = 0.05, 0.15, 0.75


@dataclass(frozen=True)
class MonthCell:
    """A month, how many films were watched in it, and how strongly it is drawn, from 0 to 1."""

    month: str
    name: str
    count: int
    strength: float


@dataclass(frozen=True)
class MonthBar:
    """The average rating of a month (or a year): what stands above it and below, and its height as a part of five stars."""

    month: str
    name: str
    short: str
    value: str
    rated: int
    height: float


def cells(counts: Mapping[str, int], months: list[str]) -> list[MonthCell]:
    """A cell for each of the months, such as "2026-05"."""
    busiest = max((counts.get(month, 0) for month in months), default=0)
    return [MonthCell(month, label(month), counts.get(month, 0), strength(counts.get(month, 0), busiest)) for month in months]


def strength(count: int, busiest: int) -> float:
    return LEAST + REST * count / busiest if count else EMPTY


def bars(numbers: Mapping[str, Rated], months: list[str]) -> list[MonthBar]:
    """A bar for each of the months or years."""
    return [_bar(month, numbers.get(month, Rated(0, 0, 0))) for month in months]


def year_months(year: int) -> list[str]:
    return [f"{year}-{month:02}" for month in range(1, 13)]


def last_months(today: date, count: int = 12) -> list[str]:
    """The months up to that of `today`, the latest last."""
    last = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(last - count + 1, last + 1)]


def last_year(today: date) -> tuple[date, date]:
    """The twelve months of days that end today."""
    # The 29th of February has no day a year before; the day after is the first of March either way.
    before = date(today.year - 1, today.month, min(today.day, monthrange(today.year - 1, today.month)[1]))
    return before + timedelta(days=1), today


def label(month: str) -> str:
    """ "2026-11" as "November 2026"; a year as it is; nothing as "No date"."""
    if len(month) == 7:
        return f"{month_name[int(month[5:])]} {month[:4]}"
    return month or "No date"


def _bar(month: str, numbers: Rated) -> MonthBar:
    height = numbers.stars / numbers.rated / 10 if numbers.rated else 0.0
    short = month_abbr[int(month[5:])] if len(month) == 7 else month
    return MonthBar(month, label(month), short, average(numbers.stars, numbers.rated), numbers.rated, height)
