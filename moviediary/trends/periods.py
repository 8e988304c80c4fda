"""Spans of time that trends are shown for, as they stand in an address."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from moviediary.diary.narrowing import months_within, parse, years_within
from moviediary.profiles.months import last_months, year_months
from moviediary.words import day_text

# More months than this are shown as years.
MOST_MONTHS = 24
EARLIEST, LATEST = "1888-01-01", "9999-12-31"


@dataclass(frozen=True)
class Period:
    """A span of days; both ends are empty for all time, one for a span that is open there. `query` says it in an address."""

    label: str
    query: str
    first: str = ""
    last: str = ""

    def holds(self, watched: str) -> bool:
        """Whether a viewing is in it: on a day in it, or known by a month or year that lies wholly in it."""
        first, last = self._spans[len(watched)]
        return first <= watched <= last

    @property
    def year(self) -> str:
        """The year it is, or nothing where it is another span."""
        return self.label if self.query == f"year={self.label}" else ""

    @cached_property
    def _spans(self) -> dict[int, tuple[str, str]]:
        """The first and the last day, month and year that are in it, by how long these are written."""
        first, last = self.first or EARLIEST, self.last or LATEST
        # No date at all is only in all time.
        undated = ("", "") if not self.first and not self.last else ("~", "")
        return {10: (first, last), 7: months_within(first, last), 4: years_within(first, last), 0: undated}

    def steps(self, watched: list[str]) -> list[str]:
        """The months of the period, or its years where it has many; of an open one, from the first viewing to the last."""
        known = [day for day in watched if day]
        first, last = self.first or min(known, default=""), self.last or max(known, default="")
        if not first or not last:
            return []
        years = range(int(first[:4]), int(last[:4]) + 1)
        if not self.query or (self.first and self.last):
            months = [month for year in years for month in year_months(year) if first[:7] <= month <= last[:7]]
            if len(months) <= MOST_MONTHS:
                return months
        return [f"{year:04}" for year in years]


def period(args: Mapping[str, str], today: date) -> Period:
    """The period an address asks for; the last twelve months where it asks for none."""
    year, asked = args.get("year", ""), parse(args)
    if args.get("period") == "all":
        return Period("all time", "period=all")
    if len(year) == 4 and year.isascii() and year.isdigit() and year >= "1888":
        return Period(year, f"year={year}", f"{year}-01-01", f"{year}-12-31")
    if asked.first or asked.last:
        said = [f"from={asked.first}" if asked.first else "", f"to={asked.last}" if asked.last else ""]
        # Nothing is watched before the first film or after tomorrow, and a bar is drawn for every year.
        first = max(asked.first, EARLIEST) if asked.first else ""
        last = min(asked.last, f"{today.year + 1}-12-31") if asked.last else ""
        return Period(_spoken(asked.first, asked.last), "&".join(part for part in said if part), first, last)
    months = last_months(today)
    end = monthrange(today.year, today.month)[1]
    return Period("the last twelve months", "", f"{months[0]}-01", f"{months[-1]}-{end:02}")


def _spoken(first: str, last: str) -> str:
    if first and last:
        return f"{day_text(first)} to {day_text(last)}"
    return f"since {day_text(first)}" if first else f"until {day_text(last)}"
