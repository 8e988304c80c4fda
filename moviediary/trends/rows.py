"""Trends as a page shows them: each number with the address of the films behind it."""

from calendar import day_name
from collections.abc import Sequence
from dataclasses import dataclass

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.diary.narrowing import NO_MEDIUM, WEEKDAYS
from moviediary.diary.numbers import Rated
from moviediary.profiles.months import MonthBar, bars
from moviediary.profiles.surroundings import Row, home
from moviediary.text import query_of
from moviediary.trends.periods import Period
from moviediary.trends.rules import Film, Share
from moviediary.words import MEDIA


@dataclass(frozen=True)
class Addresses:
    """Where the films behind a number of a period are listed."""

    member: Member
    period: Period

    def of(self, **asked: str) -> str:
        span = {"from": self.period.first, "to": self.period.last}
        return f"{home(self.member)}/diary?{query_of({**span, **asked}) or 'finished=1'}"

    def shares(self, name: str, found: Sequence[Share], most: int = 0) -> list[Row]:
        """Rows of names with counts, each leading to the films of that name; `most` cuts the list."""
        return [self._row(share, found, share.name, **{name: share.name}) for share in (found[:most] if most else found)]

    def averages(self, found: Sequence[Share], most: int = 0) -> list[Row]:
        """Rows of directors with the averages of their ratings."""
        return [self._average(share) for share in (found[:most] if most else found)]

    def decades(self, found: Sequence[Share]) -> list[Row]:
        return [self._row(share, found, f"{share.name}s", decade=share.name) for share in found]

    def media(self, found: Sequence[Share]) -> list[Row]:
        return [self._row(share, found, MEDIA.get(share.name, "Not said"), medium=share.name or NO_MEDIUM) for share in found]

    def weekdays(self, found: Sequence[Share], week_start: int) -> list[Row]:
        """The days of the week, from the first of the member's week."""
        days = [(week_start + number) % 7 for number in range(7)]
        return [self._row(found[day], found, day_name[day], weekday=WEEKDAYS[day]) for day in days]

    def films(self, found: Sequence[tuple[Film, int]]) -> list[Row]:
        """Movies with how often they were watched."""
        most = max((count for _, count in found), default=0)
        return [
            Row(f"{film.title} ({film.year})", count, count / most, self.of(film=ids.short(film.movie_id)), f"{count}×", "times")
            for film, count in found
        ]

    def steps(self, found: dict[str, Rated]) -> list[MonthBar]:
        """The averages of months or years."""
        return bars(found, list(found))

    def counts(self, found: dict[str, Rated]) -> list[Row]:
        """How many films each month or year has."""
        most = max((rated.count for rated in found.values()), default=0) or 1
        named = {bar.month: bar for bar in self.steps(found)}
        return [
            Row(named[step].name, rated.count, rated.count / most, f"{home(self.member)}/diary?watched={step}", named[step].short)
            for step, rated in found.items()
        ]

    def _row(self, share: Share, among: Sequence[Share], name: str, **asked: str) -> Row:
        greatest = max(one.rated.count for one in among) or 1
        return Row(name, share.rated.count, share.rated.count / greatest, self.of(**asked))

    def _average(self, share: Share) -> Row:
        address = self.of(director=share.name, rated="1")
        return Row(share.name, share.rated.rated, share.average / 5, address, f"{share.average:.1f} ★", "on average")
