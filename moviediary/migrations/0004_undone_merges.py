"""What it takes to undo a merge: the numbers a merged film had, and which entries were written about it.

For films that were merged before, both are read from the log.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from moviediary.migrations.dialect import run

UP = """
CREATE TABLE movie_merge (
    movie_id UUID NOT NULL PRIMARY KEY,
    into_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    imdb_id TEXT,
    tmdb_id INTEGER,
    wikidata_id TEXT,
    completed TEXT NOT NULL
);
CREATE INDEX movie_merge_into_id ON movie_merge (into_id);
CREATE TABLE merged_review (
    review_id UUID NOT NULL PRIMARY KEY,
    movie_id UUID NOT NULL
);
CREATE INDEX merged_review_movie_id ON merged_review (movie_id);
"""

DOWN = """
DROP TABLE merged_review;
DROP TABLE movie_merge;
"""

NUMBERS = ("imdb_id", "tmdb_id", "wikidata_id")
SUBJECTS = ("movies.discovered", "movies.corrected", "movies.merged", "reviews.logged", "reviews.edited")
AT_A_TIME = 1000


def up(migrator: Any, db: Any) -> None:
    run(db, UP)
    if db.execute_sql("SELECT 1 FROM log WHERE subject = 'movies.merged' LIMIT 1").fetchone():
        told = Told()
        for seq, subject, data in _entries(db):
            told.take(seq, subject, data)
        told.save(db)


def down(migrator: Any, db: Any) -> None:
    run(db, DOWN)


class Told:
    """What the log says about merges, as far as it was read."""

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self.merges: dict[str, tuple[Any, ...]] = {}
        self.became: dict[str, str] = {}
        self.origins: dict[str, str] = {}

    def take(self, seq: int, subject: str, data: dict[str, Any]) -> None:
        movie = _hex(data["movie_id"])
        if subject == "movies.merged":
            self._merge(seq, movie, _hex(data["into_id"]))
        elif subject.startswith("movies."):
            self.numbers[movie] = {name: data[name] for name in NUMBERS}
        else:
            review = _hex(data["review_id"])
            if review not in self.origins or self._at(self.origins[review]) != self._at(movie):
                self.origins[review] = self._at(movie)

    def save(self, db: Any) -> None:
        _insert(db, "movie_merge", ((movie, *row) for movie, row in self.merges.items()))
        there = {_hex(row[0]) for row in db.execute_sql("SELECT id FROM review").fetchall()}
        moved = ((review, movie) for review, movie in self.origins.items() if movie in self.became and review in there)
        _insert(db, "merged_review", moved)

    def _merge(self, seq: int, movie: str, into: str) -> None:
        unknown: dict[str, Any] = dict.fromkeys(NUMBERS)
        numbers, stays = self.numbers.get(movie, unknown), self.numbers.get(into, unknown)
        self.merges[movie] = (into, seq, *numbers.values(), "[]")
        self.numbers[into] = {name: numbers[name] if stays[name] is None else stays[name] for name in NUMBERS}
        self.became[movie] = into

    def _at(self, movie: str) -> str:
        while movie in self.became:
            movie = self.became[movie]
        return movie


def _entries(db: Any) -> Iterator[tuple[int, str, dict[str, Any]]]:
    last = 0
    wanted = f"NOT erased AND subject IN {SUBJECTS}"
    while rows := db.execute_sql(
        f"SELECT seq, subject, data FROM log WHERE seq > {last} AND {wanted} ORDER BY seq LIMIT {AT_A_TIME}"  # noqa: S608
    ).fetchall():
        for seq, subject, data in rows:
            yield seq, subject, json.loads(data)
        last = rows[-1][0]


def _insert(db: Any, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    for row in rows:
        db.execute_sql(f"INSERT INTO {table} VALUES ({', '.join(db.param for _ in row)})", row)  # noqa: S608


def _hex(value: Any) -> str:
    return UUID(str(value)).hex
