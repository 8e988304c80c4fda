"""One row of an unknown table as a line: what each of our fields reads in the cell that was chosen for it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from moviediary.sheets.contents import Record
from moviediary.sources import days, fields, marks, months, scales
from moviediary.sources.headers import fitting
from moviediary.sources.lines import Film, How, Line, Said
from moviediary.text import clean, fold, one_line

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
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d\d)(?::\d\d(?:\.\d+)?)?)? ?(?:([ap])\.?m\.?|uhr)?", re.IGNORECASE | re.ASCII)
# What people write where they have nothing to say.
_NOTHING = {"-", "–", "—", "?", "n/a", "na", "nan", "nat", "none", "null"}
_NOTHING |= {"unknown", "unbekannt", "inconnu", "desconocido", "sconosciuto", "desconhecido", "onbekend"}
# Stars as they are drawn elsewhere, and words behind a number.
_STARS = str.maketrans({"⭐": "★", "🌟": "★", "✭": "★", "⭑": "★", "✩": "☆", "\ufe0f": None})
_UNIT = re.compile(r"\s*(stars?|sterne?n?|étoiles?|estrellas?|stelle|estrelas?|sterren|points?|punkte?|pts?\.?)", re.IGNORECASE)
_OUT_OF = re.compile(r" *\b(out of|von|sur|de|su|van)\b *(?=\d)", re.IGNORECASE)
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
        return self.cells.get(self.columns.get(name, ""), "").strip()

    def plain(self, name: str) -> str:
        """A cell in which words for nothing are nothing."""
        return plain(self.cell(name))

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
    if not _named(film):
        row.refuse(NO_FILM, film.title)
    return Line(
        *(file, record.number, kind, film, said, _source_id(row, film)),
        problem=row.problem,
        note=" ".join(row.notes),
        value=row.value,
        original=record.cells,
    )


def plain(cell: str) -> str:
    """A cell on one line; "" where it says that there is nothing to say."""
    text = one_line(cell[:1000])
    return "" if text.lower() in _NOTHING else text


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
    if fields.truth(cell) is None and fields.finished(cell) is False:
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
        time=row.read("time", _time, NO_TIME) or time,
        rating=_rating(row, how),
        heart=row.read("heart", fields.truth, NO_WORD),
        medium=row.read("medium", fields.medium, NO_PLACE),
        tags=fields.tags(row.cell("tags")) or None,
        text=clean(row.cell("text")) or None,
        spoiler=row.read("spoiler", fields.truth, NO_WORD),
        finished=False if dropped else row.read("finished", fields.finished, NO_WORD),
        seen_before=row.read("rewatch", _again, NO_WORD),
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
    rated = scales.rated(rating_written(written), how.scale or "10", how.misfits)
    if rated.problem == scales.TOO_LOW and how.misfits == "leave":
        row.mention(scales.LEFT, written)
    else:
        row.refuse(rated.problem, written)
    if rated.note:
        row.mention(rated.note, written)
    return rated.rating


def rating_written(cell: str) -> str:
    """A rating without the words behind it: "4 stars", "7 out of 10"."""
    return _OUT_OF.sub("/", _UNIT.sub("", cell.translate(_STARS))).strip()


def _time(cell: str) -> str | None:
    found = _TIME.fullmatch(cell)
    if not found or not (found[2] or found[3] or "uhr" in cell.lower()):
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and not hour):
        return None
    return f"{hour % 12 + 12 * (half == 'p') if half else hour:02}:{minute:02}"


def _again(cell: str) -> bool | None:
    """Whether it was seen before; also told by the number of times."""
    number = marks.whole(cell)
    return number > 1 if number is not None and number > 1 else fields.truth(cell)


def _source_id(row: _Row, film: Film) -> str:
    """The number of an entry, with its film: two files of the same kind may both count from 1."""
    number = row.plain("source_id")
    named = film.imdb_id or (f"tmdb:{film.tmdb_id}" if film.tmdb_id else "") or fold(film.title)
    return f"{number}:{named}"[:300] if number else ""
