"""Which films somebody may mean: ours first, then what the providers find."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from moviediary import clock, ids, providers
from moviediary.accounts.models import Member
from moviediary.diary.models import Review
from moviediary.diary.queries import times_seen
from moviediary.errors import GiveUp, TryAgain
from moviediary.movies import reference
from moviediary.movies.commands import Identity
from moviediary.movies.queries import Film, by_reference, film, movie_by_id, search
from moviediary.movies.reference import title_and_year
from moviediary.text import fold


@dataclass(frozen=True)
class Choice:
    """A film that may be meant. `value` is what the form sends: an id of ours, or an external one."""

    value: str
    title: str
    year: int | None
    directors: tuple[str, ...] = ()
    hue: int = 0
    poster_small: str = ""
    poster_color: str = ""
    seen: int = 0
    address: str = ""
    runtime: int | None = None


@dataclass(frozen=True)
class Found:
    """What the providers know of, and a sentence where they could not be asked."""

    choices: list[Choice]
    note: str = ""


@dataclass(frozen=True)
class ByHand:
    """A film that is to be described by hand, as far as what was typed says it: an id elsewhere, or title and year."""

    movie: str = ""
    title: str = ""
    year: int | None = None


def by_hand(text: str) -> ByHand:
    """The beginning of a description by hand. A number or an address is no title."""
    pointed = reference.parse(text)
    if pointed is not None:
        return ByHand(movie=pointed.value)
    return ByHand() if "://" in text else ByHand("", *title_and_year(text, clock.now().year))


def ours(member: Member, text: str) -> list[Choice]:
    """Films of the catalogue that fit what was typed or pasted."""
    pointed = reference.parse(text)
    if pointed is not None:
        known = by_reference(pointed)
        return _seen(member, [film(known)] if known else [])
    return _seen(member, search(text))


def elsewhere(text: str, known: Iterable[Choice] = ()) -> Found:
    """Films the providers know for what was typed or pasted, without those already listed."""
    if not providers.configured():
        return Found([])
    pointed = reference.parse(text)
    listed = {(fold(choice.title), choice.year) for choice in known}
    try:
        if pointed is not None:
            facts = looked_up(pointed)
            return Found([_of_facts(pointed.value, facts)] if facts else [])
        matches = _matches(text)
    except TryAgain:
        return Found([], "The film database does not answer right now. You can add the film by hand; its poster follows.")
    except GiveUp as problem:
        return Found([], f"The film database cannot be asked: {problem}. You can add the film by hand.")
    found = [Choice(match.value, match.title, match.year, match.directors, sum(match.title.encode()) % 12) for match in matches]
    return Found([choice for choice in found if (fold(choice.title), choice.year) not in listed])


def providers_configured() -> bool:
    """Whether there is anybody else to ask."""
    return providers.configured()


def chosen(member: Member, value: str) -> Choice | None:
    """The film a form value stands for, if it is one of ours or a provider knows it."""
    pointed = reference.parse(value)
    if pointed is None:
        movie_id = ids.from_short(value.partition("-")[0])
        movie = movie_by_id(movie_id) if movie_id else None
    else:
        movie = by_reference(pointed)
    if movie is not None:
        return _seen(member, [film(movie)])[0]
    if pointed is None:
        return None
    found = elsewhere(value).choices
    return found[0] if found else None


def looked_up(pointed: reference.Reference) -> providers.Facts | None:
    """What the providers know of an external id. Raises TryAgain and GiveUp."""
    return providers.lookup(pointed.value)


def identity_of(facts: providers.Facts) -> Identity:
    numbers = (facts.imdb_id, facts.tmdb_id, facts.wikidata_id)
    return Identity(facts.title, facts.year, facts.original_title, facts.directors, *numbers)


def logged_on(member: Member, choice: Choice, day: date) -> bool:
    """Whether the film is in the member's diary for that day already."""
    movie_id = ids.from_short(choice.value)
    own = (Review.member == member.id) & (Review.movie == movie_id) & (Review.watched == day.isoformat())
    return movie_id is not None and Review.select(Review.id).where(own, Review.deleted_at.is_null()).exists()


def _matches(text: str) -> list[providers.Match]:
    """What the providers find for a title, or first for the title and year it may be."""
    title, year = title_and_year(text, clock.now().year)
    if year is None:
        return providers.search(text, None)
    found = providers.search(title, year)
    # What the year found will do, should the second question go unanswered.
    with suppress(TryAgain, GiveUp):
        found += [match for match in providers.search(text, None) if match.value not in {one.value for one in found}]
    return found


def _seen(member: Member, films: list[Film]) -> list[Choice]:
    """Films of ours as choices, with how often the member has seen them."""
    seen = times_seen(member, [known.id for known in films])
    return [
        Choice(
            value=known.short_id,
            title=known.title,
            year=known.year,
            directors=known.directors,
            hue=known.hue,
            poster_small=known.poster_small,
            poster_color=known.poster_color,
            seen=seen.get(known.id, 0),
            address=known.address,
            runtime=known.runtime,
        )
        for known in films
    ]


def _of_facts(value: str, facts: providers.Facts) -> Choice:
    hue = sum(facts.title.encode()) % 12
    return Choice(value, facts.title, facts.year, facts.directors, hue, runtime=facts.runtime)
