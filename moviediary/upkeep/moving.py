"""Moving a site to another database, or its files to another store. What is left behind is never touched."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import peewee

from moviediary import clock, database, logplaces
from moviediary.backups import filling, reading
from moviediary.backups.filling import Content, Filled
from moviediary.backups.tables import applied, is_sqlite, rows, tables
from moviediary.database import connected, db
from moviediary.storage import Store

# Where in a store a site keeps files; cards are drawn anew, but that takes a while.
FOLDERS = ("posters", "imports", "exports", "cards")
STEP = 256 * 1024


@dataclass(frozen=True)
class Moved:
    """What was copied, and how many events the site has recorded since."""

    filled: Sequence[Filled]
    newer: int


def move(url: str) -> Moved:
    """Copy the site's database into an empty one, and prove that it is the same.

    Raises filling.Unfit, reading.Damaged and the errors of both databases; then nothing of it stays.
    """
    new = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None
    was_there = new is not None and new.exists()
    folder = Path(db.obj.database).parent if is_sqlite(db.obj) else Path()
    try:
        with connected(), reading.snapshot(db.obj, folder) as source:
            return _copied(source, url)
    except BaseException:
        if new is not None and not was_there:
            for path in (new, new.with_name(f"{new.name}-wal"), new.with_name(f"{new.name}-shm")):
                path.unlink(missing_ok=True)
        raise


def _copied(source: peewee.Database, url: str) -> Moved:
    there = tables(source)
    contents = [Content(table.name, table.columns, reading.lines(source, table)) for table in there]
    target = database.open_database(url)
    try:
        with target.connection_context(), filling.unbound(target), target.atomic():
            filled = filling.fill(target, applied(source), contents)
    finally:
        with suppress(AttributeError):
            target.close_all()
    newest = rows(source, "SELECT coalesce(max(seq), 0) FROM log")[0][0]
    return Moved(filled, logplaces.newest() - newest)


@dataclass
class Files:
    """How many files were copied, and how many were there already."""

    copied: int = 0
    there: int = 0
    bytes: int = 0


def move_files(old: Store, new: Store, tell: Callable[[Files], None]) -> Files:
    """Copy all files of a site into another store, each read again there. May be stopped and begun again at any time.

    Raises OSError where a store does not answer, is full, or gives back something else than it was given.
    """
    moved = Files()
    for name in _names(old):
        with suppress(FileNotFoundError), old.opened(name) as file:
            if _content(new, name) == _hashed(file):
                moved.there += 1
            else:
                moved.bytes += _moved(new, name, file)
                moved.copied += 1
            tell(moved)
    return moved


def _names(store: Store) -> Iterator[str]:
    for folder in FOLDERS:
        # A list that changes while it is read may miss some, so it is read to its end first; names are short.
        yield from [name for names in store.old(folder, clock.now() + timedelta(days=1)) for name in names]


def _moved(new: Store, name: str, file: BinaryIO) -> int:
    file.seek(0)
    new.put(name, file)
    size = file.tell()
    if _content(new, name) != _hashed(file):
        raise OSError(f"{name} does not read as it was written")
    return size


def _content(store: Store, name: str) -> str:
    """The hash of what is stored under a name, "" where nothing is."""
    try:
        with store.opened(name) as file:
            return _hashed(file)
    except FileNotFoundError:
        return ""


def _hashed(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while some := file.read(STEP):
        digest.update(some)
    return digest.hexdigest()
