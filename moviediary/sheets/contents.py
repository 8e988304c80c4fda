"""A file that somebody brought, opened: an archive, a workbook, or a single file."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol
from zipfile import ZipFile

from moviediary.sheets.archives import Archive, opened_zip
from moviediary.sheets.files import Single
from moviediary.sheets.limits import LARGEST_FILE, TOO_LARGE, Unreadable
from moviediary.sheets.structured import Broken
from moviediary.sheets.tables import Record, Table
from moviediary.sheets.workbooks import Workbook

__all__ = ["Broken", "Contents", "Record", "Table", "Unreadable", "opened"]
_ZIP, _OLD_WORKBOOK = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What only the workbooks of spreadsheet programs hold.
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


class Contents(Protocol):
    """The file as its parts, each of which is read as what a source knows it to be. Reading raises Unreadable."""

    # Of the file as it was brought.
    @property
    def name(self) -> str: ...

    # Paths with "/" between folders; of a single file its own name; of a workbook the names of its sheets.
    @property
    def members(self) -> tuple[str, ...]: ...

    def table(self, member: str, begins: tuple[str, ...] = ()) -> Table: ...

    def items(self, member: str, under: str | None = None) -> Iterator[tuple[int, Any]]: ...

    def document(self, member: str) -> Any: ...

    def text(self, member: str) -> str: ...

    def head(self, member: str, size: int) -> bytes: ...


def opened(file: BinaryIO, name: str) -> Contents:
    """What is in a file, which stays open as long as its contents are read. Raises Unreadable."""
    size = file.seek(0, io.SEEK_END)
    if size > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if not size:
        raise Unreadable("This file is empty.")
    file.seek(0)
    head = file.read(8)
    if head.startswith(_OLD_WORKBOOK):
        return Workbook(file, name)
    if not head.startswith(_ZIP):
        return Single(file, name)
    if _is_workbook(opened_zip(file)):
        return Workbook(file, name)
    archive = Archive(file, name)
    if not archive.members:
        raise Unreadable("This archive is empty.")
    return archive


def _is_workbook(archive: ZipFile) -> bool:
    return bool(_WORKBOOK_PARTS.intersection(archive.namelist()))
