"""Films that are not in the diary yet: of the offline catalogue, then what film databases say."""

from collections.abc import Iterable
from dataclasses import dataclass

from moviediary import catalogue, clock, providers
from moviediary.catalogue import Entry
from moviediary.errors import GiveUp, TryAgain
from moviediary.finder.rules import Choice, new_ones, numbers
from moviediary.movies import reference
from moviediary.movies.reference import title_and_year


@dataclass(frozen=True)
class Found:
    """What others know of, and a sentence where they could not be asked."""

    choices: list[Choice]
    note: str = ""


def offline(text: str, known: Iterable[Choice] = (), limit: int = 8) -> list[Choice]:
    """Films of the offline catalogue that fit, without those already listed."""
    if not catalogue.present():
        return []
    pointed = reference.parse(text)
    if pointed is not None:
        entry = catalogue.film(pointed.value) if pointed.field == "imdb_id" else None
        entries = [entry] if entry else []
    else:
        entries = catalogue.search(text, limit=limit)
    return new_ones(map(_of_entry, entries), known)[:limit]


def elsewhere(text: str, known: Iterable[Choice] = ()) -> Found:
    """Films the providers know for what was typed or pasted, without those already listed."""
    if not providers.configured():
        return Found([])
    pointed = reference.parse(text)
    try:
        if pointed is not None:
            facts = providers.lookup(pointed.value)
            return Found([_of_facts(pointed.value, facts)] if facts else [])
        matches = _matches(text)
    except TryAgain:
        return Found([], "The film database does not answer right now. You can add the film by hand; its poster follows.")
    except GiveUp as problem:
        return Found([], f"The film database cannot be asked: {problem}. You can add the film by hand.")
    return Found(new_ones(map(_of_match, matches), known))


def _matches(text: str) -> list[providers.Match]:
    """What the providers find for a title, or first for the title and year it may be."""
    title, year = title_and_year(text, clock.now().year)
    return providers.search(text, None) if year is None else providers.search_both(title, year, text)


def _of_entry(entry: Entry) -> Choice:
    return Choice(
        value=entry.imdb_id,
        title=entry.title,
        year=entry.year,
        directors=entry.directors,
        hue=_hue(entry.title),
        runtime=entry.runtime,
        original_title=entry.original_title,
        numbers=numbers(entry.imdb_id, None),
        source="IMDb",
    )


def _of_match(match: providers.Match) -> Choice:
    return Choice(
        value=match.value,
        title=match.title,
        year=match.year,
        directors=match.directors,
        hue=_hue(match.title),
        original_title=match.original_title,
        numbers=frozenset([match.value]),
        picture=match.picture,
        source=match.source,
    )


def _of_facts(value: str, facts: providers.Facts) -> Choice:
    return Choice(
        value=value,
        title=facts.title,
        year=facts.year,
        directors=facts.directors,
        hue=_hue(facts.title),
        runtime=facts.runtime,
        original_title=facts.original_title,
        numbers=numbers(facts.imdb_id, facts.tmdb_id),
        source=facts.source,
    )


def _hue(title: str) -> int:
    """One of the twelve colours, always the same for the same title."""
    return sum(title.encode()) % 12
