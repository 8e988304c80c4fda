"""Tables: a header, and records by its names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from moviediary.cells import REPORT, meant
from moviediary.sheets.limits import Budget, Unreadable
from moviediary.sheets.separated import Row

# So many rows may stand before the header, or before it where it is searched for by its names.
BEFORE, BEFORE_NAMED = 20, 2_000
# More columns than any of them has that people or programs make.
COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Record:
    """A row by the names of the header. `number` is the line where it begins, `problem` a sentence why it cannot be read.

    Columns without a name are called "column 7" and stand only where they hold something.
    """

    number: int
    cells: Mapping[str, str]
    problem: str = ""


class Table:
    def __init__(self, member: str, header: Row | None, rows: Callable[[], Iterator[Row]], budget: Budget) -> None:
        self._member, self._rows, self._budget = member, rows, budget
        self._after = header.number if header else 0
        # The line where the header stands, 0 where there is none.
        self.line = self._after
        self.header = names(header.cells) if header else ()
        # What a report of ours made harmless for spreadsheets means what it was.
        self._marked = {*REPORT} <= {*self.header}

    def records(self) -> Iterator[Record]:
        """The rows after the header, read anew each time. A row that cannot be read has no cells but the first."""
        count = 0
        for row in self._rows():
            if row.number <= self._after:
                continue
            count += 1
            self._budget.record(self._member, count)
            yield Record(row.number, self._by_name(row), row.problem)

    def _by_name(self, row: Row) -> dict[str, str]:
        cells = dict(zip(self.header, map(meant, row.cells) if self._marked else row.cells, strict=False))
        for name in self.header[len(row.cells) :]:
            cells[name] = ""
        for place, cell in enumerate(row.cells[len(self.header) :], len(self.header) + 1):
            if cell and not cell.isspace():
                cells[_unnamed(place)] = cell
        return cells


def names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of columns, each once. Empty cells at the end name nothing. Raises Unreadable where there are too many."""
    if len(cells) > COLUMNS and any(cells[COLUMNS:]):
        raise Unreadable(f"This table has more than {COLUMNS} columns.")
    found: dict[str, int] = {}
    for place, cell in enumerate(cells[:COLUMNS], 1):
        wanted = name = cell.strip().lstrip("\ufeff").strip() or _unnamed(place)
        while name in found:
            found[wanted] += 1
            name = f"{wanted} ({found[wanted]})"
        found[name] = 1
    kept = list(found)
    while kept and kept[-1] == _unnamed(len(kept)):
        kept.pop()
    return tuple(kept)


def _unnamed(place: int) -> str:
    return f"column {place}"


def header_named(rows: Iterator[Row], begins: Sequence[str]) -> Row | None:
    """The first row that begins with these names, in whatever case."""
    wanted = [name.casefold() for name in begins]
    for row in islice(rows, BEFORE_NAMED):
        if [cell.strip().lstrip("\ufeff").casefold() for cell in row.cells[: len(wanted)]] == wanted:
            return row
    return None


def header_of(rows: Iterator[Row]) -> Row | None:
    """The first row; or, where it is a title of one cell above a table, the first that has more."""
    first = [row for row in islice(rows, BEFORE) if not row.problem]
    wide = [row for row in first if _filled(row) > 1]
    if first and _filled(first[0]) == 1 and 2 * len(wide) > len(first):
        return wide[0]
    return first[0] if first else None


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell and not cell.isspace())
