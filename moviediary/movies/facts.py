"""Facts beside a movie's identity: what a provider says, what was said by hand, and which of them holds. Pure."""

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from moviediary.errors import ChangedMeanwhile, NotAllowed, Refused
from moviediary.movies.commands import FixFacts, HandFacts
from moviediary.movies.events import FactsFixed
from moviediary.shapes import MOST_MINUTES, MOST_NAMES, NAME, OVERVIEW, TAGLINE
from moviediary.text import clean, one_line

FIXABLE = tuple(field.name for field in fields(HandFacts))
LISTS = ("genres", "countries", "languages")


@dataclass(frozen=True)
class Told:
    """Facts as a provider tells them, the runtime in minutes. Empty where it says nothing."""

    runtime: int | None = None
    tagline: str = ""
    overview: str = ""
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class FixingFacts:
    """What was said by hand so far, what the provider says, and whether the member may correct the movie."""

    known: HandFacts
    told: Told
    allowed: bool


def checked(facts: HandFacts) -> HandFacts:
    """Facts with their text cleaned. Raises Refused, naming each field that will not do."""
    problems: dict[str, str] = {}
    if facts.runtime is not None and not 1 <= facts.runtime <= MOST_MINUTES:
        problems["runtime"] = f"Write the runtime in whole minutes, from 1 to {MOST_MINUTES}."
    tagline = None if facts.tagline is None else one_line(facts.tagline)
    if tagline is not None and len(tagline) > TAGLINE:
        problems["tagline"] = f"A tagline has at most {TAGLINE} characters."
    overview = None if facts.overview is None else clean(facts.overview)
    if overview is not None and len(overview) > OVERVIEW:
        problems["overview"] = f"An overview has at most {OVERVIEW:,} characters."
    lists: dict[str, Any] = {name: _names(getattr(facts, name)) for name in LISTS}
    for name, names in lists.items():
        if names is not None and (len(names) > MOST_NAMES or any(len(each) > NAME for each in names)):
            problems[name] = f"Name up to {MOST_NAMES} {name}, separated by commas, each with at most {NAME} characters."
    if problems:
        raise Refused(" ".join(problems.values()), problems)
    return replace(facts, tagline=tagline, overview=overview, **lists)


def fix(command: FixFacts, facts: FixingFacts) -> list[FactsFixed]:
    if not facts.allowed:
        raise NotAllowed("Only an admin and whoever added this film can correct it.")
    said = checked(command.facts)
    if said == facts.known:
        return []
    if command.version and command.version != version_of(facts.known, facts.told):
        raise ChangedMeanwhile(
            f"These facts changed meanwhile. They are now: {in_words(effective(facts.known, facts.told))}. "
            "What you wrote is still in the form; save again to put it in place of that."
        )
    return [FactsFixed(command.movie_id, **{name: getattr(said, name) for name in FIXABLE})]


def effective(hand: HandFacts, told: Told) -> Told:
    """The facts that hold: what was said by hand, else what the provider says."""
    return replace(told, **{name: getattr(hand, name) for name in by_hand(hand)})


def by_hand(hand: HandFacts) -> tuple[str, ...]:
    """Which facts were said by hand."""
    return tuple(name for name in FIXABLE if getattr(hand, name) is not None)


def meant(written: HandFacts, known: HandFacts, told: Told, released: Collection[str]) -> HandFacts:
    """What a form with all the facts in it says by hand: what is not released, and not just what the provider says anyway."""
    said: dict[str, Any] = {}
    for name in FIXABLE:
        value = getattr(written, name)
        kept = value is not None and value == getattr(known, name)
        same = not kept and value == getattr(told, name)
        said[name] = None if name in released or same else value
    return HandFacts(**said)


def version_of(known: HandFacts, told: Told) -> str:
    """A short mark of the facts of a movie, another one as soon as any of them changes."""
    return hashlib.sha256(repr((known, told)).encode()).hexdigest()[:16]


def written_out(value: int | str | tuple[str, ...] | None) -> str:
    """A fact as it stands in a field."""
    return ", ".join(value) if isinstance(value, tuple) else str(value or "")


def in_words(told: Told) -> str:
    """Facts in a line."""
    said = {name: _text(name, value) for name, value in asdict(told).items() if value}
    return "; ".join(f"{name} {text}" for name, text in said.items()) or "none"


def _text(name: str, value: Any) -> str:
    if name == "runtime":
        return f"{value} min"
    return ", ".join(value) if name in LISTS else f"“{value}”"


def _names(names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(dict.fromkeys(name for name in map(one_line, names) if name))
