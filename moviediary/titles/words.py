"""What a title is found by: its words, and all of them written together. No word but a title's is ever made of the marks."""

import re
from collections.abc import Mapping
from functools import lru_cache

from moviediary.text import fold

# In front of a whole title written together, and of a year. Folding leaves no private character, so nobody can type them.
NAME, YEAR = "\ue000", "\ue001"
ARTICLES = frozenset(
    [
        *("the", "a", "an", "le", "la", "les", "el", "los", "las", "il", "lo", "gli"),
        *("der", "die", "das", "den", "det", "de", "het", "een", "o", "os", "as"),
    ]
)
# What is read of a query, and of a title.
WORDS, LETTERS = 12, 40
TITLE_WORDS, TITLE_LETTERS = 60, 80
# Of a text nothing beyond is looked at: enough for so many words of so many letters.
TEXT = 1000
_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215f\u2189]")
_APOSTROPHE = re.compile("[\u2018\u201b\u02bc\u02b9\u2032`\u00b4\uff07]")
_HAN_AND_KANA = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
# The sound marks that folding keeps follow their kana.
_WORD = re.compile(f"[{_HAN_AND_KANA}][\u3099\u309a]?|[^{_HAN_AND_KANA}]+")
_DIGIT_FOR_LETTER = re.compile(r"(?<=[a-z])[013457](?=[a-z])")
# Seven is spelled Se7en, while elsewhere the digit stands for a t.
_LETTERS_FOR_DIGITS = (str.maketrans("013457", "oieasv"), str.maketrans("013457", "oieast"))
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ",
    "αβγδεζηθικλμνξοπρστυφχψω",
)
SHORTEST, LONGEST = 4, 24


def words(text: str) -> tuple[str, ...]:
    """The words of a title or a query, folded. Each Han character and each kana is a word of its own."""
    return tuple(word for written in _written_apart(text) for word in written)


def typed(text: str) -> tuple[str, ...]:
    """The words of a query, of which no more is read than anybody types."""
    return tuple(word[:LETTERS] for word in words(text)[:WORDS])


def squeezed(found: tuple[str, ...]) -> str:
    """Words written together, without the leading article: "The Spider-Man" and "spiderman" meet here."""
    return "".join(without_article(found))


def without_article(found: tuple[str, ...]) -> tuple[str, ...]:
    """Words without the leading article, unless nothing but it is there."""
    return found[1:] if len(found) > 1 and found[0] in ARTICLES else found


def name(text: str) -> str:
    """The token of a whole title, or of the beginning of one."""
    return NAME + text[:TITLE_LETTERS]


def tokens(titles: tuple[str, ...], year: int | None) -> set[str]:
    """Everything that a film of these titles, and of this year if it is known, is found by."""
    found = {f"{YEAR}{year}"} if year else set()
    for title in titles:
        apart = _written_apart(title)
        every = tuple(word for written in apart for word in written)[:TITLE_WORDS]
        # A word with a hyphen or a dot in it is typed without, too.
        single = {*every, *("".join(written) for written in apart)} - {""}
        names = {"".join(every), squeezed(every)} - {""}
        found |= {word[:LETTERS] for word in _spelled_out(single)} | {name(whole) for whole in _spelled_out(names)}
    return found


def variants(word: str) -> set[str]:
    """Every word one typing error away: a letter too many, too few, another, or two swapped.

    Empty for a word so short that everything would be near it, so long that nobody errs only once, or in a script with too
    many letters to try.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return set()
    alphabet = next((letters for letters in _ALPHABETS if set(word) <= set(letters)), "")
    if not alphabet:
        return set()
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {before + after[1:] for before, after in cuts if after}
    swapped = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    other = {before + letter + after[1:] for before, after in cuts if after for letter in alphabet}
    more = {before + letter + after for before, after in cuts for letter in alphabet}
    return (fewer | swapped | other | more) - {word}


@lru_cache(maxsize=256)
def _written_apart(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each part of a text that has no white space in it."""
    plain = _APOSTROPHE.sub("", _FRACTION.sub(r" \g<0> ", text[:TEXT]))
    folded = (fold(part) for part in plain.split())
    # A text of nothing but signs is folded to itself; there is no word in it.
    return tuple(_apart(part) for part in folded if any(character.isalnum() for character in part))


def _apart(part: str) -> tuple[str, ...]:
    return tuple(word for piece in part.split() for word in _WORD.findall(piece))


def _spelled_out(found: set[str]) -> set[str]:
    """Words, and those with digits in them as they are read: "seven" beside "se7en"."""
    coded = [word for word in found if _DIGIT_FOR_LETTER.search(word)]
    return found | {_read(word, letters) for word in coded for letters in _LETTERS_FOR_DIGITS}


def _read(word: str, letters: Mapping[int, int]) -> str:
    return _DIGIT_FOR_LETTER.sub(lambda digit: digit[0].translate(letters), word)
