"""Films that are not in the diary yet: of the offline catalogue, then what film databases say."""

from collections.abc import Iterable
from dataclasses import dataclass

from moviediary import catalogue, clock, providers
from moviediary.catalogue import Entry
from moviediary.errors import GiveUp, TryAgain
from moviediary.finder.rules import Choice, new_ones, worth_asking
from moviediary.movies import reference
from moviediary.movies.reference import numbers, title_and_year


@dataclass(frozen=True)
class Found:
    """What others know of, and a sentence where they could not be asked."""

    choices: list[Choice]
    note: str = ""


def offline(text: str, known: Iterable[Choice] = (), limit: int = 8) -> list[Choice]:
    """Films of the offline catalogue that fit, without those already listed."""
    pointed = reference.parse(text)
    if pointed is not None:
        entry = catalogue.film(pointed.value) if pointed.field == "imdb_id" else None
        entries = [entry] if entry else []
    else:
        entries = catalogue.search(text, limit=limit)
    return new_ones(map(_of_entry, entries), known)[:limit]


def offline_page(text: str, after: int | None, limit: int) -> tuple[list[Choice], int | None]:
    """A page of the films of the offline catalogue that fit, and behind which of them the next one begins."""
    entries = catalogue.search(text, limit=limit + 1, after=after)
    return list(map(_of_entry, entries[:limit])), entries[limit - 1].rank if len(entries) > limit else None


def askable(text: str, known: Iterable[Choice]) -> bool:
    """Whether film databases are to be asked while somebody types: for what may be a title, and for a number not known here."""
    if not providers.configured():
        return False
    return not list(known) if reference.parse(text) else worth_asking(text)


def elsewhere(text: str, known: Iterable[Choice] = (), instead: str = "add") -> Found:
    """Films the providers know for what was typed or pasted, without those already listed.

    `instead` is what can be done with a film by hand, should they not answer: "add" or "correct".
    """
    if not providers.configured():
        return Found([])
    pointed = reference.parse(text)
    try:
        if pointed is not None:
            facts = providers.lookup(pointed.value)
            found = [of_facts(pointed.value, facts)] if facts else []
        else:
            found = [_of_match(match) for match in _matches(text)]
    except (TryAgain, GiveUp) as problem:
        return Found([], excuse(problem, instead))
    return Found(new_ones(found, known))


def excuse(problem: TryAgain | GiveUp, instead: str) -> str:
    """Why there is no answer, and what can be done with the film by hand."""
    if isinstance(problem, TryAgain):
        return f"The film database does not answer right now. Try again in a minute, or {instead} the film by hand."
    return f"The film database cannot be asked: {problem}. You can {instead} the film by hand."


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
        hue=hue_of(entry.title),
        runtime=entry.runtime,
        original_title=entry.original_title,
        numbers=frozenset([entry.imdb_id]),
        source="IMDb",
    )


def _of_match(match: providers.Match) -> Choice:
    return Choice(
        value=match.value,
        title=match.title,
        year=match.year,
        directors=match.directors,
        hue=hue_of(match.title),
        original_title=match.original_title,
        numbers=frozenset([match.value]),
        picture=match.picture,
        source=match.source,
    )


def of_facts(value: str, facts: providers.Facts) -> Choice:
    """A film that was asked for by a number, as a choice."""
    return Choice(
        value=value,
        title=facts.title,
        year=facts.year,
        directors=facts.directors,
        hue=hue_of(facts.title),
        runtime=facts.runtime,
        original_title=facts.original_title,
        numbers=frozenset([value, *numbers(facts.imdb_id, facts.tmdb_id, facts.wikidata_id)]),
        source=facts.source,
    )


def hue_of(title: str) -> int:
    """One of the twelve colours, always the same for the same title."""
    return sum(title.encode()) % 12
