"""What the mapping of columns shows of a file: its columns with samples, how days and ratings read, its first rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from moviediary import sources, storage
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.finder.elsewhere import hue_of
from moviediary.imports.models import Import
from moviediary.imports.preview_queries import Row
from moviediary.imports.units import viewing
from moviediary.sheets.contents import Contents, Unreadable, opened
from moviediary.sources import columns, surveys
from moviediary.sources.columns import Column
from moviediary.sources.lines import VIEWED, How, Line
from moviediary.sources.surveys import Survey

MAPPED = "mapped"
ROWS = 6


@dataclass(frozen=True)
class Examined:
    """How a file reads in a certain way; `problem` says why it does not."""

    survey: Survey | None = None
    rows: Sequence[Row] = ()
    problem: str = ""


def columns_of(batch: Import) -> list[Column]:
    """The columns of a file. Raises Unreadable where there is no table in it."""
    with _contents(batch) as contents:
        return columns.columns(contents)


def examined(member: Member, batch: Import, how: How) -> Examined:
    """Read a file in a certain way, as far as is needed to show what comes of it. Days and ratings are read to the end."""
    with _contents(batch) as contents:
        try:
            told = surveys.survey(MAPPED, contents, how)
            settled = replace(how, scale=how.scale or told.scale, order=how.order or told.order)
            lines = list(islice(sources.read(MAPPED, contents, settled), ROWS))
        except Unreadable as problem:
            return Examined(problem=str(problem))
    return Examined(told, [_row(line, member.audience) for line in lines])


def surveyed(batch: Import) -> Examined:
    """How the days and ratings of a file read in each order and on each scale."""
    with _contents(batch) as contents:
        try:
            return Examined(surveys.survey(batch.source, contents, msgspec.convert(batch.how, How)))
        except Unreadable as problem:
            return Examined(problem=str(problem))


@contextmanager
def _contents(batch: Import) -> Iterator[Contents]:
    try:
        with storage.opened(batch.file) as file:
            yield opened(file, batch.file_name)
    except FileNotFoundError:
        raise NotFound("The file of this import is gone. Bring it again.") from None


def _row(line: Line, audience: str) -> Row:
    said, _ = viewing(line.said, audience)
    title, year = (line.film.title, line.film.year) if line.film else ("", None)
    problem = line.problem or ("" if line.kind in VIEWED else "This line is no viewing; it is kept with the import.")
    return Row(title or f"Line {line.number}", year, said, hue_of(title), problem=problem)
