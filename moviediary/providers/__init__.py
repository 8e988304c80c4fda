"""Film databases elsewhere, asked in turn: TMDB first, then OMDb. One without a key is not asked."""

import re
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import facts
from moviediary.providers.answers import WrongShape
from moviediary.providers.breaker import Breaker
from moviediary.providers.facts import Collection, Credit, Facts, Match
from moviediary.providers.omdb import Omdb
from moviediary.providers.tmdb import Tmdb

Provider = Tmdb | Omdb
T = TypeVar("T")
MOST = 8
# Seconds for a question, however many are asked: somebody may be waiting for the answer.
SEARCH, LOOKUP = 3.0, 6.0
_NUMBER = re.compile(r"tt\d{7,10}|tmdb:[1-9]\d{0,8}", re.ASCII)
_providers: list[tuple[Provider, Breaker]] = []

__all__ = ["Collection", "Credit", "Facts", "Match", "configure", "configured", "lookup", "poster_address", "search"]


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
    """Up to eight films a title may mean, from the first provider that knows any.

    Raises TryAgain where none answered within three seconds, GiveUp where none ever will.
    """
    wanted = title.strip()[: facts.TITLE]
    if not wanted:
        return []
    found, _ = _first(SEARCH, _providers, lambda provider, ends: provider.search(wanted, year, ends))
    return (found or [])[:MOST]


def lookup(external_id: str) -> Facts | None:
    """A film by "tt…" or "tmdb:…"; None where nobody knows it. Raises TryAgain and GiveUp where none answered."""
    able = _able(external_id)
    found, _ = _first(LOOKUP, able, lambda provider, ends: provider.lookup(external_id, ends))
    return found


def poster_address(imdb_id: str | None, tmdb_id: int | None) -> str | None:
    """Where a film's poster is; None where nobody has one. Raises TryAgain and GiveUp where none answered.

    Also raises TryAgain where one had none and another did not answer: "missing" would be kept for good.
    """
    numbers = [number for number in (f"tmdb:{tmdb_id}" if tmdb_id else "", imdb_id or "") if number]
    asked = [(provider, breaker) for provider, breaker in _providers if any(_fits(provider, number) for number in numbers)]

    def ask(provider: Provider, ends: float) -> str | None:
        return provider.poster(next(number for number in numbers if _fits(provider, number)), ends)

    found, silent = _first(LOOKUP, asked, ask)
    if found is None and silent is not None:
        raise silent
    return found


def _able(external_id: str) -> list[tuple[Provider, Breaker]]:
    return [(provider, breaker) for provider, breaker in _providers if _fits(provider, external_id)]


def _fits(provider: Provider, external_id: str) -> bool:
    return bool(_NUMBER.fullmatch(external_id)) and provider.understands(external_id)


def _first(
    seconds: float, asked: Sequence[tuple[Provider, Breaker]], ask: Callable[[Provider, float], T]
) -> tuple[T | None, TryAgain | None]:
    """The first answer that says something, and who did not answer. Raises where nobody answered."""
    ends = time.monotonic() + seconds
    silent: list[TryAgain] = []
    refusing: list[GiveUp] = []
    for number, (provider, breaker) in enumerate(asked):
        now = time.monotonic()
        share = now + max(ends - now, 0.0) / (len(asked) - number)
        try:
            found = breaker.call(lambda provider=provider, share=share: _shaped(provider, share, ask))  # type: ignore[misc]
        except TryAgain as problem:
            silent.append(problem)
        except GiveUp as problem:
            refusing.append(problem)
        else:
            if found:
                return found, None
    soonest = min(silent, key=lambda problem: problem.after, default=None)
    if asked and len(silent) + len(refusing) == len(asked):
        # What may pass outweighs what will not.
        raise soonest or refusing[0]
    return None, soonest


def _shaped(provider: Provider, ends: float, ask: Callable[[Provider, float], T]) -> T:
    try:
        return ask(provider, ends)
    except WrongShape:
        raise TryAgain(f"{provider.name} sent something that is no film") from None
