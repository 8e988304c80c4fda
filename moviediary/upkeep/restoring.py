"""Restoring a backup into an empty site: all of it is checked before anything is touched, and written in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from moviediary import clock, database, storage, sweep
from moviediary import log as journal
from moviediary.backups import archive, filling, manifest
from moviediary.backups.archive import Reader
from moviediary.backups.filling import Content, Filled, Unfit
from moviediary.backups.manifest import Manifest
from moviediary.database import connected, db
from moviediary.upkeep import aftermath, site
from moviediary.upkeep.aftermath import Aftermath

# A worker that looked for work since then is at work.
SEEN = timedelta(seconds=60)
AT_WORK = "The worker of this site is at work. Stop the site and wait a minute, so that nothing is sent while it is restored."


@dataclass(frozen=True)
class Restored:
    """What came of it. `secret` is the one in the backup, where it holds another than the site has."""

    manifest: Manifest
    filled: Sequence[Filled]
    after: Aftermath
    secret: str
    same_secret: bool


def restore(path: Path) -> Restored:
    """Make this site, which must be empty, what a backup says. Raises archive.Unusable, Unfit, and OSError."""
    with archive.opened(path) as backup:
        check_here()
        check(backup)
        with connected():
            for file in backup.files():
                # Nothing refers to them yet, and storing one again is no error.
                storage.put(file.name, backup.file(file))
            with filling.unbound(db.obj), journal.changes(None) as record:
                filled = filling.fill(db.obj, backup.manifest.migrations, contents(backup))
                after = aftermath.settle(record)
                filling.check_references(db.obj)
        same = manifest.is_of(backup.manifest.fingerprint, site.of_backups.secret)
        return Restored(backup.manifest, filled, after, "" if same else backup.secret(), same)


def check(backup: Reader) -> None:
    """Raise Unusable or Unfit where a backup is not what it says, or of a newer release. Nothing is changed."""
    filling.check_known(backup.manifest.migrations)
    backup.check()


def check_here() -> None:
    """Raise Unfit where this site cannot take a backup: it is not empty, or at work."""
    with connected():
        filling.check_empty(db.obj)
        if not database.pending() and (seen := sweep.last_seen()) is not None and clock.now() - seen < SEEN:
            raise Unfit(AT_WORK)


def contents(backup: Reader) -> list[Content]:
    return [Content(table.name, table.columns, backup.rows(table)) for table in backup.manifest.tables]
