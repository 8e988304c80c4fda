"""How large a site is: measured by the schedule and kept, so that looking at it costs nothing."""

from datetime import datetime
from pathlib import Path

import peewee

from moviediary import clock, storage
from moviediary.database import connected, db, is_sqlite, selected
from moviediary.log import LogEntry
from moviediary.tables import Row, UtcField

DATABASE, EVENTS, FILES, STORED = "database_bytes", "events", "stored_files", "stored_bytes"


class Figure(Row):
    """A number of the site, as it was when it was measured."""

    name = peewee.TextField(primary_key=True)
    value = peewee.BigIntegerField()
    measured_at = UtcField()


def measure() -> None:
    """Measure everything anew. What cannot be measured now stays what it was."""
    with connected():
        _keep({DATABASE: database_bytes(), EVENTS: LogEntry.select().count()})
    # Walking through the files takes longest, and a bucket may be away.
    files = stored = 0
    for size in storage.sizes():
        files, stored = files + 1, stored + size
    with connected():
        _keep({FILES: files, STORED: stored})


def latest() -> dict[str, int]:
    """The figures by their names; those never measured are missing."""
    return {row.name: row.value for row in Figure.select()}


def measured_at() -> datetime | None:
    """When the oldest of them was measured."""
    oldest: datetime | None = Figure.select(peewee.fn.MIN(Figure.measured_at)).scalar()
    return oldest


def database_bytes() -> int:
    """What the database takes on its disk, with what it has not tidied up yet."""
    if not is_sqlite():
        return int(selected("SELECT pg_database_size(current_database())")[0][0])
    files = (Path(f"{db.obj.database}{ending}") for ending in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _keep(figures: dict[str, int]) -> None:
    now = clock.now()
    rows = [{"name": name, "value": value, "measured_at": now} for name, value in figures.items()]
    Figure.insert_many(rows).on_conflict(conflict_target=[Figure.name], preserve=[Figure.value, Figure.measured_at]).execute()
