"""What has to be asked about a file: in which order its days are written, and how high its ratings go; with examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from moviediary.sheets.contents import Contents
from moviediary.sources import days, months, readings, scales
from moviediary.sources.columns import guess
from moviediary.sources.lines import How, Profile
from moviediary.sources.sections import sections
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
class Survey:
    """All days and ratings of a file. `unclear` counts the days that different orders read differently. `dotted`: these are
    written as everybody writes them with the day first, and none of the others says that it is another way here."""

    days: int
    unclear: int
    orders: tuple[OrderFit, ...]
    ratings: int
    scales: tuple[ScaleFit, ...]
    dotted: bool = False

    @property
    def order(self) -> str:
        """The order that fits best; "" where several do, and it makes a difference, unless it is how people write it."""
        least = min(fit.misfits for fit in self.orders)
        best = [fit.order for fit in self.orders if fit.misfits == least]
        if self.dotted and "dmy" in best:
            return "dmy"
        return best[0] if self.days and (len(best) == 1 or not self.unclear) else ""

    @property
    def scale(self) -> str:
        """The scale that fits best: with the fewest ratings beyond it and, among those, the lowest; "" without ratings."""
        return min(self.scales, key=lambda fit: (fit.misfits, int(fit.scale))).scale if self.ratings else ""


def survey(source: str, contents: Contents, how: How) -> Survey:
    """What is to be asked about a file that `source` wrote. Raises Unreadable where there is no table in it."""
    profile = how.profile if source == "mapped" and how.profile and how.profile.columns else guess(contents)
    return survey_of(contents, profile, how.zone)


def survey_of(contents: Contents, profile: Profile, zone: str = "UTC") -> Survey:
    """The same, of the columns that a profile names. Reads every line once, and keeps no more of a long file."""
    told_days, told_ratings = _Days(zone), _Ratings()
    watched, rating = profile.columns.get("watched", ""), profile.columns.get("rating", "")
    for section in sections(contents):
        for record in section.rows() if watched or rating else ():
            if not record.problem:
                told_days.add(readings.plain(record.cells.get(watched, "")))
                told_ratings.add(readings.plain(record.cells.get(rating, "")))
    return Survey(
        *(told_days.count, told_days.unclear, tuple(told_days.fits())),
        *(told_ratings.count, tuple(told_ratings.fits()), told_days.are_dotted),
    )


@dataclass
class _Days:
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
    def are_dotted(self) -> bool:
        return self.unclear == self.dotted > 0 and not self.otherwise

    def fits(self) -> Iterator[OrderFit]:
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
class _Ratings:
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

    def fits(self) -> Iterator[ScaleFit]:
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
