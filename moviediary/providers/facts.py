"""What providers tell of films, in one shape, with everything in it checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from moviediary import clock
from moviediary.providers.answers import WrongShape
from moviediary.shapes import FIRST_YEAR, IMDB, MOST_NAMES, NAME, WIKIDATA, YEARS_AHEAD
from moviediary.text import clean, one_line

TITLE, CHARACTER = 255, 255
MOST_CAST, MOST_CREW = 60, 40
# The number of a film, or of a series of films.
NUMBER = re.compile(rf"{IMDB.pattern}|tmdb:[1-9]\d{{0,8}}|{WIKIDATA.pattern}", re.ASCII)
# The crew that a film page shows, by the names TMDB has for what they do.
DIRECTOR, WRITER, PRODUCER, CAMERA, EDITOR, MUSIC = (
    "Director",
    "Writer",
    "Producer",
    "Director of Photography",
    "Editor",
    "Original Music Composer",
)
JOBS = (DIRECTOR, "Screenplay", WRITER, "Story", "Novel", PRODUCER, CAMERA, EDITOR, MUSIC)
_ADDRESS = re.compile(r"https?://[\w.:-]{1,260}([/?#][\x21-\x7e]{0,1000})?", re.ASCII)


@dataclass(frozen=True)
class Match:
    """A film that may be meant. `value` is "tmdb:603", "tt0133093" or "Q83495"; `picture` the address of a small poster."""

    value: str
    title: str
    year: int | None
    directors: tuple[str, ...]
    original_title: str = ""
    picture: str = ""
    source: str = ""


@dataclass(frozen=True)
class Credit:
    """What somebody did for a film: a `job` such as "Director", or a part in it, then `job` is empty.

    The numbers are those of the person, as far as the provider tells them; `imdb_id` is "nm0000206".
    """

    name: str
    job: str = ""
    character: str = ""
    tmdb_id: int | None = None
    wikidata_id: str | None = None
    imdb_id: str | None = None


@dataclass(frozen=True)
class Collection:
    """A series that a film belongs to. `value` is "tmdb:10" or "Q22092344": a provider's number of the series, not of a film."""

    value: str
    name: str


@dataclass(frozen=True)
class Facts:
    """What a provider knows of a film. `runtime` is in minutes; `original_title` is empty where it is the title.

    `cast` is in billing order, at most 60; `crew` in the order of JOBS, at most 40. `source` is the name of the provider.
    """

    title: str
    original_title: str
    year: int
    directors: tuple[str, ...]
    runtime: int | None
    languages: tuple[str, ...]
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    overview: str
    source: str
    imdb_id: str | None
    tmdb_id: int | None
    wikidata_id: str | None = None
    tagline: str = ""
    collection: Collection | None = None
    cast: tuple[Credit, ...] = ()
    crew: tuple[Credit, ...] = ()


def tells_of(told: Facts, external_id: str) -> bool:
    """Whether facts may be those of the film with an IMDb number, as far as they name one."""
    return not IMDB.fullmatch(external_id) or told.imdb_id in (None, external_id)


def items(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list that has to be there. Raises WrongShape."""
    value = data.get(name)
    if not isinstance(value, list):
        raise WrongShape
    return [item for item in value if isinstance(item, dict)]


def some(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in a list that may be missing."""
    return items(data, name) if isinstance(data.get(name), list) else []


def part(data: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside another; empty where it is missing."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def title(data: dict[str, Any], name: str) -> str:
    """A title, without which there is no film. Raises WrongShape."""
    found = text(data.get(name), TITLE)
    if not found:
        raise WrongShape
    return found


def text(value: Any, longest: int) -> str:
    """A text of a provider, on one line and cut; nothing where it is none."""
    return one_line(_told(value, longest))[:longest].rstrip()


def paragraphs(value: Any, longest: int) -> str:
    """A text of several lines, cut."""
    return clean(_told(value, longest))[:longest].rstrip()


def names(values: list[Any]) -> tuple[str, ...]:
    """Names, each once, at most twenty."""
    found = (text(value, NAME) for value in values)
    return tuple(dict.fromkeys(name for name in found if name))[:MOST_NAMES]


def cast(found: Iterable[Credit]) -> tuple[Credit, ...]:
    """Those with a name, each once, at most sixty."""
    return tuple(dict.fromkeys(credit for credit in found if credit.name))[:MOST_CAST]


def crew(found: Iterable[Credit]) -> tuple[Credit, ...]:
    """Those with a name and one of JOBS, in the order of these, each once, at most forty."""
    listed = dict.fromkeys(credit for credit in found if credit.name and credit.job in JOBS)
    return tuple(sorted(listed, key=lambda credit: JOBS.index(credit.job)))[:MOST_CREW]


def number(value: Any, most: int) -> int | None:
    """A positive number, also where it comes as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else None


def year(value: Any) -> int | None:
    """The year at the beginning of a date such as "2000-09-29"."""
    found = number(value[:4], 9999) if isinstance(value, str) and len(value) >= 4 else None
    return found if found is not None and is_year(found) else None


def is_year(value: int) -> bool:
    """Whether a film can be of that year."""
    return FIRST_YEAR <= value <= clock.now().year + YEARS_AHEAD


def imdb_id(value: Any) -> str | None:
    return value if isinstance(value, str) and IMDB.fullmatch(value) else None


def wikidata_id(value: Any) -> str | None:
    return value if isinstance(value, str) and WIKIDATA.fullmatch(value) else None


def address(value: Any) -> str | None:
    """An address of the web, and no other: what a page links to or shows must not be a script."""
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def _told(value: Any, longest: int) -> str:
    # "N/A" is how OMDb says nothing. Cleaning takes characters away, so a little more is looked at than is kept.
    return value[: 2 * longest] if isinstance(value, str) and value != "N/A" else ""
