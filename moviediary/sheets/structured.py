"""JSON, read item by item: an array is never in memory as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any, TextIO

from moviediary.sheets.limits import LARGEST_DOCUMENT, Unreadable
from moviediary.sheets.windows import Window


@dataclass(frozen=True, slots=True)
class Broken:
    """A line of JSON lines that is no JSON."""

    problem: str
    value: str


def items(text: TextIO, under: str | None = None) -> Iterator[tuple[int, Any]]:
    """The items of an array, of the array that an object has `under` a name, or of JSON lines, counted from 1."""
    read = Window(text)
    sign = read.sign()
    if under is not None:
        yield from _under(read, under)
    elif sign == "[":
        yield from _array(read)
        if read.sign():
            raise read.wrong()
    elif sign == "{":
        yield from _lines(read)
    else:
        raise Unreadable("This file holds no list of anything.")


def _array(read: Window) -> Iterator[tuple[int, Any]]:
    read.taken("[")
    number = 0
    if read.taken("]"):
        return
    while True:
        number += 1
        yield number, read.value()
        if read.taken("]"):
            return
        if not read.taken(","):
            raise read.wrong()


def _under(read: Window, name: str) -> Iterator[tuple[int, Any]]:
    if not read.taken("{"):
        return
    while read.sign() == '"':
        found = read.value()
        if not read.taken(":"):
            raise read.wrong()
        if read.sign() != "[":
            read.value()
        else:
            for item in _array(read):
                if found == name:
                    yield item
        if not read.taken(","):
            break
    if not read.taken("}"):
        raise read.wrong()


def _lines(read: Window) -> Iterator[tuple[int, Any]]:
    """Values one after the other, each of which may span lines. A line that is none is left behind."""
    number = 0
    while read.sign():
        number += 1
        value: Any
        try:
            value = read.value()
        except Unreadable as problem:
            value = Broken(str(problem), read.rest_of_line())
        yield number, value


def document(text: TextIO) -> Any:
    """All of a JSON file at once."""
    written = text.read(LARGEST_DOCUMENT + 1)
    if len(written) > LARGEST_DOCUMENT:
        raise Unreadable("This file is too large to be read in one piece. Split it, and bring the parts one after the other.")
    read = Window(StringIO(written))
    value = read.value(LARGEST_DOCUMENT)
    if read.sign():
        raise read.wrong()
    return value
