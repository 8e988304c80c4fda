"""The names a film goes by, for tables that have a row for each."""

from dataclasses import dataclass

from moviediary.text import fold
from moviediary.titles.words import ARTICLES, NAME, YEAR, squeezed, tokens, words


@dataclass(frozen=True)
class Name:
    """A name: folded as a whole, in the words it is found by, and with all its words written together."""

    name: str
    words: str
    squeezed: str


def names(title: str, original_title: str) -> dict[str, Name]:
    """The names a film is found by, under their folded form: its titles, with and without a leading article."""
    found = (name for text in (title, original_title) if text for name in _names(text))
    return {name.name: name for name in found}


def _names(title: str) -> list[Name]:
    whole, every = fold(title), words(title)
    # Also parts with a sign in them, written together, and digits that stand for letters.
    findable = " ".join(sorted(token for token in tokens((title,), None) if token[0] not in (NAME, YEAR)))
    full = Name(whole, findable, "".join(every))
    first, _, rest = whole.partition(" ")
    return [full, Name(rest, findable, squeezed(every))] if rest and first in ARTICLES else [full]
