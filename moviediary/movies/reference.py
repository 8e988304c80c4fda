"""What people type to point to a film: numbers, pasted addresses, a title with its year."""

import re
from dataclasses import dataclass

from moviediary.shapes import FIRST_YEAR, YEARS_AHEAD

WITH_YEAR = re.compile(r"(.*\S)\s+(?:\((\d{4})\)|(\d{4}))", re.ASCII)
FLAGS = re.IGNORECASE | re.ASCII
_PATTERNS = (
    ("imdb_id", re.compile(r"(?:https?://)?(?:www\.|m\.)?imdb\.com/(?:[a-z]{2}/)?title/(tt\d{7,10})(?:[/?#].*)?", FLAGS)),
    ("imdb_id", re.compile(r"(tt\d{7,10})", FLAGS)),
    ("tmdb_id", re.compile(r"(?:https?://)?(?:www\.)?themoviedb\.org/movie/(\d{1,9})(?:[-/?#].*)?", FLAGS)),
    ("tmdb_id", re.compile(r"tmdb:(\d{1,9})", FLAGS)),
    (
        "wikidata_id",
        re.compile(r"(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d{0,11})(?:[?#].*)?", FLAGS),
    ),
    ("wikidata_id", re.compile(r"(Q[1-9]\d{2,11})", re.ASCII)),
)


@dataclass(frozen=True)
class Reference:
    """An external id: the field it belongs to, and its value in the form the log form sends (`tt…`, `tmdb:…`, `Q…`)."""

    field: str
    value: str

    @property
    def stored(self) -> str | int:
        """The value as it is kept with the movie."""
        return int(self.value.removeprefix("tmdb:")) if self.field == "tmdb_id" else self.value


def parse(text: str) -> Reference | None:
    """The film a number or a pasted address points to, or None where the text is neither."""
    for field, pattern in _PATTERNS:
        found = pattern.fullmatch(text.strip())
        if found:
            return Reference(field, _SHAPES[field](found[1]))
    return None


_SHAPES = {"imdb_id": str.lower, "tmdb_id": lambda digits: f"tmdb:{int(digits)}", "wikidata_id": str.upper}


def numbers(imdb_id: str | None, tmdb_id: int | None, wikidata_id: str | None) -> tuple[str, ...]:
    """The external ids of a film as forms send them and as providers understand them, the surest first."""
    tmdb = f"tmdb:{tmdb_id}" if tmdb_id else None
    return tuple(number for number in (imdb_id, tmdb, wikidata_id) if number)


def title_and_year(text: str, today_year: int) -> tuple[str, int | None]:
    """What was typed as a title and the year at its end: "Stalker 1979", "Heat (1995)".

    No year where none can be meant: "1917" is a title, and so is "Blade Runner 2049" for some time to come.
    """
    found = WITH_YEAR.fullmatch(text.strip())
    year = int(found[2] or found[3]) if found else 0
    if found is None or not FIRST_YEAR <= year <= today_year + YEARS_AHEAD:
        return text.strip(), None
    return found[1], year
