"""Everything a profile counts, read at once from the kept counts and summed over what the reader may see."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.dialect import by_bytes
from moviediary.diary.audiences import audiences_beside

# Written out, because Peewee takes longer to write it than SQLite to answer. SHARED stands for the audiences. Names of the same
# count have the same order on every server, as five of them are shown.
NUMBERS = """
SELECT 'rating', CAST(rating AS TEXT), SUM(count), 0, 0 FROM rating_count
WHERE member = ? AND audience IN SHARED GROUP BY rating
UNION ALL
SELECT 'month', month, SUM(count), SUM(CASE WHEN rating > 0 THEN count ELSE 0 END), SUM(rating * count) FROM month_rating_count
WHERE member = ? AND audience IN SHARED GROUP BY month
UNION ALL
SELECT * FROM (
    SELECT 'director', director, SUM(count), 0, 0 FROM director_count
    WHERE member = ? AND audience IN SHARED GROUP BY director ORDER BY SUM(count) DESC, director BY_BYTES LIMIT 5
) AS most
UNION ALL
SELECT 'day', watched, SUM(count), 0, 0 FROM day_count
WHERE member = ? AND watched BETWEEN ? AND ? AND audience IN SHARED GROUP BY watched
UNION ALL
SELECT 'day', watched, SUM(count), 0, 0 FROM day_count WHERE member = ? AND watched = '' AND audience IN SHARED GROUP BY watched
UNION ALL
SELECT 'unfinished', '', COUNT(*), 0, 0 FROM review
WHERE member_id = ? AND NOT finished AND deleted_at IS NULL AND audience IN SHARED
"""


@dataclass
class Wiring:
    """Who knows whether a diary is still as it was: a select, by the id of its member, of something that is another after each
    change of what they wrote, or of the films it is about. A later slice keeps that, and `wiring.connect` says so."""

    version: str = "SELECT RANDOM() WHERE ? <> ''"


wiring = Wiring()


@dataclass(frozen=True, slots=True)
class Rated:
    """How many films, how many of them with a rating, and the half stars these add up to."""

    count: int
    rated: int
    stars: int

    def __add__(self, other: "Rated") -> "Rated":
        return Rated(self.count + other.count, self.rated + other.rated, self.stars + other.stars)


@dataclass(frozen=True, eq=False)
class Numbers:
    """Counts of viewings, finished ones but for `unfinished`.

    `ratings` are by half stars, 0 for none. `months` are by month, or by year where that is all that is known, "" for no
    date at all; `days` too, of the span that was asked for. `directors` are the five most watched. As long as nothing changes
    it is the same object, so what is made of it can be kept.
    """

    ratings: Mapping[int, int]
    months: Mapping[str, Rated]
    directors: list[tuple[str, int]]
    days: Mapping[str, int]
    unfinished: int = 0

    @property
    def films(self) -> int:
        return sum(self.ratings.values())

    @property
    def years(self) -> list[int]:
        """The years that have viewings, the latest first."""
        return sorted({int(month[:4]) for month in self.months if month}, reverse=True)

    @property
    def busiest(self) -> tuple[str, int] | None:
        """The month with the most films, the latest among equals."""
        counted = [(numbers.count, month) for month, numbers in self.months.items() if len(month) == 7]
        return max(counted)[::-1] if counted else None

    def of_year(self, year: int) -> Rated:
        return sum((rated for month, rated in self.months.items() if month[:4] == str(year)), Rated(0, 0, 0))


def numbers(reader: Member | None, member: Member, first: date, last: date) -> Numbers:
    """A member's numbers, with the days of a span. One that begins with a year has what is known by that year only, too."""
    who = member.id.hex
    # Asked for before the numbers: those of a change in between are then kept under a version nobody asks for again. Whether the
    # reader follows changes no version, so the audiences are values: each set of them has numbers of its own.
    version, shared = audiences_beside(wiring.version, who, reader, member.id)
    text = by_bytes(NUMBERS).replace("SHARED", f"({', '.join('?' for _ in shared)})")
    begin = f"{first:%Y}" if (first.month, first.day) == (1, 1) else f"{first:%Y-%m-%d}"
    span = (begin, f"{last:%Y-%m-%d}~")
    values = (who, *shared, who, *shared, who, *shared, who, *span, *shared, who, *shared, who, *shared)
    return _summed(version, text, values)


# Of a diary of twenty years some 30 kB.
@lru_cache(maxsize=64)
def _summed(version: object, text: str, values: tuple[str, ...]) -> Numbers:
    """Kept while the diary stays as it is: thousands of rows are summed for a page that shows a dozen numbers."""
    found: dict[str, dict[str, Rated]] = defaultdict(dict)
    for kind, name, *counted in selected(text, values):
        found[kind][name] = Rated(*map(int, counted))
    return Numbers(
        ratings={int(rating): counted.count for rating, counted in found["rating"].items()},
        months=found["month"],
        directors=[(name, counted.count) for name, counted in found["director"].items()],
        days={day: counted.count for day, counted in found["day"].items()},
        unfinished=found["unfinished"][""].count,
    )
