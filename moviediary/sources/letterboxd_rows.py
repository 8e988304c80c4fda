"""The rows of Letterboxd's files about films, one line each."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from moviediary.sources.days import Day, day
from moviediary.sources.films import film
from moviediary.sources.films import split as split_tags
from moviediary.sources.hypertext import markdown_of
from moviediary.sources.lines import How, Line, Said
from moviediary.sources.rows import Row, judged
from moviediary.sources.scales import Rated, rated

SITE = "https://letterboxd.com/"
YES = {"yes", "true", "1", "y", "x"}


class Joined:
    """The entries of the diary that were read, so that the text of each finds its own.

    Both files name the entry by its link. Where a link differs, the film and the day tell, unless there were several.
    """

    def __init__(self) -> None:
        self._links: set[str] = set()
        self._days: dict[int, str] = {}

    def entered(self, link: str, film_and_day: tuple[str, ...]) -> str:
        """The unit of an entry of the diary."""
        key = hash(film_and_day)
        unit = link or "|".join(film_and_day)
        self._days[key] = "" if key in self._days else unit
        self._links.add(unit)
        return unit

    def reviewed(self, link: str, film_and_day: tuple[str, ...]) -> str:
        """The unit of a review: that of its entry, or its own."""
        return link if link in self._links else self._days.get(hash(film_and_day)) or link or "|".join(film_and_day)


def diary(row: Row, how: How, joined: Joined) -> Line:
    return _viewing(row, how, joined.entered(row("Letterboxd URI"), _film_and_day(row)), None)


def review(row: Row, how: How, joined: Joined) -> Line:
    return _viewing(row, how, joined.reviewed(row("Letterboxd URI"), _film_and_day(row)), markdown_of(row("Review"), SITE))


def _film_and_day(row: Row) -> tuple[str, ...]:
    return row("Name"), row("Year"), row("Watched Date")


def _viewing(row: Row, how: How, unit: str, text: str | None) -> Line:
    told, rating = day(row("Watched Date"), "ymd"), _rating(row, how)
    said = Said(
        watched=told.watched,
        rating=rating.rating,
        tags=split_tags(row("Tags")) or None,
        text=text or None,
        seen_before=row("Rewatch").casefold() in YES or None,
    )
    found = film(row("Name"), row("Year"))
    more = judged(told, rating, row("Watched Date"), row("Rating"))
    return row.line("viewing", found, said, source_id=row("Letterboxd URI") and unit, unit=unit, **more)


def _rating(row: Row, how: How) -> Rated:
    return rated(row("Rating"), how.scale or "5", how.misfits)


def rating(row: Row, how: How, joined: Joined) -> Line:
    found = _rating(row, how)
    return _of_film(row, Said(rating=found.rating), judged(Day(), found, "", row("Rating")))


def watched(row: Row, how: How, joined: Joined) -> Line:
    return _of_film(row, Said(), {})


def liked(row: Row, how: How, joined: Joined) -> Line:
    return _of_film(row, Said(heart=True), {})


def wanted(row: Row, how: How, joined: Joined) -> Line:
    link = row("Letterboxd URI")
    return row.line("watchlist", film(row("Name"), row("Year"), uri=link), source_id=link and f"film:{link}")


def _of_film(row: Row, said: Said, more: Mapping[str, str]) -> Line:
    """What is said of a film as a whole stands in several files, all with its link."""
    link = row("Letterboxd URI")
    own = f"film:{link}" if link else ""
    return row.line("film", film(row("Name"), row("Year"), uri=link), said, source_id=own, unit=own, **more)


def made(row: Row, how: How, joined: Joined) -> Line:
    """A row of a file that was made to be brought to Letterboxd, by whatever program."""
    told = day(row("WatchedDate"), how.order or "ymd", how.zone)
    ten = row("Rating10")
    rating = rated(ten or row("Rating"), "10" if ten else how.scale or "5", how.misfits)
    text, again = markdown_of(row("Review"), SITE), row("Rewatch").casefold() in YES
    said = Said(
        watched=told.watched,
        rating=rating.rating,
        tags=split_tags(row("Tags")) or None,
        text=text or None,
        seen_before=again or None,
    )
    found = film(
        *(row("Title", "Name"), row("Year"), row("imdbID"), row("tmdbID"), row("LetterboxdURI", "Letterboxd URI")),
        directors=row("Directors"),
    )
    kind = "viewing" if told.watched or told.problem or text or again else "film"
    if kind == "film":
        said = Said(rating=rating.rating, tags=said.tags)
    return row.line(kind, found, said, **judged(told, rating, row("WatchedDate"), ten or row("Rating")))


Read: TypeAlias = Callable[[Row, How, Joined], Line]
READ: Mapping[str, Read] = {
    "diary": diary,
    "reviews": review,
    "ratings": rating,
    "watched": watched,
    "likes": liked,
    "watchlist": wanted,
    "made": made,
}
