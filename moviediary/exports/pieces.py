"""What every format is made of: files, written one after the other in pieces that anybody can go on from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from moviediary.accounts.models import Member


@dataclass(frozen=True)
class Asked:
    """Whose diary is written, whether with posters, and when it was asked for."""

    member: Member
    posters: bool
    made_at: datetime


@dataclass(frozen=True)
class Cursor:
    """Where the next piece begins: at which stage, and behind what there. `counts` is how much was written of everything;
    `films` are those that only earlier versions of entries were about."""

    stage: int = 0
    after: Any = None
    counts: Mapping[str, int] = field(default_factory=dict)
    films: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """Some of a file. `after` is what the next piece of the same stage begins behind, None where the stage is done. `name` is
    that of the file where it is not the stage's; without `data` there is no file. `rows` says how far it got."""

    data: bytes | None
    after: Any = None
    rows: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    name: str = ""
    films: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A step of a format: the file it writes, what people are told meanwhile, and how it goes on behind a cursor."""

    name: str
    doing: str
    write: Callable[[Asked, Cursor], Written]


@dataclass(frozen=True)
class Piece:
    """Bytes of a file, what the worker was at, how many rows they hold, and where the next piece begins."""

    name: str
    data: bytes | None
    doing: str
    rows: int
    cursor: Cursor


def pieces(stages: Sequence[Stage], asked: Asked, cursor: Cursor) -> Iterator[Piece]:
    """The pieces of all stages from a place on."""
    while cursor.stage < len(stages):
        stage = stages[cursor.stage]
        written = stage.write(asked, cursor)
        counts = {name: cursor.counts.get(name, 0) + written.counts.get(name, 0) for name in {**cursor.counts, **written.counts}}
        films = (*cursor.films, *written.films)
        cursor = replace(cursor, after=written.after, counts=counts, films=films)
        if written.after is None:
            cursor = replace(cursor, stage=cursor.stage + 1)
        yield Piece(written.name or stage.name, written.data, stage.doing, written.rows, cursor)


def line(value: object) -> bytes:
    """A value as a line of JSON, its keys in the order they were given."""
    return msgspec.json.encode(value) + b"\n"


def document(value: object) -> bytes:
    """A value as a file of JSON that people can read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
