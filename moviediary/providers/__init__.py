"""Film databases elsewhere, asked in turn: TMDB first, then OMDb. One without a key is not asked."""

from collections.abc import Callable
from typing import TypeVar

from moviediary.errors import GiveUp, TryAgain
from moviediary.providers.breaker import Breaker
from moviediary.providers.facts import Facts, Match, WrongShape
from moviediary.providers.omdb import Omdb
from moviediary.providers.tmdb import Tmdb

Provider = Tmdb | Omdb
T = TypeVar("T")
MOST = 8
_providers: list[tuple[Provider, Breaker]] = []

__all__ = ["Facts", "Match", "configure", "configured", "lookup", "poster_address", "search"]


def configure(tmdb_key: str, tmdb_api_url: str, tmdb_image_url: str, omdb_key: str, omdb_api_url: str) -> None:
    """Use the providers that have a key."""
    chosen: list[Provider] = []
    if tmdb_key:
        chosen.append(Tmdb(tmdb_key, tmdb_api_url, tmdb_image_url))
    if omdb_key:
        chosen.append(Omdb(omdb_key, omdb_api_url))
    _providers[:] = [(provider, Breaker(provider.name)) for provider in chosen]


def configured() -> bool:
    """Whether there is anybody to ask."""
    return bool(_providers)


def search(title: str, year: int | None) -> list[Match]:
    """Films a title may mean, from the first provider that knows any. Raises TryAgain where none answered."""
    return (_first(lambda provider: provider.search(title, year)) or [])[:MOST]


def lookup(external_id: str) -> Facts | None:
    """A film by "tt…" or "tmdb:…"; None where nobody knows it. Raises TryAgain where none answered."""
    return _first(lambda provider: provider.lookup(external_id))


def poster_address(imdb_id: str | None, tmdb_id: int | None) -> str | None:
    """Where a film's poster is; None where nobody has one. Raises TryAgain where none answered."""
    numbers = [number for number in (f"tmdb:{tmdb_id}" if tmdb_id else "", imdb_id or "") if number]

    def ask(provider: Provider) -> str | None:
        for number in numbers:
            facts = provider.lookup(number)
            if facts is not None and facts.poster_url:
                return facts.poster_url
        return None

    return _first(ask)


def _first(ask: Callable[[Provider], T]) -> T | None:
    """The first answer that says something. A provider's failure counts only where no other one answered."""
    problem: TryAgain | GiveUp | None = None
    answered = False
    for provider, breaker in _providers:
        try:
            found = breaker.call(lambda provider=provider: _shaped(provider, ask))  # type: ignore[misc]
        except (TryAgain, GiveUp) as failure:
            problem = problem or failure
            continue
        answered = True
        if found:
            return found
    if problem is not None and not answered:
        raise problem
    return None


def _shaped(provider: Provider, ask: Callable[[Provider], T]) -> T:
    try:
        return ask(provider)
    except WrongShape:
        raise TryAgain(f"{provider.name} sent something unexpected") from None
