"""What every table has in common: its base, the fields of our own, and the two statements that hot paths make.

Peewee takes longer to write a statement than SQLite to carry it out, so the text of these two is kept.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import peewee

from moviediary.database import db, selected

# So many rows in one statement: no database allows an unlimited number of values.
TOGETHER = 200


class Row(peewee.Model):
    """The base of every table."""

    class Meta:
        database = db
        legacy_table_names = False


class UtcField(peewee.DateTimeField):
    """A moment. Goes in and comes out aware, in UTC; stored naive, because Postgres would shift it to its session's zone."""

    def db_value(self, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset():
            raise ValueError(f"{self.name}: {value!r} is not in UTC")
        return value.replace(tzinfo=None)

    def python_value(self, value: Any) -> datetime | None:
        moment = super().python_value(value)
        return None if moment is None else moment.replace(tzinfo=UTC)


class ListField(peewee.TextField):
    """A tuple of short texts, kept as JSON. Where the field may be null, None is not the same as a list of nothing."""

    def db_value(self, value: tuple[str, ...] | None) -> str | None:
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def python_value(self, value: str | None) -> tuple[str, ...] | None:
        nothing = None if self.null else ()
        return tuple(json.loads(value)) if value else nothing


class JsonField(peewee.TextField):
    """Any value that JSON can hold; moments and ids as text."""

    def db_value(self, value: Any) -> str:
        return msgspec.json.encode(value).decode()

    def python_value(self, value: str | None) -> Any:
        return msgspec.json.decode(value) if value else None


def as_uuid(value: UUID | str) -> UUID:
    """An id as the database gives it for a select that is written out: Postgres' driver makes them itself."""
    return value if isinstance(value, UUID) else UUID(value)


R = TypeVar("R", bound=Row)


def find(model: type[R], name: str, value: object) -> R | None:
    """The row of which a unique field has this value."""
    field = model._meta.fields[name]
    row = db.execute_sql(_select(model._meta, name, db.param), (field.db_value(value),)).fetchone()
    return None if row is None else made(model, row)


def find_all(model: type[R], name: str, values: Collection[object], **also: object) -> list[R]:
    """The rows of which a field has one of these values, and others have these; in no order."""
    fields, found = model._meta.fields, []
    wanted = list(dict.fromkeys(fields[name].db_value(value) for value in values))
    given = [fields[other].db_value(value) for other, value in also.items()]
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        # As many marks each time, so that the database need not think anew about each statement.
        some += some[-1:] * (TOGETHER - len(some))
        found += db.execute_sql(_select_all(model._meta, name, tuple(also), db.param), some + given).fetchall()
    return [made(model, row) for row in found]


def selected_among(text: str, values: Collection[object], *others: object) -> Iterator[tuple[Any, ...]]:
    """All rows of a select that is written out, in which "IN (AMONG)" stands for these values; those of `others` come before."""
    wanted = list(values)
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        yield from selected(text.replace("AMONG", ", ".join("?" for _ in some)), (*others, *some))


def get(model: type[R], key: object) -> R:
    """The row with a primary key. Raises the model's DoesNotExist."""
    row = find(model, model._meta.primary_key.name, key)
    if row is None:
        raise model.DoesNotExist(f"no {model.__name__} has the key {key}")
    return row


def add(model: type[Row], **values: object) -> Any:
    """Insert a row and return its primary key. What is not said has its default."""
    said = {**model._meta.get_default_dict(), **values}
    fields = model._meta.fields
    given = [fields[name].db_value(value) for name, value in said.items()]
    key = db.execute_sql(_insert(model._meta, tuple(said), db.param), given).fetchone()[0]
    return model._meta.primary_key.python_value(key)


def add_all(
    model: type[Row], rows: Sequence[Mapping[str, object]], returning: str = "", on_conflict: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows that say the same columns, many in one statement, and return these columns of what was made, in no order."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        names = tuple({**model._meta.get_default_dict(), **some[0]})
        fields = [(name, model._meta.fields[name].db_value) for name in names]
        defaults = model._meta.get_default_dict()
        values = [stored(row[name] if name in row else defaults[name]) for row in some for name, stored in fields]
        cursor = db.execute_sql(_insert_all(model._meta, names, len(some), returning, on_conflict, db.param), values)
        found += cursor.fetchall() if returning else ()
    return found


def change_all(model: type[Row], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Give rows new values, many in one statement: the primary key comes first among the names, and in each of the rows."""
    fields = [model._meta.fields[name].db_value for name in names]
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        values = [stored(value) for row in some for stored, value in zip(fields, row, strict=True)]
        db.execute_sql(_change_all(model._meta, tuple(names), len(some), db.param), values)


def made(model: type[R], values: Sequence[Any]) -> R:
    """A row from the values of all its columns, as the database gives them."""
    pairs = zip(model._meta.sorted_fields, values, strict=True)
    return model(**{field.name: field.python_value(value) for field, value in pairs})


@cache
def _select(meta: Any, name: str, mark: str) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
    return f'SELECT {columns} FROM {meta.table_name} WHERE "{meta.fields[name].column_name}" = {mark}'  # noqa: S608


@cache
def _select_all(meta: Any, name: str, also: tuple[str, ...], mark: str) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in meta.sorted_fields)
    marks = ", ".join([mark] * TOGETHER)
    others = "".join(f' AND "{meta.fields[other].column_name}" = {mark}' for other in also)
    return f'SELECT {columns} FROM {meta.table_name} WHERE "{meta.fields[name].column_name}" IN ({marks}){others}'  # noqa: S608


@cache
def _change_all(meta: Any, names: tuple[str, ...], count: int, mark: str) -> str:
    fields = [meta.fields[name] for name in names]
    key, *others = [field.column_name for field in fields]
    # Postgres has to be told of what kind the values of a list are.
    kinds = ["" if mark == "?" else f"::{_kind(field)}" for field in fields]
    casts = ", ".join(f"column{place}{kind} AS v{place}" for place, kind in enumerate(kinds, start=1))
    marks = ", ".join([f"({', '.join(mark for _ in names)})"] * count)
    changes = ", ".join(f"{name} = told.v{place}" for place, name in enumerate(others, start=2))
    told = f"(SELECT {casts} FROM (VALUES {marks}) AS given) AS told"  # noqa: S608
    return f"UPDATE {meta.table_name} SET {changes} FROM {told} WHERE {meta.table_name}.{key} = told.v1"  # noqa: S608


def _kind(field: peewee.Field) -> str:
    kind = field.rel_field.field_type if isinstance(field, peewee.ForeignKeyField) else field.field_type
    return {"AUTO": "INTEGER", "BIGAUTO": "BIGINT", "BOOL": "BOOLEAN", "DATETIME": "TIMESTAMP"}.get(kind, kind)


@cache
def _insert_all(meta: Any, names: tuple[str, ...], count: int, returning: str, on_conflict: str, mark: str) -> str:
    columns = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
    marks = ", ".join([f"({', '.join(mark for _ in names)})"] * count)
    text = f"INSERT INTO {meta.table_name} ({columns}) VALUES {marks}"  # noqa: S608
    text += f" ON CONFLICT {on_conflict}" if on_conflict else ""
    return f"{text} RETURNING {returning}" if returning else text


@cache
def _insert(meta: Any, names: tuple[str, ...], mark: str) -> str:
    columns = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
    marks = ", ".join(mark for _ in names)
    return f"INSERT INTO {meta.table_name} ({columns}) VALUES ({marks}) RETURNING {meta.primary_key.column_name}"  # noqa: S608
