"""What was read so far, in a file of its own, so that an import that was killed goes on where it was."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cysqlite

from moviediary.catalogue.formats import Row
from moviediary.catalogue.sources import Source

TABLES = """
CREATE TABLE IF NOT EXISTS source (kind TEXT PRIMARY KEY, mark TEXT, lines INTEGER, broken INTEGER, example TEXT, done INTEGER);
CREATE TABLE IF NOT EXISTS basics (id INTEGER PRIMARY KEY, title TEXT, original TEXT, year INTEGER, runtime INTEGER, genres TEXT);
CREATE TABLE IF NOT EXISTS ratings (id INTEGER PRIMARY KEY, votes INTEGER);
CREATE TABLE IF NOT EXISTS crew (id INTEGER PRIMARY KEY, directors TEXT);
CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, name TEXT);
"""
KINDS = ("basics", "ratings", "crew", "names")
INSERT = {
    "basics": "INSERT OR REPLACE INTO basics VALUES (?, ?, ?, ?, ?, ?)",
    "ratings": "INSERT OR REPLACE INTO ratings VALUES (?, ?)",
    "crew": "INSERT OR REPLACE INTO crew VALUES (?, ?)",
    "names": "INSERT OR REPLACE INTO names VALUES (?, ?)",
}
EMPTY = {
    "basics": "DELETE FROM basics",
    "ratings": "DELETE FROM ratings",
    "crew": "DELETE FROM crew",
    "names": "DELETE FROM names",
}
FILMS = """
SELECT basics.id, title, original, year, runtime, genres, COALESCE(votes, 0), COALESCE(directors, '')
FROM basics LEFT JOIN ratings USING (id) LEFT JOIN crew USING (id) WHERE basics.id IN (SELECT value FROM json_each(?))
"""
NAMES = "SELECT id, name FROM names WHERE id IN (SELECT value FROM json_each(?))"


@dataclass
class Progress:
    """How far a file was read, and what was not understood of it."""

    lines: int = 0
    broken: int = 0
    example: str = ""
    done: bool = False


@dataclass(frozen=True)
class Film:
    """A film as it is written into the catalogue. `number` is that of its IMDb id."""

    number: int
    title: str
    original: str
    year: int | None
    runtime: int | None
    genres: str
    directors: tuple[str, ...]
    votes: int


class Staging:
    def __init__(self, path: Path):
        self._connection = cysqlite.Connection(str(path))
        self._connection.execute("PRAGMA journal_mode = wal")
        self._connection.execute("PRAGMA synchronous = normal")
        for statement in filter(str.strip, TABLES.split(";")):
            self._connection.execute(statement)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        with self._connection.atomic():
            yield

    def keep_only(self, sources: Mapping[str, Source], shorts: bool) -> None:
        """Forget what was read of files that are not given now. The films decide what is taken of all other files."""
        films = self._mark("basics") == _marked(sources["basics"], shorts)
        with self.changing():
            for kind in KINDS:
                if not films or kind not in sources or self._mark(kind) != _marked(sources[kind], shorts):
                    self._connection.execute(EMPTY[kind])
                    self._connection.execute("DELETE FROM source WHERE kind = ?", (kind,))
            if "crew" not in sources or not self.progress("crew").done:
                # Names are read for the directors that are known by then.
                self._connection.execute(EMPTY["names"])
                self._connection.execute("DELETE FROM source WHERE kind = 'names'")

    def progress(self, kind: str) -> Progress:
        row = self._one("SELECT lines, broken, example, done FROM source WHERE kind = ?", (kind,))
        return Progress(row[0], row[1], row[2], bool(row[3])) if row else Progress()

    def add(self, source: Source, shorts: bool, rows: Iterable[Row], progress: Progress) -> None:
        """Keep rows of a file, and how far it was read, both or neither."""
        with self.changing():
            for row in rows:
                self._connection.execute(INSERT[source.kind], row)
            values = (source.kind, _marked(source, shorts), progress.lines, progress.broken, progress.example, int(progress.done))
            self._connection.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?)", values)

    def film_ids(self) -> Iterator[int]:
        return (row[0] for row in self._connection.execute("SELECT id FROM basics"))

    def director_ids(self) -> Iterator[int]:
        return (int(one) for row in self._connection.execute("SELECT directors FROM crew") for one in row[0].split(","))

    def votes(self) -> Iterator[tuple[int, int]]:
        """Every film's number and its votes."""
        query = "SELECT id, COALESCE(votes, 0) FROM basics LEFT JOIN ratings USING (id)"
        return ((row[0], row[1]) for row in self._connection.execute(query))

    def films(self, numbers: Sequence[int]) -> list[Film]:
        """The films with these numbers, in their order."""
        rows = {row[0]: row for row in self._connection.execute(FILMS, (json.dumps(list(numbers)),))}
        directors = {number: [int(one) for one in row[7].split(",") if one] for number, row in rows.items()}
        wanted = sorted({one for ids in directors.values() for one in ids})
        names = dict(tuple(row) for row in self._connection.execute(NAMES, (json.dumps(wanted),)))
        found = ((number, rows[number]) for number in numbers)
        return [
            Film(
                number,
                row[1],
                row[2],
                row[3],
                row[4],
                row[5],
                tuple(names[one] for one in directors[number] if one in names),
                row[6],
            )
            for number, row in found
        ]

    def mark(self) -> str:
        """What all files that were read have in common with no others."""
        return " ".join(row[0] for row in self._connection.execute("SELECT mark FROM source ORDER BY kind"))

    def _mark(self, kind: str) -> str:
        row = self._one("SELECT mark FROM source WHERE kind = ?", (kind,))
        return row[0] if row else ""

    def _one(self, query: str, params: tuple[Any, ...]) -> Any:
        return self._connection.execute(query, params).fetchone()


def _marked(source: Source, shorts: bool) -> str:
    return f"{source.mark}{' with shorts' if shorts else ''}"
