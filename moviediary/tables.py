"""What every table has in common: its base, the fields of our own, and how hot paths read and write rows."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import peewee

from moviediary import statements
from moviediary.columns import as_stored, readers
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
        return msgspec.json.decode(value, type=tuple[str, ...]) if value else nothing


class JsonField(peewee.TextField):
    """Any value that JSON can hold; moments and ids as text."""

    def db_value(self, value: Any) -> str:
        return msgspec.json.encode(value).decode()

    def python_value(self, value: str | None) -> Any:
        return msgspec.json.decode(value) if value else None


R = TypeVar("R", bound=Row)


def find(model: type[R], name: str, value: object) -> R | None:
    """The row of which a unique field has this value."""
    field = model._meta.fields[name]
    row = db.execute_sql(statements.select(model._meta, name, db.param), (field.db_value(value),)).fetchone()
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
        found += db.execute_sql(
            statements.select_all(model._meta, name, tuple(also), TOGETHER, db.param), some + given
        ).fetchall()
    return [made(model, row) for row in found]


def selected_among(text: str, values: Collection[Any], *others: object) -> Iterator[tuple[Any, ...]]:
    """All rows of a select that is written out, in which "IN (AMONG)" stands for these values; those of `others` come before."""
    # Sorted, so that the database goes through its pages once: of thousands of rows that takes half the time.
    wanted = sorted(values)
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
    key = model._meta.primary_key
    found = db.execute_sql(*_insert(model, values, key.column_name)).fetchone()[0]
    return key.python_value(found)


def put(model: type[Row], **values: object) -> None:
    """Insert a row of which the key is known, with the next statement. What is not said has its default."""
    db.later(*_insert(model, values, ""))


def add_all(
    model: type[Row], rows: Sequence[Mapping[str, object]], returning: str = "", on_conflict: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows that say the same columns, many in one statement, and return these columns of what was made, in no order."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        defaults = model._meta.get_default_dict()
        names = tuple({**defaults, **some[0]})
        columns = [[row[name] for row in some] if name in some[0] else [defaults[name]] * len(some) for name in names]
        values = as_stored(model._meta, names, columns)
        cursor = db.execute_sql(statements.insert_all(model._meta, names, len(some), returning, on_conflict, db.param), values)
        found += cursor.fetchall() if returning else ()
    return found


def _insert(model: type[Row], values: Mapping[str, object], returning: str) -> tuple[str, list[object]]:
    said = {**model._meta.get_default_dict(), **values}
    fields = model._meta.fields
    given = [fields[name].db_value(value) for name, value in said.items()]
    return statements.insert_all(model._meta, tuple(said), 1, returning, "", db.param), given


def change_all(model: type[Row], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Give rows new values, many in one statement: the primary key comes first among the names, and in each of the rows."""
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        values = as_stored(model._meta, tuple(names), list(zip(*some, strict=True)))
        db.execute_sql(statements.change_all(model._meta, tuple(names), len(some), db.param), values)


def made(model: type[R], values: Sequence[Any]) -> R:
    """A row from the values of all its columns, as the database gives them."""
    pairs, row = zip(readers(model._meta), values, strict=True), model(__no_default__=True)
    # Set one by one, each would be noted as a change.
    row.__data__ = {name: read(value) if read else value for (name, read), value in pairs}
    return row
