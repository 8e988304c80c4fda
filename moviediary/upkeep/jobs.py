"""What keeps a site by the clock: a backup a day, the last few of which stay, and a look every day whether the database is sound.

Both take as long as the database is large, so a process of their own does them (`worker.py`). Neither keeps a writer waiting.
"""

import logging
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import peewee

from moviediary import clock
from moviediary.backups import making, reading
from moviediary.backups.tables import BROKEN, is_sqlite, rows
from moviediary.database import connected, db
from moviediary.storage import DRAFT
from moviediary.upkeep import models, site
from moviediary.upkeep.places import place

# What was begun a little later each day would wander through the day.
DAY = timedelta(hours=23, minutes=30)
DONE_TODAY = "not due yet"
NAME = re.compile(r"diary-\d{4}-\d\d-\d\d-\d{6}\.zip")
# Left by a process that died; no backup takes a day.
DRAFTS, OLD = f"{DRAFT}*", timedelta(days=1)
INVALID = """SELECT 'the constraint ' || conname || ' of ' || conrelid::regclass FROM pg_constraint WHERE NOT convalidated
UNION SELECT 'the index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid"""
# More would be no more help.
MOST = 10
log = logging.getLogger(__name__)


def back_up() -> str | None:
    """Make the backup of the day, where the settings name a folder, and remove those beyond the last few."""
    folder = site.folder
    if folder is None:
        return "not wanted, as BACKUP_FOLDER is not set"
    if _is_done(models.BACKUP):
        return DONE_TODAY

    def make() -> int:
        _tidy(folder)
        path = folder / f"diary-{clock.now():%Y-%m-%d-%H%M%S}.zip"
        making.make(path, site.of_backups)
        for older in kept(folder)[site.keep :]:
            older.unlink()
        return path.stat().st_size

    return _noted(models.BACKUP, make)


def check_integrity() -> str | None:
    """Look whether the database is sound, and note it; the log says so where it is not."""
    return DONE_TODAY if _is_done(models.INTEGRITY) else _noted(models.INTEGRITY, _check)


def kept(folder: Path) -> list[Path]:
    """The backups in the folder, the newest first. Files of other names are somebody else's."""
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name)), reverse=True)


def damages(database: peewee.Database) -> list[str]:
    """What is wrong with a database, a few words each; nothing where it is sound."""
    if not is_sqlite(database):
        return [row[0] for row in rows(database, INVALID)][:MOST]
    found = [row[0] for row in rows(database, f"PRAGMA integrity_check({MOST})")]
    broken = rows(database, "PRAGMA foreign_key_check")[:MOST]
    return [line for line in found if line != "ok"] + [f"a row of {row[0]} refers to none of {row[2]}" for row in broken]


def _check() -> int:
    with connected():
        found = damages(db.obj)
    if found:
        raise reading.Damaged("; ".join(found))
    return 0


def _is_done(name: str) -> bool:
    with connected():
        last = models.last(name)
    return last is not None and not last.problem and last.done_at is not None and clock.now() - last.done_at < DAY


def _noted(name: str, do: Callable[[], int]) -> str | None:
    """Do something, note how it ended, and say where it failed. It is tried again when the clock comes round, within the hour."""
    began = clock.now()
    try:
        problem, size = "", do()
    except (reading.Damaged, making.Exists, OSError, *BROKEN) as failure:
        problem, size = _words(failure), 0
        log.error("%s failed: %s", name, problem)
    with connected():
        models.note(name, began, problem, size)
    return "failed" if problem else None


def _words(failure: BaseException) -> str:
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.strerror} ({place(failure)})" if failure.filename else failure.strerror
    return " ".join(str(failure).split()) or type(failure).__name__


def _tidy(folder: Path) -> None:
    """Remove what was left half made. The folder itself is never made: a disk that is not there must not be taken for one."""
    for path in folder.glob(DRAFTS):
        if path.stat().st_mtime < (clock.now() - OLD).timestamp():
            _remove(path)


def _remove(draft: Path) -> None:
    try:
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
    except OSError as problem:
        # Of a file in the folder only the name would be told.
        raise OSError(problem.errno, problem.strerror or str(problem), str(draft)) from None
