"""Lines that wait for a place in the diary, such as watchlists: each once, however often its file is brought."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
import peewee

from moviediary.database import writing
from moviediary.imports.models import WAS_RUN, Import, ImportLine
from moviediary.log import LogEntry
from moviediary.sources.own_lines import TALK
from moviediary.tables import change_all

AT_A_TIME = 1_000
KEPT_REASON = "It is kept with this import until the diary has a place for it."
THERE = "It waits since an earlier import already."
HERE = "It was said on this site, which still knows of it."
Mark = bytes


def settle_kept(batch: Import) -> Iterator[None]:
    """Say of lines that wait whether they did so before."""
    others = {mark for _, mark in _marked(_waiting(batch.member_id) & (ImportLine.batch != batch.id))}
    twins = [(line_id, "there", THERE) for line_id, mark in _marked(_kept_of(batch)) if mark in others]
    for start in range(0, len(twins), AT_A_TIME):
        with writing():
            change_all(ImportLine, ("id", "outcome", "reason"), twins[start : start + AT_A_TIME])
        yield


def settle_said(batch: Import) -> Iterator[None]:
    """Say of what was said to others that it was said here: then the log has it, and it waits for nothing."""
    told = ImportLine.select(ImportLine.id, ImportLine.source_id).where(_kept_of(batch), ImportLine.file == TALK)
    last = 0
    while rows := list(told.where(ImportLine.id > last).order_by(ImportLine.id).limit(AT_A_TIME).tuples()):
        last = rows[-1][0]
        own = LogEntry.select(LogEntry.id).where(LogEntry.actor == batch.member_id)
        here = {row[0] for row in own.where(LogEntry.id.in_([UUID(event_id) for _, event_id in rows])).tuples()}
        found = [(line_id, "there", HERE) for line_id, event_id in rows if UUID(event_id) in here]
        with writing():
            change_all(ImportLine, ("id", "outcome", "reason"), found)
        yield


def hand_over(batch: Import) -> Iterator[None]:
    """Let lines of other imports wait in the place of those of this one, which is forgotten or taken back.

    It may be done twice."""
    twins = (Import.member == batch.member_id) & (ImportLine.batch != batch.id) & (ImportLine.reason == THERE)
    if not ImportLine.select().join(Import).where(twins).exists():
        return
    others = {mark for _, mark in _marked(_waiting(batch.member_id) & (ImportLine.batch != batch.id))}
    gone = {mark for _, mark in _marked(_kept_of(batch))} - others
    found: dict[Mark, int] = {}
    for line_id, mark in _marked(twins):
        if mark in gone:
            found.setdefault(mark, line_id)
    rows = [(line_id, "kept", KEPT_REASON) for line_id in found.values()]
    for start in range(0, len(rows), AT_A_TIME):
        with writing():
            change_all(ImportLine, ("id", "outcome", "reason"), rows[start : start + AT_A_TIME])
        yield


def _waiting(member_id: UUID) -> peewee.Expression:
    """Lines of a member that wait: of imports that were run, and not taken back."""
    return (Import.member == member_id) & WAS_RUN & (ImportLine.outcome == "kept")


def _kept_of(batch: Import) -> peewee.Expression:
    return (ImportLine.batch == batch.id) & (ImportLine.outcome == "kept")


def _marked(condition: peewee.Expression) -> Iterator[tuple[int, Mark]]:
    """The ids of lines, and what each is known by: the same for the same line of another file of its source."""
    columns = (ImportLine.id, Import.source, ImportLine.kind, ImportLine.source_id, ImportLine.original, ImportLine.more)
    last = 0
    query = ImportLine.select(*columns).join(Import).where(condition).order_by(ImportLine.id).limit(AT_A_TIME)
    while rows := list(query.where(ImportLine.id > last).tuples()):
        for line_id, source, kind, source_id, original, more in rows:
            yield line_id, _mark(source, kind, source_id, original, more)
        last = rows[-1][0]


def _mark(source: str, kind: str, source_id: str, original: Any, more: Any) -> Mark:
    # Of an export of ours: as the file it came with said it.
    told = more.get("kept") or {}
    source, original = told.get("source") or source, told.get("original") or original
    said = (source, kind, source_id, sorted(original.items()))
    return hashlib.blake2b(msgspec.json.encode(said), digest_size=12).digest()
