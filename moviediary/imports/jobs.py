"""What the worker does for an import, step by step: read, match, wait for the member, run, ask film databases, take back."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from moviediary import clock, storage
from moviediary.imports import asking, joining, matching, running, staging, undoing
from moviediary.imports.models import Import, ImportFilm, ImportLine

KIND = "import"
# A file is kept before its import is noted.
YOUNG = timedelta(days=1)


def steps(import_id: UUID) -> Iterator[None]:
    """All that is to be done for an import as it stands. What was done stays done, whenever this ends."""
    batch = Import.get_or_none(Import.id == import_id)
    if batch is None:
        return
    if batch.state == "reading":
        yield from _read(batch)
    elif batch.state == "running":
        yield from running.run(batch)
        yield from asking.ask(batch)
    elif batch.state == "done":
        yield from asking.ask(batch)
    elif batch.state == "undoing":
        yield from undoing.take_back(batch)


def failed(import_id: UUID, problem: str) -> None:
    """Say that an import was given up. What it put into the diary stays; it can be gone on with or taken back."""
    under_way = Import.state.in_(("reading", "running", "undoing"))
    Import.update(state="failed", problem=problem, ended_at=clock.now()).where(Import.id == import_id, under_way).execute()


def remove_orphans() -> None:
    """Remove the files of imports that are no more."""
    for files in storage.old("imports", clock.now() - YOUNG):
        used = {row[0] for row in Import.select(Import.file).where(Import.file.in_(files)).tuples()}
        for file in files:
            if file not in used:
                storage.delete(file)


def _read(batch: Import) -> Iterator[None]:
    for doing, steps_of in (("Reading the file", staging.read), ("Joining its lines", joining.join)):
        _say(batch, doing)
        yield from steps_of(batch)
    _say(batch, "Looking for the films", ImportFilm.select().where(ImportFilm.batch == batch.id).count())
    yield from matching.match_all(batch)
    todo = (ImportLine.batch == batch.id) & (ImportLine.outcome == "") & (ImportLine.leader_id == ImportLine.id)
    ready = {"state": "ready", "doing": "", "done": 0, "total": ImportLine.select().where(todo).count()}
    Import.update(ready).where(Import.id == batch.id, Import.state == "reading").execute()


def _say(batch: Import, doing: str, total: int = 0) -> None:
    said = {"doing": doing, "total": total} if total else {"doing": doing}
    Import.update(said).where(Import.id == batch.id, Import.state == "reading").execute()
