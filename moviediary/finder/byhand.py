"""A film that nobody knows of: what was typed is the beginning of its description."""

from dataclasses import dataclass

from moviediary import clock
from moviediary.movies import reference
from moviediary.movies.reference import title_and_year


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
