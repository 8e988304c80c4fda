"""The catalogue as a file beside the diary's: written as a draft, put in the place of the old one in one step, read unlocked."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import cysqlite

from moviediary.catalogue.entries import BETWEEN, COLUMNS, Damaged, Entry, check_layout, entry
from moviediary.catalogue.staging import Film
from moviediary.titles.finding import find
from moviediary.titles.sqlite import Titles

# Another number for another layout of the file: one of before is then as good as none.
LAYOUT = "1"
FILM = """CREATE TABLE film (rank INTEGER PRIMARY KEY, imdb INTEGER NOT NULL, title TEXT NOT NULL, original TEXT NOT NULL,
year INTEGER, runtime INTEGER, genres TEXT NOT NULL, directors TEXT NOT NULL, votes INTEGER NOT NULL)"""
ABOUT = "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
ADD = "INSERT INTO film VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
FILMS = f"SELECT {COLUMNS} FROM film WHERE rank IN (SELECT value FROM json_each(?))"  # noqa: S608 -- names of columns
BY_NUMBER = f"SELECT {COLUMNS} FROM film WHERE imdb = ?"  # noqa: S608 -- names of columns


class Shelf:
    """The catalogue, open for one thread to read. Raises Damaged, and cysqlite's errors."""

    def __init__(self, path: Path):
        # The file never changes, it is only replaced: nothing has to be locked or looked at again.
        self._connection = cysqlite.Connection(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        try:
            self._check(path)
        except BaseException:
            self._connection.close()
            raise
        self._titles = Titles(self._connection, "title")

    def close(self) -> None:
        self._connection.close()

    def about(self) -> dict[str, str]:
        return dict(tuple(row) for row in self._connection.execute("SELECT name, value FROM about"))

    def search(self, text: str, year: int | None, limit: int, after: int | None) -> list[Entry]:
        ranks = [hit.number for hit in find(self._titles, text, year, limit, after)]
        found = {row[0]: entry(row) for row in self._connection.execute(FILMS, (json.dumps(ranks),))}
        # A file that somebody changed may have words of a film that is not in it.
        return [found[rank] for rank in ranks if rank in found]

    def film(self, number: int) -> Entry | None:
        row = self._connection.execute(BY_NUMBER, (number,)).fetchone()
        return entry(row) if row else None

    def _check(self, path: Path) -> None:
        """Half a file may well begin with what is asked for first."""
        pages, size = (self._connection.execute_scalar(f"PRAGMA {name}") for name in ("page_count", "page_size"))
        if pages * size != path.stat().st_size:
            raise Damaged("it is not as long as it says it is")
        check_layout(self.about(), LAYOUT)


class Draft:
    """A new catalogue, which nobody sees before it is published. It may be left and taken up again."""

    def __init__(self, path: Path, mark: str):
        self._path, self._draft = path, path.with_name(f"{path.name}.draft")
        self._open()
        if self._about("mark") != mark:
            self.discard()
            self._open()
            self._create(mark)
        self._titles = Titles(self._connection, "title")

    def count(self) -> int:
        """How many films are in it."""
        found: int | None = self._connection.execute_scalar("SELECT MAX(rank) FROM film")
        return found or 0

    def add(self, films: Sequence[Film]) -> None:
        """Add the next films, all or none."""
        with self._connection.atomic():
            for rank, film in enumerate(films, start=self.count() + 1):
                told = (film.title, film.original, film.year, film.runtime, film.genres, BETWEEN.join(film.directors))
                self._connection.execute(ADD, (rank, film.number, *told, film.votes))
                self._titles.add(rank, (film.title, film.original), film.year)

    def publish(self, about: Mapping[str, str]) -> None:
        """Let everybody read it instead of the old one."""
        with self._connection.atomic():
            self._connection.execute("CREATE INDEX IF NOT EXISTS film_imdb ON film (imdb)")
            self._titles.learn()
            for name, value in {**about, "layout": LAYOUT}.items():
                self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
        # One file with everything in it, for readers who look for no other.
        self._connection.execute("PRAGMA journal_mode = delete")
        self._connection.close()
        _sync(self._draft)
        os.replace(self._draft, self._path)
        _sync(self._path.parent)

    def discard(self) -> None:
        self._connection.close()
        remove(self._draft)

    def close(self) -> None:
        self._connection.close()

    def _open(self) -> None:
        self._connection = cysqlite.Connection(str(self._draft))
        self._connection.execute("PRAGMA journal_mode = wal")
        self._connection.execute("PRAGMA synchronous = normal")

    def _create(self, mark: str) -> None:
        with self._connection.atomic():
            self._connection.execute(FILM)
            self._connection.execute(ABOUT)
            Titles(self._connection, "title").create()
            self._connection.execute("INSERT INTO about VALUES ('mark', ?)", (mark,))

    def _about(self, name: str) -> Any:
        there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone()
        row = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone() if there else None
        return row[0] if row else None


def remove(path: Path) -> None:
    """Remove a database with what SQLite may have put beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until a file, or what a folder says of its files, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
