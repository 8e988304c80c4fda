"""The heatmap card of a profile: a year of days, the same as twelve cells, and the years to choose from."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from moviediary.diary.numbers import Numbers
from moviediary.profiles import months
from moviediary.profiles.heatmap import Heatmap, heatmap
from moviediary.profiles.months import MonthCell


@dataclass(frozen=True, eq=False)
class Heat:
    """`year` is None for the twelve months until today. The same numbers give the same object, so its HTML can be kept."""

    home: str
    heatmap: Heatmap
    undated: int
    cells: list[MonthCell]
    year: int | None
    years: list[int]


@lru_cache(maxsize=32)
def heat_of(counted: Numbers, home: str, today: date, year: int | None, week_start: int) -> Heat:
    """The heatmap of a year, or of the twelve months until today."""
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else months.last_year(today)
    if not year and counted.days.get((last + timedelta(days=1)).isoformat()):
        # It may be tomorrow where they were.
        last += timedelta(days=1)
    counts = {month: rated.count for month, rated in counted.months.items()}
    return Heat(
        home=home,
        heatmap=heatmap(counted.days, first, last, week_start),
        undated=counted.days.get("", 0),
        cells=months.cells(counts, months.year_months(year) if year else months.last_months(today)),
        year=year,
        years=sorted({*counted.years, today.year}, reverse=True),
    )
