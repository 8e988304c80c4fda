"""How much room is left where the site writes."""

import os
from dataclasses import dataclass
from pathlib import Path

from moviediary import storage
from moviediary.database import db, is_sqlite

# Bytes below which nothing can be relied on any more: a database that fits into its own leavings still takes small writes.
FULL = 16 << 20
# Where so much is left, or a twentieth, nobody need look.
ROOMY = 2 << 30
PART = 20


@dataclass(frozen=True)
class Disk:
    """A disk, or another place with an end: bytes that are free for us, and bytes in all."""

    free: int
    size: int

    @property
    def full(self) -> bool:
        return self.free < FULL

    @property
    def tight(self) -> bool:
        return self.free < min(ROOMY, max(self.size // PART, 4 * FULL))


def fullest() -> Disk | None:
    """The fullest of the disks with the database and the files. None where both are elsewhere."""
    folders = [Path(db.obj.database).parent] if is_sqlite() else []
    kept = storage.folder()
    folders += [kept] if kept is not None else []
    return min((room(folder) for folder in folders), key=lambda disk: disk.free, default=None)


def room(folder: Path) -> Disk:
    """The disk of a folder, or of what there is of the folders on the way to it."""
    # The folder of files is made with the first of them.
    found = os.statvfs(nearest(folder))
    return Disk(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def nearest(path: Path) -> Path:
    """A path, or what there is of the folders on the way to it."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())
