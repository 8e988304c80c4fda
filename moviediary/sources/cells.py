"""One row of an unknown table as a line: what each of our fields reads in the cell that was chosen for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from moviediary.sheets.contents import Record
from moviediary.sources import days, fields, marks, months, readings
from moviediary.sources.headers import fitting
from moviediary.sources.lines import Film, How, Line, Said
from moviediary.text import fold, one_line

Told = TypeVar("Told")
NO_FILM = "This line names no film: neither a title nor a number of a film database."
NOT_A_FILM = "This is no film, such as a series or a game; only films are imported."
NO_YEAR = "The year could not be read, so the film is looked for without it."
NO_NUMBER = "A number of a film database could not be read, so the film is looked for without it."
NO_TIME = "The time of day could not be read and was left out."
NO_WORD = "A yes or no could not be read and was left out."
NO_PLACE = "Where it was watched could not be read and was left out."
NO_AUDIENCE = "Who may see it could not be read, so only you may."
NO_KIND = "What kind of line this is could not be read, so it is taken for a viewing."
_BETWEEN = re.compile(r"\s*[;|/\n]\s*|\s*,\s*")


@dataclass
class _Row:
    """The cells of a row by our fields, and what was found wrong on the way."""

    cells: Mapping[str, str]
    columns: Mapping[str, str]
    problem: str = ""
    value: str = ""
    notes: list[str] = field(default_factory=list)

    def cell(self, name: str) -> str:
        column = self.columns.get(name)
        return self.cells.get(column, "").strip() if column else ""

    def plain(self, name: str) -> str:
        """A cell in which words for nothing are nothing."""
        return readings.plain(self.cell(name))

    def refuse(self, problem: str, value: str) -> None:
        if problem and not self.problem:
            self.problem, self.value = problem, one_line(value[:200])

    def mention(self, note: str, value: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
            self.value = self.value or one_line(value[:200])

    def read(self, name: str, reads: Callable[[str], Told | None], note: str) -> Told | None:
        """What a cell says; where that cannot be read, it is mentioned."""
        cell = self.plain(name)
        found = reads(cell) if cell else None
        if cell and found is None:
            self.mention(note, cell)
        return found


def line(file: str, record: Record, columns: Mapping[str, str], how: How) -> Line:
    """The line that a row gives. `columns` names ours; `how` has an order of days and a scale of ratings."""
    if record.problem:
        return Line(file, record.number, "viewing", problem=record.problem, original=record.cells)
    row = _Row(record.cells, columns)
    kind, dropped = _kind(row)
    film = _film(row)
    if kind == "left":
        return Line(file, record.number, "left", film, problem=NOT_A_FILM, value=row.cell("kind")[:200], original=record.cells)
    said = _said(row, how, dropped)
    if kind == "watchlist":
        # What does not stand in the diary need not fit into it.
        row.problem = ""
    if not _named(film):
        row.refuse(NO_FILM, film.title)
    return Line(
        *(file, record.number, kind, film, said, _source_id(row, film)),
        problem=row.problem,
        note=" ".join(row.notes),
        value=row.value,
        original=record.cells,
    )


def _kind(row: _Row) -> tuple[str, bool]:
    """What a row is about, and whether it says that the film was put aside."""
    # Without a column for days, a row tells of the film as a whole.
    seen = "viewing" if "watched" in row.columns else "film"
    column = row.columns.get("kind", "")
    cell = row.plain("kind")
    if not column:
        return seen, False
    if not cell:
        # A column "Seen" in which only what was seen has a mark.
        return ("watchlist" if "watched" in fitting(column) else seen), False
    if fields.kind(cell) is None and fields.finished(cell) is False:
        return "viewing", True
    kind = row.read("kind", fields.kind, NO_KIND) or "viewing"
    return (seen if kind == "viewing" else kind), False


def _film(row: _Row) -> Film:
    title = one_line(row.cell("title")[:2000])
    year = row.read("year", marks.year, NO_YEAR)
    if year is None:
        title, year = marks.title_and_year(title)
    return Film(
        title=title,
        year=year,
        original_title=one_line(row.cell("original_title")[:2000]),
        directors=tuple(name for part in _BETWEEN.split(row.plain("director")) if (name := one_line(part)))[:20],
        imdb_id=row.read("imdb", marks.imdb, NO_NUMBER),
        tmdb_id=row.read("tmdb", marks.tmdb, NO_NUMBER),
        wikidata_id=row.read("wikidata", marks.wikidata, NO_NUMBER),
        uri=row.plain("uri"),
    )


def _named(film: Film) -> bool:
    return bool(film.title or film.original_title or film.imdb_id or film.tmdb_id or film.wikidata_id or film.uri)


def _said(row: _Row, how: How, dropped: bool) -> Said:
    watched, time = _day(row, how)
    audience = row.read("audience", fields.audience, NO_AUDIENCE)
    return Said(
        watched=watched,
        time=row.read("time", readings.time, NO_TIME) or time,
        rating=_rating(row, how),
        heart=row.read("heart", fields.truth, NO_WORD),
        medium=row.read("medium", fields.medium, NO_PLACE),
        tags=fields.tags(row.cell("tags")) or None,
        text=readings.text(row.cell("text")) or None,
        spoiler=row.read("spoiler", fields.truth, NO_WORD),
        finished=False if dropped else row.read("finished", fields.finished, NO_WORD),
        seen_before=row.read("rewatch", readings.again, NO_WORD),
        # What somebody may have meant for few is not shown to all.
        audience="me" if NO_AUDIENCE in row.notes else audience,
    )


def _day(row: _Row, how: How) -> tuple[str | None, str | None]:
    if "watched" not in row.columns:
        return None, None
    written = row.plain("watched")
    day = days.day(months.english(written), how.order, how.zone)
    row.refuse(day.problem, written)
    return day.watched, day.time or None


def _rating(row: _Row, how: How) -> int | None:
    written = row.plain("rating")
    rated = readings.rated(written, how.scale or "10", how.misfits)
    row.refuse(rated.problem, written)
    if rated.note:
        row.mention(rated.note, written)
    return rated.rating


def _source_id(row: _Row, film: Film) -> str:
    """The number of an entry, with its film: two files of the same kind may both count from 1."""
    number = row.plain("source_id")
    if not number:
        return ""
    named = film.imdb_id or (f"tmdb:{film.tmdb_id}" if film.tmdb_id else "") or fold(film.title)
    return f"{number}:{named}"[:300]
