"""Rows of a text with separators, whatever separates them and however they are broken."""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from moviediary.sheets.limits import LONGEST_FIELD, Unreadable

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50
TOO_LONG = "This line has a cell of more than 1 MB."
NEVER_CLOSED = "This line opens a quotation mark that is never closed."
# How often what follows such a line is read again, which takes as long as a megabyte does.
MOST_UNCLOSED = 50
# The library's own limit holds for the whole process, and ends the reading: ours comes before it.
csv.field_size_limit(4 * LONGEST_FIELD)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, the line where they begin, counted from 1, and what is wrong with them."""

    number: int
    cells: list[str]
    problem: str = ""

    def filled(self) -> bool:
        return any(cell and not cell.isspace() for cell in self.cells)


class _Unclosed(Exception):
    """A quoted cell that goes on for too long, or to the end of the file."""


class _Overlong(Exception):
    """A line that is longer than any cell may be."""


class _Lines:
    """The lines of a text, for a reader of rows. It remembers those of the row that is being read, to give them again."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = self._number = 0
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > LONGEST_FIELD:
            raise _Unclosed
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_FIELD + 1)
        if not line and self._taken:
            raise _Unclosed
        if not line:
            raise StopIteration
        self._number += 1
        self._taken.append(line)
        self._size += len(line)
        if len(line) > LONGEST_FIELD and line[-1] not in "\r\n":
            self._pass_over()
            raise _Overlong
        return line.replace("\0", "")

    def begin(self) -> None:
        """Another row begins."""
        self._taken, self._size, self.first = [], 0, self._number + 1

    def only_first(self) -> str:
        """The first line of the row. The others will be given again."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._number -= len(others)
        return first

    def _pass_over(self) -> None:
        while (more := self._text.readline(LONGEST_FIELD)) and more[-1] not in "\r\n":
            pass


def rows(text: TextIO, separator: str) -> Iterator[Row]:
    """Every row but blank ones. One that cannot be read is its first line in one cell, with a problem."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    unclosed = 0
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Overlong:
            yield Row(lines.first, [lines.only_first()[:1000]], TOO_LONG)
            continue
        except _Unclosed:
            unclosed += 1
            if unclosed > MOST_UNCLOSED:
                raise Unreadable(f"Line {lines.first:,} of this file opens a quotation mark that is never closed.") from None
            yield Row(lines.first, [lines.only_first()[:1000].strip()], NEVER_CLOSED)
            continue
        row = Row(lines.first, cells, TOO_LONG if any(len(cell) > LONGEST_FIELD for cell in cells) else "")
        if row.filled():
            yield row


def separators(sample: str) -> list[str]:
    """What may separate the cells, likeliest first: that which makes most rows equally long, and the first one longest."""
    return sorted(SEPARATORS, key=lambda sign: _likely(sample, sign), reverse=True)


def _likely(sample: str, sign: str) -> tuple[float, int, int]:
    found = []
    for row in rows(StringIO(sample, newline=""), sign):
        found.append(len(row.cells))
        if len(found) == SAMPLE_ROWS:
            break
    lengths = Counter(length for length in found if length > 1)
    if not lengths:
        return 0.0, 0, 0
    length, count = max(lengths.items(), key=lambda pair: (pair[1], pair[0]))
    # What does not part the first row, which most likely is a header, hardly parts the others.
    share = count / len(found) * (1 if found[0] > 1 else 0.5)
    return round(share, 1), found[0], length
