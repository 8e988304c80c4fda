"""Cells of tables that spreadsheets open: what would be run as a formula there is made a text, and comes back as it was."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

# The columns that a report of an import has behind those of its file. A file with them was written by `row`.
REPORT = ("Result", "Reason", "File", "Line")
# What spreadsheets take for the beginning of a formula, or pass over to find one.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
_QUOTE = '"'
_MARKED = re.compile(r"'+[=+\-@\t\r\n\0＝＋－＠]")


def harmless(text: str) -> str:
    """A text as a cell that no spreadsheet runs, marked by an apostrophe. One that looks marked already is marked once more."""
    return f"'{text}" if _FORMULA.match(text) else text


def meant(cell: str) -> str:
    """The text of a cell that `harmless` made."""
    return cell[1:] if _MARKED.match(cell) else cell


def row(values: Iterable[str]) -> str:
    """A line of a CSV file, with its end (RFC 4180)."""
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(value) for value in values])
    return line.getvalue()


def listed(names: Iterable[str]) -> str:
    """Several names in one cell, separated by commas; one with a comma or a quote of its own stands in quotes."""
    return ", ".join(f'"{name.replace(_QUOTE, _QUOTE * 2)}"' if {",", _QUOTE} & {*name} else name for name in names)


def names_in(cell: str) -> tuple[str, ...]:
    """The names of a cell that `listed` wrote, or that somebody wrote with commas between them."""
    found = next(csv.reader([cell], skipinitialspace=True), [])
    return tuple(name for name in (name.strip() for name in found) if name)
