"""Spreadsheets, read by a process of their own, which may neither grow nor go on without end."""

import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias

import msgspec

from moviediary.sheets.archives import Archive
from moviediary.sheets.limits import LONGEST_FIELD, Budget, Unreadable
from moviediary.sheets.separated import TOO_LONG, Row
from moviediary.sheets.streams import CHUNK, Counted, part
from moviediary.sheets.tables import Table, header_named, header_of

READER = Path(__file__).with_name("spreadsheet.py")
SECONDS = 20
Places: TypeAlias = Mapping[str, tuple[int, int]]
TOO_LARGE = "This spreadsheet is too large to be read. Save the table with your films as CSV, and bring that."
# By what the reader ends with; where the system ended it, it wanted too much of memory or time.
PROBLEMS = {
    1: "This spreadsheet cannot be read. Save it again, or save the table as CSV, and bring that.",
    3: "This spreadsheet is locked with a password. Save it without one, or save the table as CSV.",
    4: TOO_LARGE,
    5: "This spreadsheet cannot be read. Save it again, or save the table as CSV, and bring that.",
}
# What is shown of a sheet to tell what it is.
GLANCE = 20


class Workbook:
    """The sheets of a workbook, each a member. Cells are text as in CSV: days as 2026-05-14, whole numbers bare."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name, self._budget = name, Budget()
        _measure(file)
        self._converted, self._places = _converted(file)
        self.members = tuple(self._places)
        weakref.finalize(self, self._converted.close)

    def table(self, member: str, begins: tuple[str, ...] = ()) -> Table:
        found = self._rows(member)
        header = header_named(found, begins) if begins else header_of(found)
        if begins and not header:
            raise Unreadable(f"The sheet {member} has no line that begins with {' and '.join(begins)}.")
        return Table(member, header, lambda: self._rows(member), self._budget)

    def items(self, member: str, under: str | None = None) -> Iterator[tuple[int, Any]]:
        _no_text()

    def document(self, member: str) -> Any:
        _no_text()

    def text(self, member: str) -> str:
        return "\n".join("\t".join(row.cells) for row in islice(self._rows(member), GLANCE))

    def head(self, member: str, size: int) -> bytes:
        return self.text(member).encode()[:size]

    def _rows(self, member: str) -> Iterator[Row]:
        if member not in self._places:
            raise Unreadable(f"There is no sheet {member} in this workbook.")
        begin, end = self._places[member]
        read = BufferedReader(Counted(part(self._converted, begin, end), lambda size: None), CHUNK)
        for line in read:
            number, *cells = msgspec.json.decode(line)
            yield Row(number, cells, TOO_LONG if any(len(cell) > LONGEST_FIELD for cell in cells) else "")


def _measure(file: BinaryIO) -> None:
    """Read a workbook as the archive that it is, but for old ones, so that its sizes are known and not only told."""
    if file.seek(0) or file.read(2) != b"PK":
        return
    archive = Archive(file, "")
    for member in archive.members:
        archive.measure(member)


def _converted(file: BinaryIO) -> tuple[BinaryIO, Places]:
    """The rows of all sheets as lines of JSON, and where those of each are."""
    with ExitStack() as kept, tempfile.TemporaryFile() as copy:
        rows = kept.enter_context(tempfile.TemporaryFile())
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        try:
            # Our own program, and nothing of the file is part of the command.
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", str(READER)], stdin=copy, stdout=rows, stderr=subprocess.PIPE, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise Unreadable(TOO_LARGE) from None
        if done.returncode:
            raise Unreadable(PROBLEMS.get(done.returncode, TOO_LARGE))
        kept.pop_all()
    return rows, {name: (begin, end) for name, begin, end in msgspec.json.decode(done.stderr.splitlines()[-1])}


def _no_text() -> NoReturn:
    raise Unreadable("This file is a spreadsheet, where something else was expected.")
