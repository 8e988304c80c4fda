"""What the mapping of columns shows of a file, from what the worker kept of it: no page reads the file itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.finder.elsewhere import hue_of
from moviediary.imports.models import Import, ImportSample
from moviediary.imports.preview_queries import Row
from moviediary.imports.units import viewing
from moviediary.sheets.contents import Unreadable
from moviediary.sources.columns import Column
from moviediary.sources.lines import VIEWED, How, Line
from moviediary.sources.samples import Sample
from moviediary.sources.surveys import Survey
from moviediary.tables import find

MAPPED = "mapped"
ROWS = 6
AWAITED = "The columns of this file are still being looked at. Load the page again in a moment."


@dataclass(frozen=True)
class Examined:
    """How a file reads in a certain way; `problem` says why it does not, `awaited` that nobody has looked yet."""

    survey: Survey | None = None
    rows: Sequence[Row] = ()
    problem: str = ""
    awaited: bool = False


def is_kept(batch: Import) -> bool:
    """Whether the worker has looked at a file."""
    return bool(ImportSample.select().where(ImportSample.batch == batch.id).exists())


def columns_of(batch: Import) -> Sequence[Column]:
    """The columns of a file. Raises Unreadable where there is no table in it, and Refused where nobody has looked yet."""
    kept = _kept(batch)
    if kept is None:
        raise Refused(AWAITED)
    if not kept.columns:
        raise Unreadable(kept.problem)
    return kept.columns


def examined(member: Member, batch: Import, how: How) -> Examined:
    """What comes of reading a file by the columns of a profile, as far as is needed to show it."""
    kept = _kept(batch)
    if kept is None or how.profile is None:
        return Examined(awaited=True)
    try:
        told = kept.survey(how.profile)
        settled = replace(how, scale=how.scale or told.scale, order=how.order or told.order)
        lines = list(islice(kept.lines(how.profile, settled), ROWS))
    except Unreadable as problem:
        return Examined(problem=str(problem))
    return Examined(told, [_row(line, member.audience) for line in lines])


def surveyed(batch: Import) -> Examined:
    """How the days and ratings of a file read in each order and on each scale."""
    kept = _kept(batch)
    if kept is None:
        return Examined(awaited=True)
    try:
        return Examined(kept.survey(msgspec.convert(batch.how, How).profile if batch.source == MAPPED else None))
    except Unreadable as problem:
        return Examined(problem=str(problem))


def _kept(batch: Import) -> Sample | None:
    row = find(ImportSample, "batch", batch.id)
    return msgspec.convert(row.said, Sample) if row else None


def _row(line: Line, audience: str) -> Row:
    said, _ = viewing(line.said, audience)
    title, year = (line.film.title, line.film.year) if line.film else ("", None)
    problem = line.problem or ("" if line.kind in VIEWED else "This line is no viewing; it is kept with the import.")
    return Row(title or f"Line {line.number}", year, said, hue_of(title), problem=problem)
