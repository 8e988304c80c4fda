"""What has to be asked about a file: in which order its days are written, and how high its ratings go; with examples."""

from dataclasses import dataclass

from moviediary.sheets.contents import Contents
from moviediary.sources import readings
from moviediary.sources.lines import Profile
from moviediary.sources.sections import sections
from moviediary.sources.tallies import Days, DayTally, OrderFit, Ratings, RatingTally, ScaleFit


@dataclass(frozen=True)
class Survey:
    """Days and ratings of a file. Of all its lines, or of the `first` ones where that is not 0. `dotted`: the unclear days are
    written as everybody writes them with the day first, and none of the others says that it is another way here."""

    days: int
    unclear: int
    orders: tuple[OrderFit, ...]
    ratings: int
    scales: tuple[ScaleFit, ...]
    days_first: int = 0
    ratings_first: int = 0
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


def survey_of(contents: Contents, profile: Profile, zone: str = "UTC") -> Survey:
    """How the columns read that a profile names. Reads every line once, and keeps no more of a long file."""
    told_days, told_ratings = DayTally(zone), RatingTally()
    watched, rating = profile.columns.get("watched", ""), profile.columns.get("rating", "")
    for section in sections(contents):
        for record in section.rows() if watched or rating else ():
            if not record.problem:
                told_days.add(readings.plain(record.cells.get(watched, "")))
                told_ratings.add(readings.plain(record.cells.get(rating, "")))
    return of_both(told_days.told(), told_ratings.told())


def of_both(told_days: Days, told_ratings: Ratings) -> Survey:
    """The days of one column and the ratings of another."""
    return Survey(
        *(told_days.count, told_days.unclear, told_days.orders),
        *(told_ratings.count, told_ratings.scales),
        *(told_days.first, told_ratings.first),
        dotted=told_days.dotted,
    )
