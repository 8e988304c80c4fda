"""In which order titles answer to what was typed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from moviediary.shapes import FIRST_YEAR
from moviediary.titles.matches import Both, Either, Match, Without, Word
from moviediary.titles.words import YEAR, name, squeezed, typed, variants, without_article

LAST_YEAR = 2099
# Known words that one typing error leads to, of which more would be no help.
NEAR = 40
# Where all words are known and no title has them all, so many of the longest are taken to be misspelled.
SUSPECTS = 2


class Index(Protocol):
    """Titles under numbers from 1 on. The lower its number, the earlier a title comes among equals."""

    def numbers(self, match: Match, after: int, limit: int) -> list[int]:
        """The lowest numbers above `after` of titles that match."""

    def holds(self, match: Match, number: int) -> bool:
        """Whether the title with this number matches."""

    def known(self, words: Collection[str]) -> set[str]:
        """Those of the words that some title has."""

    def begun(self, beginnings: Collection[str]) -> set[str]:
        """Those of the beginnings with which a word of some title begins."""


@dataclass(frozen=True)
class Hit:
    """A title that was found. Those of one kind are equals: the lower the kind, the better the title fits."""

    number: int
    kind: int


def find(index: Index, text: str, year: int | None = None, limit: int = 8, after: int | None = None) -> list[Hit]:
    """Titles for a text, best first: those of exactly this name, those that begin so, those with all its words, the last of which
    may be unfinished. One typing error is forgiven where nothing fits.

    A year, given or at the end of the text, puts films of that year first. `after` is the last number of the page before.
    """
    kinds = kinds_of(typed(text), year)
    first = next((place for place, kind in enumerate(kinds) if after and index.holds(kind, after)), None)
    if after and first is None:
        return _walk(index, _forgiving(index, typed(text), year), limit, after)
    hits = _walk(index, kinds, limit, after or 0, first or 0)
    return hits if hits or after else _walk(index, _forgiving(index, typed(text), year), limit)


def kinds_of(words: tuple[str, ...], year: int | None) -> list[Match]:
    """What is looked for, one after the other."""
    title, year = (words, year) if year else _title_and_year(words)
    if not title:
        return []
    if not year:
        return _of_title(title)
    of_year = [_in_year(kind, year) for kind in _of_title(title)]
    if title == words:
        return of_year + _of_title(title)
    # "Wonder Woman 1984" is a title, whenever it came out.
    exact, *rest = _of_title(words)
    return [exact, *of_year, *rest, *_of_title(title)]


def _title_and_year(words: tuple[str, ...]) -> tuple[tuple[str, ...], int | None]:
    *title, last = words or ("",)
    digits = last if len(last) == 4 and last.isascii() and last.isdigit() else "0"
    return (tuple(title), int(digits)) if title and FIRST_YEAR <= int(digits) <= LAST_YEAR else (words, None)


def _of_title(words: tuple[str, ...]) -> list[Match]:
    whole, bare = "".join(words), squeezed(words)
    names = dict.fromkeys((whole, bare))
    exact = Either(tuple(Word(name(one)) for one in names))
    return [exact, *(Word(name(one), begins=True) for one in names), _all_of(without_article(words))]


def _all_of(words: tuple[str, ...]) -> Match:
    return Both((*(Word(word) for word in words[:-1]), Word(words[-1], begins=True)))


def _in_year(match: Match, year: int) -> Match:
    return Both((match, Word(f"{YEAR}{year}")))


def _walk(index: Index, kinds: Sequence[Match], limit: int, after: int = 0, first: int = 0) -> list[Hit]:
    """The next titles, kind by kind, each title once. The kinds before `first` were all shown."""
    hits: list[Hit] = []
    # On the first page it turns out which kinds have no titles; later on any may have some.
    shown = list(kinds[:first])
    for place, kind in enumerate(kinds[first:], start=first):
        if len(hits) == limit:
            break
        wanted = Without(kind, Either(tuple(shown))) if shown else kind
        found = index.numbers(wanted, after if place == first else 0, limit - len(hits))
        hits += [Hit(number, place) for number in found]
        if found or after:
            shown.append(kind)
    return hits


def _forgiving(index: Index, words: tuple[str, ...], year: int | None) -> list[Match]:
    """What was typed as it may have been meant: with one letter wrong in one word, or with a space too many."""
    title, year = (words, year) if year else _title_and_year(words)
    if not title:
        return []
    whole, begun = _near(index, title)
    joined = [(*title[:place], "".join(title[place : place + 2]), *title[place + 2 :]) for place in range(len(title) - 1)]
    unfinished = [*begun, *(_all_of(one) for one in joined)]
    kinds: list[Match] = [Either(tuple(found)) for found in (whole, unfinished) if found]
    return [_in_year(kind, year) for kind in kinds] + kinds if year else kinds


def _near(index: Index, words: tuple[str, ...]) -> tuple[list[Match], list[Match]]:
    """The words with one of them replaced by a known one: by a whole word, and at the end by the beginning of one."""
    *firsts, last = words
    known = index.known(firsts) | index.begun([last])
    unknown = [place for place, word in enumerate(words) if word not in known]
    if len(unknown) > 1:
        # Two errors: whatever came instead of one of them, the other would still not be found.
        return [], []
    longest = sorted(range(len(words)), key=lambda place: -len(words[place]))[:SUSPECTS]
    near = {place: variants(words[place]) for place in unknown or longest}
    # Every known word begins with itself, so the last one's variants are looked for only once.
    begun = index.begun(near.pop(len(words) - 1, set()))
    there = index.known(begun.union(*near.values()))
    near[len(words) - 1], begun = begun, begun - there
    whole = [_replaced(words, place, found & there) for place, found in near.items() if found & there]
    return whole, [_replaced(words, len(words) - 1, begun, begins=True)] if begun else []


def _replaced(words: tuple[str, ...], place: int, found: set[str], begins: bool = False) -> Match:
    # The other words are named once: with each of those found they would be read as many times.
    others = (Word(word) for word in (*words[:place], *words[place + 1 :]))
    return Both((Either(tuple(Word(word, begins) for word in sorted(found)[:NEAR])), *others))
