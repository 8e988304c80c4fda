"""What a source says of a film, in the shapes that the diary has for it."""

import re

from moviediary.shapes import IMDB, LAST_TMDB, WIKIDATA
from moviediary.sources.lines import Film
from moviediary.text import one_line

NO_FILM = "This line names no film."
_YEAR = re.compile(r"(\d{4})(?:\.0+|-\d\d.*)?", re.ASCII)
_IMDB = re.compile(r"(?:^|/)(tt\d{7,10})(?:/|\?|$)", re.ASCII)
_TMDB = re.compile(r"(?:^|/movie/)(\d{1,9})(?:\.0+|-.*)?$", re.ASCII)


def film(title: str = "", year: str = "", imdb: str = "", tmdb: str = "", uri: str = "", **more: str) -> Film:
    """A film by what was written. `more` are an original title, and directors with commas between them.

    A year or a number that is none is left out: the title is there to find the film by, and the line as it was is kept.
    """
    shown, original = one_line(title), one_line(more.get("original_title", ""))
    return Film(
        title=shown,
        year=year_of(year),
        original_title=original if original != shown else "",
        directors=split(more.get("directors", "")),
        imdb_id=imdb_of(imdb),
        tmdb_id=tmdb_of(tmdb),
        wikidata_id=wikidata if WIKIDATA.fullmatch(wikidata := more.get("wikidata", "").strip()) else None,
        uri=uri.strip(),
    )


def named(found: Film) -> bool:
    """Whether a film can be found by what is said of it."""
    return bool(found.title or found.imdb_id or found.tmdb_id or found.wikidata_id)


def year_of(written: str) -> int | None:
    """A year, or that of a day; spreadsheets write it as 1979.0."""
    found = _YEAR.fullmatch(written.strip())
    return int(found[1]) or None if found else None


def imdb_of(written: str) -> str | None:
    """A number of IMDb, bare or in an address."""
    found = _IMDB.search(written.strip())
    return found[1] if found and IMDB.fullmatch(found[1]) else None


def tmdb_of(written: str) -> int | None:
    found = _TMDB.search(written.strip())
    number = int(found[1]) if found else 0
    return number if 0 < number <= LAST_TMDB else None


def split(written: str) -> tuple[str, ...]:
    """What stands between commas, each once."""
    return tuple(dict.fromkeys(part for part in map(one_line, written.split(",")) if part)) if written else ()
