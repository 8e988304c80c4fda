"""What the worker does for an import, step by step: read, match, wait for the member, run, ask, take back, let go."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from moviediary import clock, notices, storage, work
from moviediary.database import writing
from moviediary.imports import asking, forgetting, joining, matching, queries, running, sampling, staging, undoing, waiting
from moviediary.imports.models import (
    ENDED,
    FINDING,
    FORGETTING,
    FORGETTING_STEPS,
    KIND,
    READABLE,
    UNDER_WAY,
    UNDOING_STEPS,
    Import,
)
from moviediary.tables import get
from moviediary.work import Step

BROKE = "Something broke on this site while it was at it, which its admin finds in the log. Go on to try again."
# A file is kept before its import is noted.
YOUNG = timedelta(days=1)
Phases = Mapping[str, Callable[[Import], Iterator[Step]]]
READING: Phases = {
    "Removing what was read before": forgetting.drop_lines,
    "Reading the file": staging.read,
    "Joining its lines": joining.join,
    "Looking at what waits already": waiting.settle,
    "Looking at what was said to others": waiting.settle_said,
    FINDING: matching.match_all,
}
_UNDOING = (undoing.withdraw_added, undoing.put_back_completed, undoing.forget_lines, waiting.settle, undoing.refresh)
UNDOING: Phases = dict(zip(UNDOING_STEPS, _UNDOING, strict=True))
LETTING_GO: Phases = dict(zip(FORGETTING_STEPS, (waiting.settle, forgetting.drop_lines, forgetting.remove), strict=True))


def steps(import_id: UUID) -> Iterator[Step]:
    """All that is to be done for an import as it stands. What was done stays done, whenever this ends."""
    batch = Import.get_or_none(Import.id == import_id)
    if batch is None:
        return
    if batch.state == "reading":
        yield from _read(batch)
    elif batch.state in ("paused", "cancelled"):
        # Before the worker came, maybe.
        yield from waiting.settle(batch)
    elif batch.state == "running":
        if not batch.done:
            yield from waiting.settle(batch)
        yield from running.run(batch)
        yield from asking.ask(batch)
    elif batch.state == "done":
        yield from asking.ask(batch)
    elif batch.state == "undoing":
        yield from _take_back(batch)
    elif batch.state == FORGETTING:
        yield from _through(batch, LETTING_GO, FORGETTING)
    elif batch.state in READABLE:
        sampling.look_again(batch)


def failed(import_id: UUID, problem: str) -> None:
    """Say that an import was given up. What it put into the diary stays; it can be gone on with or taken back.

    One that is being forgotten has no page any more to say so on: that is tried until it is done.
    """
    sampling.give_up(import_id, problem or BROKE)
    this = (Import.id == import_id) & Import.state.in_(UNDER_WAY)
    with writing():
        if Import.select().where(Import.id == import_id, Import.state == FORGETTING).exists():
            work.add(KIND, import_id)
        if Import.update(state="failed", problem=problem or BROKE, ended_at=clock.now()).where(this).execute():
            notices.give(ENDED, import_id)


def remove_orphans() -> None:
    """Remove the files of imports that are no more."""
    for files in storage.old("imports", clock.now() - YOUNG):
        used = {row[0] for row in Import.select(Import.file).where(Import.file.in_(files)).tuples()}
        for file in files:
            if file not in used:
                storage.delete(file)


def _through(batch: Import, phases: Phases, state: str) -> Iterator[Step]:
    """Go through phases in turn, beginning with the one a process before was at."""
    names = list(phases)
    for name in names[names.index(batch.doing) if batch.doing in names else 0 :]:
        if name != batch.doing:
            Import.update(doing=name, place=0).where(Import.id == batch.id, Import.state == state).execute()
            batch = get(Import, batch.id)
        yield from phases[name](batch)


def _read(batch: Import) -> Iterator[Step]:
    yield from _through(batch, READING, "reading")
    ready = {"state": "ready", "doing": "", "done": 0, "total": queries.todo(batch)}
    Import.update(ready).where(Import.id == batch.id, Import.state == "reading").execute()


def _take_back(batch: Import) -> Iterator[Step]:
    yield from _through(batch, UNDOING, "undoing")
    undone = {"state": "undone", "doing": "", "ended_at": clock.now()}
    Import.update(undone).where(Import.id == batch.id, Import.state == "undoing").execute()
