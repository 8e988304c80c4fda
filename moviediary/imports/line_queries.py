"""Lines of an import as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from moviediary import ids
from moviediary.imports import queries
from moviediary.imports.models import Import, ImportLine
from moviediary.imports.rules import DELETED

SHOWN = 50


@dataclass(frozen=True)
class Told:
    """A line as it was written, and what became of it. `review` is the address of the entry that stands for it."""

    file: str
    number: int
    outcome: str
    reason: str
    note: str
    cells: Sequence[tuple[str, str]]
    review: str


@dataclass(frozen=True)
class Lines:
    """A page of lines, and behind which of them the next one begins; 0 where these are all."""

    lines: Sequence[Told]
    after: int


def page(batch: Import, outcome: str | None, after: int) -> Lines:
    """Lines in the order of the file, of one outcome or of all."""
    rows = queries.lines(batch, outcome, after, SHOWN + 1)
    return Lines([_told(row) for row in rows[:SHOWN]], rows[SHOWN - 1].id if len(rows) > SHOWN else 0)


def _told(row: ImportLine) -> Told:
    review = ids.short(row.review_id) if row.review_id and row.reason != DELETED else ""
    cells = [(name, str(value)) for name, value in row.original.items() if value not in ("", None)]
    note = row.note if row.note not in row.reason else ""
    return Told(row.file, row.number, row.outcome, row.reason, note, cells, review)
