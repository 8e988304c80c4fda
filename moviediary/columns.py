"""How the values of columns go into the database and come out of it, many at a time: Peewee asks of each what is to be done."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

import peewee

# What is the same in the tables of the database as it is here. Peewee asks of each value whether that is so.
PLAIN = (peewee.TextField, peewee.IntegerField, peewee.SmallIntegerField, peewee.BigIntegerField, peewee.BigAutoField)
Turned = Callable[[Any], Any]


def as_uuid(value: UUID | str) -> UUID:
    """An id as the database gives it for a select that is written out: Postgres' driver makes them itself."""
    return value if isinstance(value, UUID) else UUID(value)


def as_hex(value: UUID | str) -> str:
    """The same as text, of which a hundred thousand are compared in a fraction of the time."""
    return value if isinstance(value, str) else value.hex


def as_stored(meta: Any, names: tuple[str, ...], columns: Sequence[Sequence[object]]) -> list[object]:
    """The values of columns as the database takes them, row by row."""
    stored = [_turned(write, column) for write, column in zip(writers(meta, names), columns, strict=True)]
    return list(chain.from_iterable(zip(*stored, strict=True)))


def _turned(write: Turned | None, column: Sequence[object]) -> Sequence[object]:
    if write is None:
        return column
    first = column[0]
    # Whose it is and most that is yes or no are the same in all rows.
    return [write(first)] * len(column) if all(value is first for value in column) else [write(value) for value in column]


@cache
def readers(meta: Any) -> list[tuple[str, Turned | None]]:
    """How the value of each column is read; None where it is taken as it is."""
    return [(field.name, _reader(field)) for field in meta.sorted_fields]


def _reader(field: peewee.Field) -> Turned | None:
    if type(field) in PLAIN:
        return None
    if _is_id(field):
        return lambda value: value if value is None else as_uuid(value)
    turned: Turned = field.python_value
    return turned


@cache
def writers(meta: Any, names: tuple[str, ...]) -> list[Turned | None]:
    """How the value of each column is written; None where it goes in as it is."""
    return [_writer(meta.fields[name]) for name in names]


def _writer(field: peewee.Field) -> Turned | None:
    if type(field) in PLAIN:
        return None
    turned: Turned = field.db_value
    return (lambda value: value.hex if isinstance(value, UUID) else turned(value)) if _is_id(field) else turned


def _is_id(field: peewee.Field) -> bool:
    return isinstance(field.rel_field if isinstance(field, peewee.ForeignKeyField) else field, peewee.UUIDField)
