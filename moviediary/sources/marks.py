"""What a film is known by, read from whatever a file has: years, and the numbers of film databases."""

import re
from typing import Any

from moviediary.shapes import FIRST_YEAR, IMDB, LAST_TMDB, WIKIDATA
from moviediary.text import one_line

# Years up to which a file may name a film: what is later is a slip of the pen. The diary's own rule is stricter and knows today.
LAST_YEAR = 2199
# A spreadsheet keeps whole numbers as 2019.0; more digits than these count nothing of ours.
_WHOLE = re.compile(r"([+-]?\d{1,15})(?:[.,]0{1,6})?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:1[89]|2[01])\d\d)(?!\d)", re.ASCII)
_TMDB = re.compile(r"(?:themoviedb\.org/movie/|tmdb(?:[:/ ]+movie)?[:/ -]+)(\d{1,9})", re.ASCII | re.IGNORECASE)
_BARE_IMDB = re.compile(r"\d{5,10}", re.ASCII)
_TITLE_YEAR = re.compile(r"(.*\S)\s*[(\[]((?:1[89]|2[01])\d\d)[)\]]", re.ASCII | re.DOTALL)


def words(value: Any) -> str:
    """A plain value as text on one line; "" for what is none, such as a list."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    number = whole(value) if isinstance(value, float) else None
    return one_line(str(value if number is None else number))


def whole(value: Any) -> int | None:
    """A whole number, also as text, also as 2019.0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    found = _WHOLE.fullmatch(str(value).strip())
    return int(found[1]) if found else None


def year(value: Any) -> int | None:
    """The year in a value: a number, or text that names no other year, such as a day."""
    found = set(_YEAR.findall(words(value)))
    number = int(found.pop()) if len(found) == 1 else 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def title_and_year(text: str) -> tuple[str, int | None]:
    """A title without the year in parentheses behind it, and that year."""
    found = _TITLE_YEAR.fullmatch(text)
    number = int(found[2]) if found else 0
    return (found[1], number) if found and FIRST_YEAR <= number <= LAST_YEAR else (text, None)


def imdb(value: Any) -> str | None:
    """IMDb's number of a title, from itself, its address, or its digits alone."""
    text = words(value)
    if found := IMDB.search(text):
        return found[0]
    digits = words(whole(text)) if "tt" not in text else ""
    return f"tt{digits.zfill(7)}" if _BARE_IMDB.fullmatch(digits) else None


def tmdb(value: Any) -> int | None:
    """TMDB's number of a film, from itself or its address. A series has numbers of its own, which are none."""
    found = _TMDB.search(words(value))
    number = int(found[1]) if found else whole(value)
    return number if number and 0 < number <= LAST_TMDB else None


def wikidata(value: Any) -> str | None:
    """Wikidata's number of an item, from itself or its address."""
    last = words(value).rpartition("/")[2].upper()
    return last if WIKIDATA.fullmatch(last) else None
