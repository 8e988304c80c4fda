"""Making a backup: a snapshot of the database first, the pictures it names after it, as those never change."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import msgspec
import peewee

from moviediary import clock, storage
from moviediary.backups import reading
from moviediary.backups.archive import FILES, SECRET, SETTINGS, Writer
from moviediary.backups.manifest import FORMAT, VERSION, Manifest, fingerprint
from moviediary.backups.tables import applied, is_sqlite, rows, tables
from moviediary.database import db


@dataclass
class Wiring:
    """Which files in the store belong to a backup: a select of their names, read from the snapshot."""

    files: str = "SELECT '' WHERE false"


wiring = Wiring()


@dataclass(frozen=True)
class Site:
    """What of the site is no table: its settings as the environment would say them, without secrets, and its secret."""

    settings: Mapping[str, str | None]
    secret: str


class Exists(Exception):
    """There is such a file already."""


def make(path: Path, site: Site, with_secret: bool = False, force: bool = False) -> Manifest:
    """Write a backup. It appears in its place when it is whole, for its owner only.

    Raises Exists, reading.Damaged, and OSError where there is no room, or a picture cannot be read.
    """
    if path.exists() and not force:
        raise Exists(f"{path} is there already. Choose another name, or say --force to replace it.")
    with (
        reading.snapshot(db.obj, path.parent) as database,
        storage.drafted(path, f"{storage.DRAFT}{os.getpid()}-") as target,
        Writer(target) as writer,
    ):
        return _written(writer, database, site, with_secret)


def _written(writer: Writer, database: peewee.Database, site: Site, with_secret: bool) -> Manifest:
    made_at = clock.now()
    parts = tuple(writer.add_table(table.name, table.columns, reading.lines(database, table)) for table in tables(database))
    with TemporaryFile() as listed:
        found = _add_pictures(writer, database, listed)
        listed.seek(0)
        files, count = writer.add(FILES, listed)
    settings, _ = writer.add(SETTINGS, [_environment(site.settings).encode()])
    if with_secret:
        writer.add(SECRET, [f"{site.secret}\n".encode()])
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        made_at=made_at.isoformat(timespec="seconds"),
        database="sqlite" if is_sqlite(database) else "postgresql",
        migrations=tuple(applied(database)),
        tables=parts,
        files=files,
        files_count=count,
        files_bytes=found.bytes,
        missing=found.missing,
        settings=settings,
        fingerprint=fingerprint(site.secret),
        with_secret=with_secret,
    )
    writer.finish(manifest)
    return manifest


@dataclass
class _Found:
    bytes: int = 0
    missing: int = 0


def _add_pictures(writer: Writer, database: peewee.Database, listed: BinaryIO) -> _Found:
    """Write the pictures that the snapshot names, and a line about each into a file of its own: one is written at a time."""
    found = _Found()
    for (name,) in rows(database, wiring.files):
        data = storage.get(name)
        if data is None:
            found.missing += 1
            continue
        listed.write(msgspec.json.encode(writer.add_file(name, data)) + b"\n")
        found.bytes += len(data)
    return found


def _environment(settings: Mapping[str, str | None]) -> str:
    """Settings as a file that a shell or a container reads; what is a secret stands there by its name only."""
    lines = [f"{name}={value}" if value is not None else f"# {name} was set" for name, value in settings.items()]
    return "\n".join(["# The settings of the site this backup is of, without secrets.", *lines, ""])
