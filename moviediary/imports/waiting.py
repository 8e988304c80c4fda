"""Lines that wait for a place in the diary, such as watchlists: each once, however often its file is brought."""

import hashlib
from collections.abc import Generator, Iterator
from typing import Any
from uuid import UUID

import msgspec

from moviediary.database import writing
from moviediary.imports.models import KEEPS, Import, ImportLine
from moviediary.log import LogEntry
from moviediary.sources.own_lines import TALK
from moviediary.tables import change_all

AT_A_TIME = 1_000
KEPT_REASON = "It is kept with this import until the diary has a place for it."
THERE = "It waits since an earlier import already."
HERE = "It was said on this site, which still knows of it."
REASONS = {"kept": KEPT_REASON, "there": THERE}
Mark = bytes
# The imports that keep something for a member, in the order in which they were brought, and where each is from.
Keepers = dict[UUID, str]


def settle(batch: Import) -> Iterator[None]:
    """Let what waits in this import wait once: in the first of those imports that keep something and have the same line.

    So it is to be done whenever an import begins to keep something, or ends to. It may be done twice."""
    while not (yield from _settled(batch, _keepers(batch.member_id))):
        pass


def settle_said(batch: Import) -> Iterator[None]:
    """Say of what was said to others that it was said here: then the log has it, and it waits for nothing."""
    kept = (ImportLine.batch == batch.id) & (ImportLine.outcome == "kept")
    told = ImportLine.select(ImportLine.id, ImportLine.source_id).where(kept, ImportLine.file == TALK)
    last = 0
    while rows := list(told.where(ImportLine.id > last).order_by(ImportLine.id).limit(AT_A_TIME).tuples()):
        last = rows[-1][0]
        own = LogEntry.select(LogEntry.id).where(LogEntry.actor == batch.member_id)
        here = {row[0] for row in own.where(LogEntry.id.in_([UUID(event_id) for _, event_id in rows])).tuples()}
        found = [(line_id, "there", HERE) for line_id, event_id in rows if UUID(event_id) in here]
        with writing():
            change_all(ImportLine, ("id", "outcome", "reason"), found)
        yield


def _settled(batch: Import, keepers: Keepers) -> Generator[None, None, bool]:
    """False where other imports keep something by now, and all is to be decided anew."""
    changes = _changes(batch, keepers)
    for start in range(0, len(changes), AT_A_TIME):
        with writing():
            if _keepers(batch.member_id) != keepers:
                return False
            change_all(ImportLine, ("id", "outcome", "reason"), changes[start : start + AT_A_TIME])
        yield
    return True


def _keepers(member_id: UUID) -> Keepers:
    own = Import.select(Import.id, Import.source).where(Import.member == member_id, KEEPS)
    return dict(own.order_by(Import.id).tuples())


def _changes(batch: Import, keepers: Keepers) -> list[tuple[int, str, str]]:
    """Which lines have to say something else, and what: of this import, and of others what it has as well."""
    own = {mark for _, _, mark in _marked(batch.id, batch.source)}
    first: dict[Mark, UUID] = {}
    changes = []
    # Who keeps a line from now on comes before all who do no more: whoever is killed in between leaves it twice, not nowhere. One
    # that keeps nothing says what it would, behind all that do.
    for import_id, source in {**keepers, batch.id: batch.source}.items() if own else ():
        for line_id, outcome, mark in _marked(import_id, source):
            if mark not in own:
                continue
            right = "kept" if first.setdefault(mark, import_id) == import_id else "there"
            if right != outcome:
                changes.append((line_id, right, REASONS[right]))
    return changes


def _marked(import_id: UUID, source: str) -> Iterator[tuple[int, str, Mark]]:
    """The lines of an import that wait, or would if no other one had them, with their outcome and what each is known by: the same
    for the same line of another file of its source."""
    columns = (ImportLine.id, ImportLine.outcome, ImportLine.kind, ImportLine.source_id, ImportLine.original, ImportLine.more)
    # In one select, as others may let a line wait, or no more, between two.
    waits = (ImportLine.outcome == "kept") | ((ImportLine.outcome == "there") & (ImportLine.reason == THERE))
    last, query = 0, ImportLine.select(*columns).where(ImportLine.batch == import_id, waits).order_by(ImportLine.id)
    while rows := list(query.where(ImportLine.id > last).limit(AT_A_TIME).tuples()):
        yield from ((line_id, outcome, _mark(source, *said)) for line_id, outcome, *said in rows)
        last = rows[-1][0]


def _mark(source: str, kind: str, source_id: str, original: Any, more: Any) -> Mark:
    # Of an export of ours: as the file it came with said it.
    told = more.get("kept") or {}
    source, original = told.get("source") or source, told.get("original") or original
    said = (source, kind, source_id, sorted(original.items()))
    return hashlib.blake2b(msgspec.json.encode(said), digest_size=12).digest()
