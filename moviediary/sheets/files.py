"""The parts of a file as tables, JSON or text, whatever the parts are packed in."""

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, TextIO
from zipfile import BadZipFile

from moviediary.sheets import structured
from moviediary.sheets.limits import LARGEST_DOCUMENT, Budget, Unreadable
from moviediary.sheets.separated import Row, rows, separators
from moviediary.sheets.streams import CHUNK, Counted, encoding_of, part, text_of
from moviediary.sheets.tables import Table, header_named, header_of

SAMPLE = 64 * 1024
# What reading a damaged archive raises.
DAMAGED = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OverflowError, OSError, RuntimeError)
# How files begin that hold no text.
_BINARY = {
    b"PK\x03\x04": "an archive inside of what you brought. Unpack it, and bring the file itself",
    b"\x1f\x8b": "packed with gzip. Unpack it, and bring the file itself",
    b"7z\xbc\xaf": "packed with 7-Zip. Unpack it, and bring the file itself",
    b"Rar!": "packed with RAR. Unpack it, and bring the file itself",
    b"%PDF": "a PDF. Save the table as CSV or as a spreadsheet, and bring that",
    b"SQLite format 3": "a database. Export it as CSV, and bring that",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"<!doctype html": "a web page. Download the file that it offers, and bring that",
    b"<html": "a web page. Download the file that it offers, and bring that",
}


class Parts:
    """What archives and single files have in common. `_stream` opens a part; closing it leaves the file open."""

    name: str
    members: tuple[str, ...]

    def __init__(self) -> None:
        self._budget = Budget()
        self._encodings: dict[str, str] = {}

    def _stream(self, member: str) -> io.RawIOBase:
        raise NotImplementedError

    def table(self, member: str, begins: tuple[str, ...] = ()) -> Table:
        """A table of which the header is the first row that `begins` with these names, or the one that looks like it."""
        with self._text(member) as text:
            likely = separators(_sample(text.read(SAMPLE)))
        for separator in likely if begins else likely[:1]:
            with self._text(member) as text:
                found = rows(text, separator)
                header = header_named(found, begins) if begins else header_of(found)
            if header or not begins:
                return Table(member, header, partial(self._rows, member, separator), self._budget)
        raise Unreadable(f"{member} has no line that begins with {' and '.join(begins)}.")

    def items(self, member: str, under: str | None = None) -> Iterator[tuple[int, Any]]:
        """The items of a JSON array, of the array that a JSON object has `under` a name, or of JSON lines, counted from 1."""
        with self._text(member) as text:
            for number, item in structured.items(text, under):
                self._budget.record(f"{member}/{under or ''}", number)
                yield number, item

    def document(self, member: str) -> Any:
        with self._text(member) as text:
            return structured.document(text)

    def text(self, member: str) -> str:
        with self._text(member) as text:
            return text.read(LARGEST_DOCUMENT)

    def head(self, member: str, size: int) -> bytes:
        with undamaged(member):
            return io.BufferedReader(self._stream(member), CHUNK).read(size)

    def _rows(self, member: str, separator: str) -> Iterator[Row]:
        with self._text(member) as text:
            yield from rows(text, separator)

    @contextmanager
    def _text(self, member: str) -> Iterator[TextIO]:
        with undamaged(member):
            if member not in self._encodings:
                _refuse_binary(member, self.head(member, 16))
                stream = self._stream(member)
                self._encodings[member] = encoding_of(iter(lambda: stream.read(CHUNK) or b"", b""))
            yield text_of(self._stream(member), self._encodings[member])


class Single(Parts):
    """A file that is no archive: its only member is itself."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__()
        self.name, self.members, self._file = name, (name,), file

    def _stream(self, member: str) -> io.RawIOBase:
        if member != self.name:
            raise Unreadable(f"There is no {member} in this file.")
        return Counted(part(self._file), lambda size: self._budget.read(member, size, None))


@contextmanager
def undamaged(member: str) -> Iterator[None]:
    """Say what a damaged archive, or a file that cannot be read, means for whoever brought it."""
    try:
        yield
    except Unreadable:
        raise
    except DAMAGED:
        raise Unreadable(f"{member} is damaged and cannot be read. Download or export it once more.") from None


def _refuse_binary(member: str, head: bytes) -> None:
    for begin, what in _BINARY.items():
        if head.lower().startswith(begin.lower()):
            raise Unreadable(f"{member} is {what}.")


def _sample(text: str) -> str:
    """Whole lines only, where there is more than was taken."""
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[: end + 1] if len(text) == SAMPLE and end > 0 else text
