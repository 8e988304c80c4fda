"""Lines out of the rows of a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moviediary.sheets.contents import Record, Table
from moviediary.sources.days import Day
from moviediary.sources.films import NO_FILM, named
from moviediary.sources.lines import Film, Line, Said
from moviediary.sources.scales import Rated
from moviediary.text import shortened

LONGEST_TITLE = 255
NOTHING = Said()
LONG_TITLE = "This title has more than 255 characters."
UNKNOWN_FILE = "This file is none that is known here."


@dataclass(frozen=True, slots=True)
class Row:
    """A record whose cells are asked for by name, in whatever case the header has it."""

    member: str
    table: Table
    record: Record
    places: Mapping[str, str]

    def __call__(self, *names: str) -> str:
        """What stands under the first of these names that has something."""
        for name in names:
            cell = self.record.cells.get(self.places.get(name.casefold(), ""), "").strip()
            if cell:
                return cell
        return ""

    def line(self, kind: str, film: Film | None = None, said: Said = NOTHING, **more: Any) -> Line:
        """A line of this row. Where the row cannot be read, that is its problem."""
        if self.record.problem:
            return self.left(self.record.problem)
        if film and not named(film) and not more.get("problem"):
            more |= {"problem": NO_FILM, "value": ""}
        if film and len(film.title) > LONGEST_TITLE:
            more |= {"problem": LONG_TITLE, "value": shortened(film.title, 100)}
        return Line(self.member, self.record.number, kind, film, said, original=self.record.cells, **more)

    def left(self, problem: str, value: str = "", film: Film | None = None) -> Line:
        return Line(self.member, self.record.number, "left", film, problem=problem, value=value, original=self.record.cells)


def rows(member: str, table: Table) -> Iterator[Row]:
    places = columns(table)
    return (Row(member, table, record, places) for record in table.records())


def columns(table: Table) -> dict[str, str]:
    """The names of the header by what they are in lower case."""
    return {name.casefold(): name for name in reversed(table.header)}


def has(table: Table, *names: str) -> bool:
    return columns(table).keys() >= {name.casefold() for name in names}


def judged(told: Day, rating: Rated, written: str = "", rating_written: str = "") -> dict[str, str]:
    """The problem and the note of a line, and what was written where they come from."""
    if told.problem:
        return {"problem": told.problem, "value": shortened(written, 100)}
    if rating.problem or rating.note:
        return {"problem": rating.problem, "note": rating.note, "value": shortened(rating_written, 100)}
    return {}


def unread(member: str, problem: str) -> Line:
    """A whole file of which nothing can be told."""
    return Line(member, 1, "left", problem=problem)


def basename(member: str) -> str:
    return member.rpartition("/")[2].casefold()
