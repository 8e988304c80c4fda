"""A text of JSON of which only a window is in memory, read value by value."""

import json
import re
from collections.abc import Iterable
from typing import Any, TextIO

from moviediary.sheets.limits import DEEPEST, LARGEST_ITEM, MB, Unreadable

CHUNK = 128 * 1024
_SPACE = re.compile(r"[ \t\r\n\ufeff\0]*")
_HALF = re.compile("[\ud800-\udfff]")
# A half letter, or a NUL.
_UNSTORABLE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
TOO_DEEP = "This file nests its values deeper than any export of films does."


class Window:
    """A text of which only a window is in memory."""

    def __init__(self, text: TextIO) -> None:
        self._text, self.window, self.place, self._passed, self.ended = text, "", 0, 0, False

    def more(self) -> bool:
        """Read as much again as there is in the window, so that what is long is not read again too often."""
        self._passed += self.window.count("\n", 0, self.place)
        read = self._text.read(max(CHUNK, len(self.window)))
        self.window, self.place = self.window[self.place :] + read, 0
        self.ended = not read
        return bool(read)

    def sign(self) -> str:
        """The next sign that is no white space, which stays; nothing at the end."""
        while True:
            found = _SPACE.match(self.window, self.place)
            self.place = found.end() if found else self.place
            if self.place < len(self.window) or not self.more():
                return self.window[self.place : self.place + 1]

    def taken(self, sign: str) -> bool:
        """Whether the next sign is this one, which is passed over."""
        there = self.sign() == sign
        self.place += there
        return there

    def value(self, largest: int = LARGEST_ITEM) -> Any:
        """The next value, which is passed over."""
        self.sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.window, self.place)
            except json.JSONDecodeError:
                end = -1
            except RecursionError:
                raise Unreadable(TOO_DEEP) from None
            # What ends where the window ends may go on behind it, such as a number.
            whole = 0 <= end < len(self.window) or (end >= 0 and self.ended)
            if (end if whole else len(self.window)) - self.place > largest:
                raise Unreadable(f"An entry of this file, in line {self.line:,}, is larger than {largest // MB} MB.")
            if whole:
                break
            if not self.more() and end < 0:
                raise self.wrong()
        written = self.window[self.place : end]
        self.place = end
        return _checked(value, written)

    def rest_of_line(self) -> str:
        """What is left of the line, which is passed over, and the beginning of which is told."""
        end = self.window.find("\n", self.place)
        end = len(self.window) if end < 0 else end
        rest, self.place = self.window[self.place : min(end, self.place + 1000)], end
        return rest.replace("\0", "")

    @property
    def line(self) -> int:
        return self._passed + self.window.count("\n", 0, self.place) + 1

    def wrong(self) -> Unreadable:
        if not self.window[self.place :].strip():
            return Unreadable("This file ends in the middle. Export it again, or download it once more.")
        return Unreadable(f"This file is no valid JSON: line {self.line:,} cannot be read.")


def _checked(value: Any, written: str) -> Any:
    """A value that is not too deep for those who walk through it, and has no half letters and no NULs, which no database can
    store."""
    if written.count("[") + written.count("{") > DEEPEST and _too_deep(value):
        raise Unreadable(TOO_DEEP)
    return _whole(value) if _UNSTORABLE.search(written) else value


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF.sub("�", value.replace("\0", ""))
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(inner) for name, inner in value.items()}
    return value


def _number(written: str) -> int | float:
    # Python refuses to read numbers of thousands of digits, which mean nothing here.
    return int(written) if len(written) < 20 else float(written)


_DECODER = json.JSONDecoder(parse_int=_number, parse_constant=lambda name: None)
