"""What is asked of an index, in no database's words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Word:
    """Titles with a token, or with one that begins so."""

    text: str
    begins: bool = False


@dataclass(frozen=True)
class Both:
    """Titles that all of the parts match."""

    parts: tuple["Match", ...]


@dataclass(frozen=True)
class Either:
    """Titles that any of the parts matches."""

    parts: tuple["Match", ...]


@dataclass(frozen=True)
class Without:
    """Titles that the one matches, and the other does not."""

    wanted: "Match"
    unwanted: "Match"


Match: TypeAlias = Word | Both | Either | Without


@dataclass(frozen=True)
class Spelling:
    """How a database spells a match. Tokens have neither quotes nor backslashes in them."""

    word: Callable[[str], str]
    beginning: Callable[[str], str]
    both: str
    either: str
    without: str


def spelled(match: Match, spelling: Spelling) -> str:
    if isinstance(match, Word):
        return (spelling.beginning if match.begins else spelling.word)(match.text)
    if isinstance(match, Without):
        return _joined(spelling.without, (match.wanted, match.unwanted), spelling)
    return _joined(spelling.both if isinstance(match, Both) else spelling.either, match.parts, spelling)


def _joined(sign: str, parts: Sequence[Match], spelling: Spelling) -> str:
    return f"({sign.join(spelled(part, spelling) for part in parts)})"
