"""A film as the catalogue tells it, and a catalogue that tells nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Between names of directors, which may hold commas, but no tabs: they came from a file with tabs between its columns.
BETWEEN = "\t"
COLUMNS = "rank, imdb, title, original, year, runtime, genres, directors, votes"


class Damaged(Exception):
    """What is there is no catalogue, or half of one, or one of another version."""


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


def check_layout(about: Mapping[str, str], layout: str) -> None:
    """Raises Damaged where a catalogue is laid out as another version of Movie Diary does it."""
    if about.get("layout") != layout:
        raise Damaged("it was made by another version of Movie Diary, or by something else")
