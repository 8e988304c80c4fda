"""Reads of a member's imports. Those of others are not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.diary.events import ReviewEdited, ReviewLogged
from moviediary.errors import NotFound
from moviediary.imports.models import FORGETTING, Import, ImportFilm, ImportLine, to_import
from moviediary.log import LogEntry
from moviediary.sources.lines import KINDS

OUTCOMES = ("imported", "there", "look", "failed", "kept", "left", "")
# Line numbers shown of a problem.
SHOWN = 8
# Viewings of a file that the diary seems to have already, by film and day; those on no day by film alone.
THERE = """SELECT COUNT(*) FROM import_line l JOIN import_film f ON f.id = l.film_id
 WHERE l.batch_id = ? AND l.leader_id = l.id AND l.outcome = '' AND EXISTS (SELECT 1 FROM review r WHERE r.member_id = ?
 AND r.movie_id = f.movie_id AND r.deleted_at IS NULL AND (r.watched = l.day OR (l.day = '' AND l.kind = 'film')))"""
# Films of which one viewing of the file seems to be an entry that an import put in on no day.
UNDATED = """SELECT COUNT(DISTINCT l.film_id) FROM import_line l JOIN import_film f ON f.id = l.film_id
 WHERE l.batch_id = ? AND l.leader_id = l.id AND l.outcome = '' AND l.kind = 'viewing' AND l.day <> '' AND NOT f.twice
 AND EXISTS (SELECT 1 FROM review r WHERE r.member_id = ? AND r.movie_id = f.movie_id AND r.deleted_at IS NULL AND r.watched = ''
 AND r.key = r.id) AND NOT EXISTS (SELECT 1 FROM review r WHERE r.member_id = ? AND r.movie_id = f.movie_id
 AND r.deleted_at IS NULL AND r.watched = l.day)"""


@dataclass(frozen=True)
class Counted:
    """How many lines of each outcome, and of each kind."""

    lines: int
    outcomes: Mapping[str, int]
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class Problem:
    """What is wrong with some lines, or is not imported quite as it was said: one sentence, where, and what was there."""

    sentence: str
    count: int
    lines: Sequence[str]
    values: Sequence[str]
    fatal: bool


def one(member: Member, address: str) -> Import:
    """A member's import by its address. Raises NotFound, also where it is being forgotten."""
    own = (Import.id == ids.from_short(address)) & (Import.member == member.id) & (Import.state != FORGETTING)
    batch: Import | None = Import.get_or_none(own)
    if batch is None:
        raise NotFound("There is no such import.")
    return batch


def sent_before(batch: Import) -> Import | None:
    """The import that came of the same form with the same file."""
    same = (Import.member == batch.member_id) & (Import.key == batch.key) & (Import.file == batch.file)
    found: Import | None = Import.get_or_none(same) if batch.key else None
    return found


def all_of(member: Member) -> list[Import]:
    """A member's imports, the latest first."""
    return list(Import.select().where(Import.member == member.id).order_by(Import.id.desc()).limit(200))


def outcomes_of(batches: Sequence[Import]) -> dict[UUID, dict[str, int]]:
    """The lines of several imports by outcome."""
    own = ImportLine.select(ImportLine.batch, ImportLine.outcome, fn.COUNT(ImportLine.id))
    found: dict[UUID, dict[str, int]] = {batch.id: dict.fromkeys(OUTCOMES, 0) for batch in batches}
    rows = own.where(ImportLine.batch.in_(list(found))).group_by(ImportLine.batch, ImportLine.outcome)
    for batch_id, outcome, count in rows.tuples():
        found[batch_id][outcome] = count
    return found


def counted(batch: Import) -> Counted:
    """The lines of an import by outcome and by kind."""
    own = ImportLine.select(ImportLine.outcome, ImportLine.kind, fn.COUNT(ImportLine.id)).where(ImportLine.batch == batch.id)
    outcomes, kinds = dict.fromkeys(OUTCOMES, 0), dict.fromkeys(KINDS, 0)
    for outcome, kind, count in own.group_by(ImportLine.outcome, ImportLine.kind).tuples():
        outcomes[outcome] += count
        kinds[kind] += count
    return Counted(sum(kinds.values()), outcomes, kinds)


def films_found(batch: Import) -> dict[str, int]:
    """How many films of an import are one, several, none or new."""
    rows = ImportFilm.select(ImportFilm.found, fn.COUNT(ImportFilm.id)).where(ImportFilm.batch == batch.id)
    return dict(rows.group_by(ImportFilm.found).tuples())


def todo(batch: Import) -> int:
    """How many viewings are still to be imported."""
    return int(ImportLine.select().where(to_import(batch.id)).count())


def already_there(batch: Import) -> int:
    """How many of the viewings to be imported the diary seems to have already."""
    own = batch.id.hex, batch.member_id.hex
    return int(selected(THERE, own)[0][0]) + int(selected(UNDATED, (*own, batch.member_id.hex))[0][0])


def added(batch: Import) -> int:
    """How many events of a batch there are to take back."""
    subjects = (ReviewLogged.subject, ReviewEdited.subject)
    return int(LogEntry.select().where(LogEntry.batch == batch.id, LogEntry.subject.in_(subjects)).count())


def problems(batch: Import) -> list[Problem]:
    """What is wrong with lines, grouped by cause, the most frequent first."""
    found = []
    for column, fatal in ((ImportLine.problem, True), (ImportLine.note, False)):
        own = (ImportLine.batch == batch.id) & (column != "")
        groups = ImportLine.select(column, fn.COUNT(ImportLine.id)).where(own).group_by(column).tuples()
        for sentence, count in groups:
            some = ImportLine.select(ImportLine.file, ImportLine.number, ImportLine.value).where(own, column == sentence)
            rows = list(some.order_by(ImportLine.id).limit(SHOWN).tuples())
            places = [f"{file}, line {number}" for file, number, _ in rows]
            found.append(Problem(sentence, count, places, list(dict.fromkeys(row[2] for row in rows if row[2])), fatal))
    return sorted(found, key=lambda problem: (not problem.fatal, -problem.count))


def lines(batch: Import, outcome: str | None = None, after: int = 0, limit: int = 100) -> list[ImportLine]:
    """Lines of an import in the order of the file, of one outcome or of all."""
    own = (ImportLine.batch == batch.id) & (ImportLine.id > after)
    if outcome is not None:
        own &= ImportLine.outcome == outcome
    return list(ImportLine.select().where(own).order_by(ImportLine.id).limit(limit))


def all_lines(batch: Import, outcomes: Sequence[str]) -> Iterator[ImportLine]:
    """Every line of some outcomes, some at a time."""
    last = 0
    while rows := list(
        ImportLine.select()
        .where(ImportLine.batch == batch.id, ImportLine.outcome.in_(outcomes), ImportLine.id > last)
        .order_by(ImportLine.id)
        .limit(500)
    ):
        yield from rows
        last = rows[-1].id
