"""Where the catalogue is: a file beside the diary's SQLite file, or a schema in its Postgres database."""

import hashlib
from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

import cysqlite
import psycopg2

from moviediary.catalogue import postgres, sqlite
from moviediary.catalogue.entries import Damaged, Entry
from moviediary.config import ROOT

Draft = sqlite.Draft | postgres.Draft
# What goes wrong with a catalogue that is damaged, or with the way to it.
Problem = (cysqlite.Error, psycopg2.Error, Damaged, OSError)


class Shelf(Protocol):
    """The catalogue, open for one thread to read."""

    def about(self) -> dict[str, str]: ...

    def search(self, text: str, year: int | None, limit: int, after: int | None) -> list[Entry]: ...

    def film(self, number: int) -> Entry | None: ...

    def close(self) -> None: ...


class Place(Protocol):
    """`staging` is where an import keeps what it read so far."""

    staging: Path

    def version(self) -> Hashable | None:
        """Something that is another as soon as there is another catalogue to open; None where there is none."""

    def open(self) -> Shelf: ...

    def draft(self, mark: str) -> Draft: ...

    def remove(self) -> None: ...


class File:
    def __init__(self, diary: Path):
        # Never the diary itself, whatever it is called.
        name = "catalogue.db" if diary.name != "catalogue.db" else "films.db"
        self.path = diary.with_name(name)
        self.staging = diary.with_name(f"{name}.staging")

    def version(self) -> Hashable | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def open(self) -> Shelf:
        return sqlite.Shelf(self.path)

    def draft(self, mark: str) -> Draft:
        return sqlite.Draft(self.path, mark)

    def remove(self) -> None:
        for path in (self.path, self.path.with_name(f"{self.path.name}.draft"), self.staging):
            sqlite.remove(path)


class Schema:
    def __init__(self, url: str):
        self._url = url
        # Imports into different databases must not mix.
        self.staging = ROOT / "var" / f"catalogue-{hashlib.sha256(url.encode()).hexdigest()[:12]}.staging"

    def version(self) -> Hashable | None:
        # Whoever asks for a table gets that of the newest schema.
        return self._url

    def open(self) -> Shelf:
        return postgres.Shelf(self._url)

    def draft(self, mark: str) -> Draft:
        return postgres.Draft(self._url)

    def remove(self) -> None:
        postgres.remove(self._url)
        sqlite.remove(self.staging)


def place_for(database_url: str) -> Place:
    """The place beside a diary's database. Nothing is opened."""
    if database_url.startswith("sqlite:"):
        return File(Path(database_url.removeprefix("sqlite:///")))
    return Schema(database_url)
