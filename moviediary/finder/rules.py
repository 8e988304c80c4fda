"""What somebody who types may mean, and which films a list of answers already has."""

from collections.abc import Iterable
from dataclasses import dataclass

from moviediary.movies.reference import title_and_year
from moviediary.text import fold
from moviediary.titles.words import typed

# How a title fits, best first: it is what was typed, begins with it, has all its words, has them but for one typing error.
SAME, BEGINS, HOLDS, NEARLY = range(4)
KINDS = 4


# Fewer letters than these are a title nearly never, and mean everything to a film database. One Chinese character is a word.
LETTERS = 3
IDEOGRAPHS = "\u3040"


@dataclass(frozen=True)
class Choice:
    """A film that may be meant. `value` is what a form sends: an id of ours, or an external one.

    `picture` is the address of a poster elsewhere, `source` who tells of the film, where it is none of ours.
    """

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
    original_title: str = ""
    numbers: frozenset[str] = frozenset()
    picture: str = ""
    source: str = ""


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: the words of a title, and perhaps the year of its release."""

    words: tuple[str, ...]
    year: int | None = None


def readings(text: str, this_year: int) -> list[Reading]:
    """The ways to read it, the likelier first: a year at the end may be that of the release, or belong to the title."""
    whole = Reading(typed(text))
    title, year = title_and_year(text, this_year)
    both = [Reading(typed(title), year), whole] if year else [whole]
    return [reading for reading in both if reading.words]


def worth_asking(text: str) -> bool:
    """Whether others are to be asked about what was typed so far."""
    return len(text) >= LETTERS or any(character >= IDEOGRAPHS for character in text)


def new_ones(found: Iterable[Choice], known: Iterable[Choice]) -> list[Choice]:
    """What was found without what is listed already, by number or by title and year."""
    known = list(known)
    numbers = {number for choice in known for number in choice.numbers}
    names = {(fold(name), choice.year) for choice in known for name in (choice.title, choice.original_title) if name}
    fresh = []
    for choice in found:
        name = (fold(choice.title), choice.year)
        if not choice.numbers & numbers and name not in names:
            fresh.append(choice)
    return fresh
