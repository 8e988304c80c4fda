"""A film as the catalogue tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Between names of directors, which may hold commas, but no tabs: they came from a file with tabs between its columns.
BETWEEN = "\t"
COLUMNS = "rank, imdb, title, original, year, runtime, genres, directors, votes"


@dataclass(frozen=True)
class Entry:
    """`original_title` is empty where it is the title, `runtime` in minutes. `rank` is 1 for the film with the most votes."""

    imdb_id: str
    title: str
    original_title: str
    year: int | None
    runtime: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    votes: int
    rank: int


def entry(row: Sequence[Any]) -> Entry:
    """From a row of COLUMNS."""
    rank, number, title, original, year, runtime, genres, directors, votes = row
    return Entry(f"tt{number:07}", title, original, year, runtime, _split(genres, ","), _split(directors, BETWEEN), votes, rank)


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(text.split(sign)) if text else ()
