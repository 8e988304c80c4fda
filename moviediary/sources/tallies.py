"""The days and the ratings of a column, read in every order and on every scale as they are met; with examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from moviediary.sources import days, months, readings, scales
from moviediary.text import shortened
from moviediary.words import MONTHS, stars_signs

EXAMPLES = 3
# So many different ratings are kept to choose examples from, and days that tell orders apart.
KEPT = 200


@dataclass(frozen=True)
class OrderFit:
    """An order of days: how many days of the file are none in it, and some of them read out ("03/04/2021 is 3 April 2021")."""

    order: str
    misfits: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ScaleFit:
    """A scale, by its highest rating: how many ratings are none on it, how many lie between two half stars, and examples."""

    scale: str
    misfits: int
    between: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """The days of a column. `unclear` counts those that different orders read differently; `dotted` says that all of these are
    written as everybody writes them with the day first, and that none of the others says otherwise.

    Only the `first` lines of the file were looked at; 0 says that all of them were.
    """

    count: int
    unclear: int
    orders: tuple[OrderFit, ...]
    first: int = 0
    dotted: bool = False


@dataclass(frozen=True)
class Ratings:
    """The ratings of a column, as `Days` has its days."""

    count: int
    scales: tuple[ScaleFit, ...]
    first: int = 0


@dataclass
class DayTally:
    """Days as they are met, one after the other."""

    zone: str
    count: int = 0
    unclear: int = 0
    dotted: int = 0
    # Days in another order only.
    otherwise: int = 0
    misfits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(days.ORDERS, 0))
    # Days as written, and whether orders make a difference to them.
    kept: dict[str, bool] = field(default_factory=dict)

    def add(self, written: str) -> None:
        if not written:
            return
        self.count += 1
        read = _in_each_order(written, self.zone)
        differs = len({day.watched for day in read.values() if not day.problem}) > 1
        self.unclear += differs
        self.dotted += differs and days.day_first(written)
        self.otherwise += bool(read["dmy"].problem) and not all(day.problem for day in read.values())
        for order, day in read.items():
            self.misfits[order] += bool(day.problem)
        if sum(self.kept.values()) < KEPT if differs else len(self.kept) < KEPT:
            self.kept[written] = differs

    @property
    def is_hopeless(self) -> bool:
        """Whether none of them is a day, in whatever order."""
        return min(self.misfits.values()) == self.count

    def told(self, first: int = 0) -> Days:
        dotted = self.unclear == self.dotted > 0 and not self.otherwise
        return Days(self.count, self.unclear, tuple(self._fits()), first, dotted)

    def _fits(self) -> Iterator[OrderFit]:
        telling = sorted(self.kept, key=lambda written: not self.kept[written])
        for order in days.ORDERS:
            readable = [written for written in telling if not _in_each_order(written, self.zone)[order].problem]
            examples = (_read_out(written, _in_each_order(written, self.zone)[order].watched) for written in readable[:EXAMPLES])
            yield OrderFit(order, self.misfits[order], tuple(examples))


@lru_cache(maxsize=4096)
def _in_each_order(written: str, zone: str) -> dict[str, days.Day]:
    told = months.english(written)
    return {order: days.day(told, order, zone) for order in days.ORDERS}


def _read_out(written: str, watched: str) -> str:
    year, month, day = (*watched.split("-"), "", "")[:3]
    read = " ".join(part for part in (day.lstrip("0"), MONTHS[int(month) - 1] if month else "", year) if part)
    return f"{shortened(written)} is {read}"


@dataclass
class RatingTally:
    """Ratings as they are met, one after the other."""

    count: int = 0
    misfits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(scales.SCALES, 0))
    between: dict[str, int] = field(default_factory=lambda: dict.fromkeys(scales.SCALES, 0))
    kept: dict[str, None] = field(default_factory=dict)

    def add(self, written: str) -> None:
        if not written:
            return
        self.count += 1
        for scale, rated in _on_each_scale(written).items():
            self.between[scale] += rated.problem == scales.MISFIT
            self.misfits[scale] += rated.problem not in ("", scales.MISFIT)
        if len(self.kept) < KEPT:
            self.kept[written] = None

    @property
    def is_hopeless(self) -> bool:
        """Whether none of them is a rating, on whatever scale."""
        return min(self.misfits.values()) == self.count

    def told(self, first: int = 0) -> Ratings:
        return Ratings(self.count, tuple(self._fits()), first)

    def _fits(self) -> Iterator[ScaleFit]:
        for scale in scales.SCALES:
            read = {written: _on_each_scale(written)[scale] for written in self.kept}
            fitting = sorted((rated.rating, written) for written, rated in read.items() if rated.rating)
            # The highest, the lowest, and one between.
            shown = dict.fromkeys([*fitting[-1:], *fitting[:1], *fitting[len(fitting) // 2 :][:1]])
            examples = [f"{shortened(written)} becomes {stars_signs(rating)}" for rating, written in shown]
            misfit = next((written for written, rated in read.items() if rated.problem == scales.MISFIT), "")
            if misfit:
                examples = [*examples[: EXAMPLES - 1], f"{shortened(misfit)} lies between two half stars"]
            yield ScaleFit(scale, self.misfits[scale], self.between[scale], tuple(examples))


@lru_cache(maxsize=4096)
def _on_each_scale(written: str) -> dict[str, scales.Rated]:
    return {scale: scales.rated(readings.rating(written), scale) for scale in scales.SCALES}
