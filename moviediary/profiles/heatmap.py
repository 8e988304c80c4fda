"""A year of days as a heatmap: which square has which strength, and the longest runs of days and weeks."""

from calendar import month_abbr
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# Narrower than this, a month's name has no room above its weeks.
ROOM = 3


@dataclass(frozen=True, slots=True)
class Square:
    """A day, how many films were watched on it, and how strong its color is, from 0 for none to 4."""

    day: date
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """The name of a month, empty where there is no room for it, and how many weeks begin in it."""

    name: str
    weeks: int


@dataclass(frozen=True)
class Heatmap:
    """Days from the first to the last, in their order. `offset` says on which day of its week the first one is, from 0 on."""

    squares: list[Square]
    offset: int
    months: list[MonthSpan]
    total: int
    dayless: int
    longest_days: int
    longest_weeks: int


def heatmap(days: Mapping[str, int], first: date, last: date, week_start: int = 0) -> Heatmap:
    """The days from `first` to `last`. `days` has counts by day, month or year; a week begins on `week_start`, 0 for Monday.

    Counts of a month or a year whose days are all shown are `dayless`: nobody knows where to draw them.
    """
    shown = [first + number * DAY for number in range((last - first).days + 1)]
    counts = [days.get(day.isoformat(), 0) for day in shown]
    steps = thresholds(counts)
    squares = [Square(day, count, level(count, steps)) for day, count in zip(shown, counts, strict=True)]
    watched = [square.day for square in squares if square.count]
    return Heatmap(
        squares=squares,
        offset=(first.weekday() - week_start) % 7,
        months=_months(shown, week_start),
        total=sum(counts),
        dayless=sum(count for name, count in days.items() if _known_roughly(name, first, last)),
        longest_days=longest_run(watched, DAY),
        longest_weeks=longest_run(weeks(watched, week_start), WEEK),
    )


def thresholds(counts: Iterable[int]) -> tuple[int, int, int]:
    """The quartiles of the counts that occur: a member's own spread decides what is much.

    Each count is taken once. Nearly all days have one film, so that by days one film would be little and two already most.
    """
    some = sorted({count for count in counts if count})
    if not some:
        return (0, 0, 0)
    quartiles = [some[(len(some) - 1) * quarter // 4] for quarter in (1, 2, 3)]
    return (quartiles[0], quartiles[1], quartiles[2])


def level(count: int, steps: tuple[int, int, int]) -> int:
    """0 for no film, 1 for a count in the lowest quarter of those that occur, up to 4 for one in the highest."""
    return 1 + sum(count > step for step in steps) if count else 0


def longest_run(days: Sequence[date], step: timedelta) -> int:
    """How many of the days follow each other at a distance of `step`, at the most. The days are in order."""
    longest = run = min(len(days), 1)
    for before, after in pairwise(days):
        run = run + 1 if after - before == step else 1
        longest = max(longest, run)
    return longest


def weeks(days: Iterable[date], week_start: int) -> list[date]:
    """The first days of the weeks these days are in, each once."""
    return list(dict.fromkeys(day - DAY * ((day.weekday() - week_start) % 7) for day in days))


def streak(days: Mapping[str, int], today: date, week_start: int) -> tuple[date, int] | None:
    """The run of weeks with films that goes on until this week or the last: its first day and how many weeks."""
    watched = sorted(date.fromisoformat(day) for day, count in days.items() if count and len(day) == 10)
    found = weeks((day for day in watched if day <= today + DAY), week_start)
    if not found or today - found[-1] >= 2 * WEEK:
        return None
    run = 1
    while run < len(found) and found[-run] - found[-run - 1] == WEEK:
        run += 1
    return found[-run], run


def _months(shown: Sequence[date], week_start: int) -> list[MonthSpan]:
    spans: dict[tuple[int, int], int] = {}
    for week in weeks(shown, week_start):
        day = max(week, shown[0])
        spans[day.year, day.month] = spans.get((day.year, day.month), 0) + 1
    return [MonthSpan(month_abbr[month] if count >= ROOM else "", count) for (_, month), count in spans.items()]


def _known_roughly(name: str, first: date, last: date) -> bool:
    if len(name) == 4:
        return first <= date(int(name), 1, 1) and date(int(name), 12, 31) <= last
    if len(name) == 7:
        begin = date(int(name[:4]), int(name[5:]), 1)
        end = (begin + timedelta(days=31)).replace(day=1) - DAY
        return first <= begin and end <= last
    return False
