"""What providers tell of films, in one shape, with text that was checked."""

import re
from dataclasses import dataclass
from typing import Any

from moviediary.text import clean, one_line

YEARS = range(1888, 2100)
_IMDB = re.compile(r"tt\d{7,10}")


@dataclass(frozen=True)
class Match:
    """A film that may be meant. `value` is "tmdb:603" or "tt0133093"."""

    value: str
    title: str
    original_title: str
    year: int | None
    directors: tuple[str, ...]
    imdb_id: str | None
    tmdb_id: int | None
    poster_url: str | None


@dataclass(frozen=True)
class Facts:
    """What a provider knows of a film. `runtime` is in minutes."""

    title: str
    original_title: str
    year: int
    directors: tuple[str, ...]
    runtime: int | None
    languages: tuple[str, ...]
    genres: tuple[str, ...]
    overview: str
    overview_source: str
    imdb_id: str | None
    tmdb_id: int | None
    poster_url: str | None


class WrongShape(Exception):
    """A provider answered with something else than its documentation says."""


def field(data: Any, name: str) -> Any:
    """A field of a JSON object; None where it is missing. Raises WrongShape where there is no object."""
    if not isinstance(data, dict):
        raise WrongShape
    return data.get(name)


def items(data: Any, name: str) -> list[Any]:
    """The objects of a list that is a field of a JSON object."""
    value = field(data, name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise WrongShape
    return [item for item in value if isinstance(item, dict)]


def text(value: Any, longest: int) -> str:
    """A text of a provider, on one line and cut; nothing where it is none."""
    return one_line(value)[:longest] if isinstance(value, str) and value != "N/A" else ""


def long_text(value: Any, longest: int) -> str:
    return clean(value)[:longest] if isinstance(value, str) and value != "N/A" else ""


def names(values: list[Any], name: str) -> tuple[str, ...]:
    """The names in a list of objects, each once, at most twenty."""
    found = (text(field(value, name), 120) for value in values)
    return tuple(dict.fromkeys(one for one in found if one))[:20]


def number(value: Any, most: int) -> int | None:
    """A positive number, also where it comes as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else None


def year(value: Any) -> int | None:
    """The year at the beginning of a date such as "2000-09-29"."""
    found = number(value[:4], 9999) if isinstance(value, str) and len(value) >= 4 else None
    return found if found in YEARS else None


def imdb_id(value: Any) -> str | None:
    return value if isinstance(value, str) and _IMDB.fullmatch(value) else None
