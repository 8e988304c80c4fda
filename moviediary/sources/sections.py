"""The parts of any file that are tables: sheets, texts with separators, arrays of JSON; all as rows with named cells."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from moviediary.sheets.contents import Broken, Contents, Record, Table, Unreadable
from moviediary.sources import looks
from moviediary.sources.headers import fitting
from moviediary.sources.nested import flat

# So many items of an array are looked at for its names, and so many names are offered.
LOOKED_AT, MOST_COLUMNS = 300, 200
# So many columns tell whether the first row has their names.
TELLING = 40
NO_TEXT = "This file is no table: it holds signs that no text does. Save the table as CSV or as a spreadsheet, and bring that."
_SIGNS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_JSON = (".json", ".jsonl", ".ndjson")
_PROSE = re.compile(r".*(\.(txt|md|log|rtf|text)|(^|/)[^./]+)", re.IGNORECASE | re.DOTALL)
_BLANKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
# How `sheets` tells two columns of one name apart, and one without a name.
_TWIN, _UNNAMED = re.compile(r"(.*) \(\d+\)", re.DOTALL), re.compile(r"column \d+")


@dataclass(frozen=True)
class Section:
    """A table with its columns. `rows` reads it anew each time."""

    file: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Record]]


def sections(contents: Contents) -> Iterator[Section]:
    """Every table there is, in the order of the file. Raises Unreadable where a file of a single part has none."""
    for member in contents.members:
        try:
            yield from _sections(contents, member)
        except Unreadable:
            if len(contents.members) == 1:
                raise


def _sections(contents: Contents, member: str) -> Iterator[Section]:
    if _is_json(contents, member):
        for name in _arrays(contents, member):
            yield _array(contents, member, name)
        return
    table = contents.table(member)
    if len(table.header) == 1 and len(contents.members) > 1 and _PROSE.fullmatch(member):
        # Something to read that lies in the same archive.
        return
    if any(_SIGNS.search(name) for name in table.header[:TELLING]):
        raise Unreadable(NO_TEXT)
    if table.header and _headless(table.header):
        yield Section(member, tuple(_numbered(len(table.header))), lambda: _without_header(table))
    elif table.header:
        yield Section(member, table.header[:MOST_COLUMNS], table.records)


def _is_json(contents: Contents, member: str) -> bool:
    if member.lower().endswith(_JSON):
        return True
    return contents.head(member, 64).lstrip(_BLANKS)[:1] in (b"[", b"{") and not _table_like(contents, member)


def _table_like(contents: Contents, member: str) -> bool:
    """Whether a file that begins like JSON is none."""
    try:
        return isinstance(next(contents.items(member), (0, None))[1], Broken)
    except Unreadable:
        return True


def _arrays(contents: Contents, member: str) -> list[str | None]:
    """Where in a JSON file its arrays are: None for the file itself, else the names that an object has them under."""
    first = list(islice(contents.items(member), 2))
    alone = first[0][1] if len(first) == 1 else None
    if not isinstance(alone, Broken | dict):
        return [None]
    # Too large for an item, or in one piece.
    whole = contents.document(member) if isinstance(alone, Broken) else alone
    names = [str(name) for name, value in whole.items() if _of_objects(value)] if isinstance(whole, dict) else []
    return [*names] or [None]


def _of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _array(contents: Contents, member: str, name: str | None) -> Section:
    header: dict[str, None] = {}
    for record in islice(_items(contents, member, name), LOOKED_AT):
        header.update(dict.fromkeys(record.cells))
    return Section(f"{member}/{name}" if name else member, tuple(header)[:MOST_COLUMNS], lambda: _items(contents, member, name))


def _items(contents: Contents, member: str, name: str | None) -> Iterator[Record]:
    for number, item in contents.items(member, name):
        if isinstance(item, Broken):
            yield Record(number, {"value": item.value}, item.problem)
        else:
            yield Record(number, flat(item))


def _headless(header: tuple[str, ...]) -> bool:
    """Whether what stands in the first row is no names: it looks like days and numbers, or like the only title of the row."""
    first = header[:TELLING]
    if any(fitting(name) for name in first):
        return False
    return len(header) == 1 or any(looks.like_data(name) for name in first)


def _numbered(count: int) -> Iterator[str]:
    return (f"Column {place}" for place in range(1, count + 1))


def _without_header(table: Table) -> Iterator[Record]:
    yield _renamed(Record(table.line, dict(zip(table.header, _first_row(table.header), strict=True))))
    for record in table.records():
        yield _renamed(record)


def _first_row(header: tuple[str, ...]) -> Iterator[str]:
    for place, name in enumerate(header):
        twin = _TWIN.fullmatch(name)
        yield "" if _UNNAMED.fullmatch(name) else twin[1] if twin and twin[1] in header[:place] else name


def _renamed(record: Record) -> Record:
    cells: Mapping[str, str] = dict(zip(_numbered(len(record.cells)), record.cells.values(), strict=False))
    return Record(record.number, cells, record.problem)
