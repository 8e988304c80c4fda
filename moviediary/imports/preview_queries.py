"""What an import will do, before it does: the first viewings as they will look, and how many there are of which kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.diary.commands import Viewing
from moviediary.diary.entries import first_day
from moviediary.finder.elsewhere import hue_of
from moviediary.imports import queries
from moviediary.imports.account_queries import owner
from moviediary.imports.account_rules import Owner
from moviediary.imports.models import Import, ImportFilm, ImportLine, to_import
from moviediary.imports.parts import parts_of
from moviediary.imports.queries import Problem
from moviediary.imports.units import together, viewing

ROWS = 10
# Viewings that are still to be imported, by whether any of their lines names a day.
DATED = "SELECT COUNT(DISTINCT leader_id) FROM import_line WHERE batch_id = ? AND outcome = '' AND day <> ''"
_PRECISIONS = {10: "day", 7: "month", 4: "year"}


@dataclass(frozen=True)
class Row:
    """A viewing as it will look: what the file calls the film, and what its lines say of it; or why it is none."""

    title: str
    year: int | None
    viewing: Viewing
    hue: int
    found: str = ""
    problem: str = ""
    poster_small: str = ""
    picture: str = ""

    @property
    def day(self) -> date | None:
        try:
            return first_day(self.viewing.watched)
        except ValueError:
            # It will be refused; until then it is shown without one.
            return None

    @property
    def precision(self) -> str:
        return _PRECISIONS.get(len(self.viewing.watched), "unknown") if self.day else "unknown"


@dataclass(frozen=True)
class Preview:
    """`there` are viewings that the diary seems to have, `found` counts films by how sure it is which they are. `kept` are lines
    that are no viewing, and wait with the import once it is run."""

    viewings: int
    dated: int
    there: int
    kept: int
    kinds: Mapping[str, int]
    found: Mapping[str, int]
    rows: Sequence[Row]
    problems: Sequence[Problem]
    owner: Owner | None = None

    @property
    def undated(self) -> int:
        return self.viewings - self.dated


def preview(member: Member, batch: Import) -> Preview:
    """All that is known of an import before it is run."""
    dated = int(selected(DATED, (batch.id.hex,))[0][0])
    there, counted = queries.already_there(batch), queries.counted(batch)
    kinds = {kind: count for kind, count in counted.kinds.items() if count}
    found = queries.films_found(batch)
    told = first_rows(member, batch), queries.problems(batch), owner(batch)
    return Preview(queries.todo(batch), dated, there, counted.outcomes["kept"], kinds, found, *told)


def first_rows(member: Member, batch: Import) -> list[Row]:
    """The first viewings of a file, each of all the lines that tell of it."""
    leaders = [
        row[0] for row in ImportLine.select(ImportLine.id).where(to_import(batch.id)).order_by(ImportLine.id).limit(ROWS).tuples()
    ]
    told = {leader: parts for leader, parts in parts_of(batch.id, leaders).items() if parts} if leaders else {}
    films = ImportFilm.select().where(ImportFilm.id.in_([parts[0].film_id for parts in told.values()]))
    by_id = {film.id: film for film in films}
    rows = []
    for parts in told.values():
        film = by_id[parts[0].film_id]
        said, _ = viewing(together(part.said for part in parts), member.audience)
        rows.append(Row(film.title or film.key, film.year, said, hue_of(film.title), film.found))
    return rows
