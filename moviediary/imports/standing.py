"""How an import stands, as its page shows it."""

from dataclasses import dataclass

from moviediary import clock, ids
from moviediary.imports import asking, queries, queue_queries
from moviediary.imports.models import FINDING, UNDER_WAY, Import
from moviediary.imports.origins import looks_like, title_of
from moviediary.imports.progress import Progress, progress

TITLES = {
    "reading": "Reading your file",
    "running": "Importing",
    "paused": "Paused",
    "undoing": "Taking it back",
    "done": "Imported",
    "cancelled": "Cancelled",
    "undone": "Taken back",
}


@dataclass(frozen=True)
class Standing:
    """An import with its numbers. `part` names what its page shows: working, unread, preview or report."""

    batch: Import
    address: str
    part: str
    title: str
    source: str
    counted: queries.Counted
    progress: Progress
    unsure: int = 0
    waiting: int = 0
    asked: int = 0

    @property
    def is_working(self) -> bool:
        return self.batch.state in UNDER_WAY

    @property
    def said(self) -> str:
        """What is told to those who listen: when it changes, and now and then on the way."""
        if self.batch.state == "reading" or not self.progress.total or not self.is_working:
            return self.title
        return f"{self.title}, {self.progress.tens} percent"


def standing(batch: Import, mark: str = "") -> Standing:
    """How an import stands. `mark` is where an earlier look began to measure how fast it goes."""
    counted, part = queries.counted(batch), _part(batch)
    number = f"/imports/{ids.short(batch.id)}"
    reported = part == "report"
    unsure = queue_queries.unsure_count(batch) if reported else 0
    waiting = asking.waiting(batch) if reported else 0
    asked = asking.asked(batch) if waiting else 0
    said = (_title(batch), title_of(batch.source))
    return Standing(batch, number, part, *said, counted, _progress(batch, counted, mark), unsure, waiting, asked)


def _part(batch: Import) -> str:
    if batch.state in ("ready", "undone"):
        return "preview"
    if batch.state == "failed":
        return "report" if batch.begun_at else "unread"
    return "report" if batch.state in ("done", "cancelled") else "working"


def _title(batch: Import) -> str:
    if batch.state == "ready":
        return looks_like(batch.source, batch.total)
    if batch.state == "failed":
        return "The import could not be finished" if batch.begun_at else "This file could not be read"
    return TITLES[batch.state]


def _progress(batch: Import, counted: queries.Counted, mark: str) -> Progress:
    if batch.state == "reading" and batch.doing == FINDING:
        found = queries.films_found(batch)
        return progress(sum(found.values()) - found.get("", 0), sum(found.values()), mark, clock.now())
    total = 0 if batch.state == "reading" else batch.total
    return progress(counted.lines if batch.state == "reading" else batch.done, total, mark, clock.now())
