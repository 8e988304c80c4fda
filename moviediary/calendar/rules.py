"""A month as a grid of weeks."""

import calendar
from dataclasses import dataclass
from datetime import date

from moviediary.diary.entries import Entry


@dataclass(frozen=True)
class Square:
    """A day of a month with what was watched on it; None stands for a day of a neighboring month."""

    day: date | None
    entries: list[Entry]


def weeks(month: str, entries: list[Entry], week_start: int) -> list[list[Square]]:
    """The weeks of a month (yyyy-mm), each of seven days that begin with `week_start`, 0 for Monday."""
    year, number = int(month[:4]), int(month[5:])
    found = calendar.Calendar(week_start).monthdatescalendar(year, number)
    return [[_square(day, entries) if day.month == number else Square(None, []) for day in week] for week in found]


def weekdays(week_start: int) -> list[str]:
    """The names of the days of a week, from its first."""
    return [calendar.day_name[(week_start + number) % 7] for number in range(7)]


def beside(month: str) -> tuple[str, str]:
    """The months before and after a month."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1
    return _name(number - 1), _name(number + 1)


def _square(day: date, entries: list[Entry]) -> Square:
    return Square(day, [entry for entry in entries if entry.watched == day.isoformat()])


def _name(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
