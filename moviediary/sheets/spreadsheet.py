"""Run as a process of its own: a spreadsheet at standard input becomes rows at standard output, an array of JSON in each line.

What the sheets are called, and from where to where their rows stand, is the last line of standard error. A spreadsheet of a few
bytes can name a cell so far out that the table up to it fills any memory; here that ends this process, and nothing else.
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MEMORY, SECONDS, OUTPUT = 1 << 30, 18, 256 << 20
LOCKED, TOO_LARGE, DAMAGED = 3, 4, 5


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    # Where memory ends, the process aborts: nobody wants the picture of it on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    _limit_memory()
    try:
        places = list(_written(python_calamine.load_workbook(io.BytesIO(data))))
    except python_calamine.PasswordError:
        return LOCKED
    except MemoryError:
        return TOO_LARGE
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        return DAMAGED
    if places and places[-1][2] > OUTPUT:
        return TOO_LARGE
    sys.stdout.flush()
    sys.stderr.write(json.dumps(places) + "\n")
    return 0


def _limit_memory() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (OSError, ValueError):
        # macOS knows no such limit; the time is limited there, too.
        return


def _written(workbook: Any) -> Iterator[tuple[str, int, int]]:
    """Write the rows of all sheets; the name of each, where its rows begin and where they end."""
    place = 0
    for about in workbook.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        begin = place
        for row in _rows(workbook.get_sheet_by_name(about.name)):
            place += sys.stdout.write(json.dumps(row) + "\n")
            if place > OUTPUT:
                break
        yield storable(about.name), begin, place
        if place > OUTPUT:
            return


def _rows(sheet: Any) -> Iterator[list[Any]]:
    first, _ = sheet.start or (0, 0)
    for number, cells in enumerate(sheet.iter_rows(), first + 1):
        row = [written(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row:
            yield [number, *row]


def written(cell: Any) -> str:
    """A cell as it would stand in CSV."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return storable(str(cell))


def storable(text: str) -> str:
    """Text without NULs, which no database takes: spreadsheets write them as _x0000_."""
    return text.replace("\0", "")


if __name__ == "__main__":
    sys.exit(main())
