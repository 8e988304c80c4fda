"""Film databases elsewhere, asked in turn, in the order of the settings."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import facts
from moviediary.providers.breaker import Circuit
from moviediary.providers.facts import Collection, Credit, Facts, Match
from moviediary.providers.omdb import Omdb
from moviediary.providers.provider import Attribution, Provider
from moviediary.providers.source import Source, first
from moviediary.providers.tmdb import Tmdb
from moviediary.providers.wikidata import Wikidata
from moviediary.shared import Shared

MOST = 8
# Seconds for a question, however many steps it has and however many are asked: somebody may be waiting for the answer.
SECONDS = 5.0
# What is left of that for a second question is worth it from so many seconds on.
ENOUGH = 1.0
# How many questions of all web processes a provider gets at once.
AT_ONCE = 2
_sources: list[Source] = []

__all__ = [
    "Attribution",
    "Circuit",
    "Collection",
    "Credit",
    "Facts",
    "Match",
    "Settings",
    "attributions",
    "circuits",
    "configure",
    "configured",
    "limit",
    "lookup",
    "names",
    "poster_address",
    "search",
    "search_both",
    "understands",
]


@dataclass(frozen=True)
class Settings:
    """Who is asked, in their order ("tmdb", "omdb", "wikidata"), and how. Without `redis_url` nothing is shared nor kept."""

    order: tuple[str, ...] = ()
    redis_url: str = ""
    tmdb_key: str = ""
    tmdb_api_url: str = ""
    tmdb_image_url: str = ""
    language: str = "en-US"
    omdb_key: str = ""
    omdb_api_url: str = ""
    wikidata_api_url: str = ""
    wikidata_files_url: str = ""


def configure(settings: Settings) -> None:
    """Use these providers. Opens no connection."""
    shared = Shared(settings.redis_url)
    _sources[:] = [Source(_made(name, settings), shared) for name in settings.order]


def limit(most: int) -> None:
    """Let this process, and all others that called this, ask each provider at most so many questions at once."""
    for source in _sources:
        source.places.limit(most)


def configured() -> bool:
    """Whether there is anybody to ask."""
    return bool(_sources)


def names() -> tuple[str, ...]:
    """Who is asked, in that order, as people read it."""
    return tuple(source.provider.name for source in _sources)


def circuits() -> dict[str, Circuit]:
    """By its name, whether each of those who are asked is being left alone."""
    return {source.provider.name: source.circuit() for source in _sources}


def attributions(told_by: Iterable[str] = ()) -> tuple[Attribution, ...]:
    """What those who are asked want to be said of them, and those of these names: what they told before still shows."""
    asked = [source.provider.attribution for source in _sources]
    return (*asked, *(one.attribution for one in (Tmdb, Omdb, Wikidata) if one.name in told_by and one.attribution not in asked))


def understands(external_id: str) -> bool:
    """Whether anybody can be asked for a film by this number."""
    return bool(_able(external_id))


def search(title: str, year: int | None, seconds: float | None = None) -> list[Match]:
    """Up to eight films a title may mean, from the first provider that knows any.

    Raises TryAgain where none answered within so many seconds, usually five, GiveUp where none ever will.
    """
    wanted = " ".join(title.split())[: facts.TITLE]
    if not wanted:
        return []
    found, _ = first(SECONDS if seconds is None else seconds, _sources, lambda source, ends: source.search(wanted, year, ends))
    return (found or [])[:MOST]


def search_both(title: str, year: int, whole: str) -> list[Match]:
    """Films of a title and a year, then those that the whole text may mean, else those of the title from other years.

    Raises as `search` does, and takes no longer.
    """
    ends = monotonic() + SECONDS
    found = search(title, year)
    # What the year found will do, should the second question go unanswered, or should there be no time for it.
    with suppress(TryAgain, GiveUp):
        for text in (whole, title):
            left = ends - monotonic()
            if left > ENOUGH and (text == whole or not found):
                known = {match.value for match in found}
                found = found + [match for match in search(text, None, left) if match.value not in known]
    return found


def lookup(external_id: str, fresh: bool = False) -> Facts | None:
    """A film by "tt…", "tmdb:…" or "Q…"; None where nobody knows it. `fresh` asks again what was answered before.

    Raises TryAgain and GiveUp where none answered.
    """
    found, _ = first(SECONDS, _able(external_id), lambda source, ends: source.details(external_id, fresh, ends))
    return found


def poster_address(imdb_id: str | None, tmdb_id: int | None, wikidata_id: str | None = None) -> str | None:
    """Where a film's poster is; None where nobody has one. Raises TryAgain and GiveUp where none answered.

    Also raises TryAgain where one had none and another did not answer: "missing" would be kept for good.
    """
    numbers = [number for number in (f"tmdb:{tmdb_id}" if tmdb_id else "", imdb_id or "", wikidata_id or "") if number]
    asked = [source for source in _sources if any(source.understands(number) for number in numbers)]
    found, silent = first(SECONDS, asked, lambda source, ends: source.poster_url(numbers, ends))
    if found is None and silent is not None:
        raise silent
    return found


def _able(external_id: str) -> list[Source]:
    return [source for source in _sources if source.understands(external_id)]


def _made(name: str, settings: Settings) -> Provider:
    if name == "tmdb":
        return Tmdb(settings.tmdb_key, settings.tmdb_api_url, settings.tmdb_image_url, settings.language)
    if name == "omdb":
        return Omdb(settings.omdb_key, settings.omdb_api_url)
    if name == "wikidata":
        return Wikidata(settings.wikidata_api_url, settings.wikidata_files_url, settings.language)
    raise LookupError(f"nobody made a Provider for {name}")
