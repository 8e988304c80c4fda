"""Rows straight into tables, a million in half a minute: the indexes are made when all are there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import islice

import peewee

from moviediary.database import db, is_sqlite

AT_A_TIME = 20_000
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?"
POSTGRES_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)


@contextmanager
def unindexed(*models: type[peewee.Model]) -> Iterator[None]:
    """Without what keeps rows in order, which is cheaper to make of all of them in the end."""
    query = SQLITE_INDEXES if is_sqlite() else POSTGRES_INDEXES
    found = [index for model in models for index in db.execute_sql(query, (model._meta.table_name,)).fetchall()]
    for name, _ in found:
        db.execute_sql(f"DROP INDEX {name}")
    yield
    for _, text in found:
        db.execute_sql(text)


def put(model: type[peewee.Model], names: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Rows of values as the database has them, ids in hexadecimal; columns that are not named have their defaults."""
    defaults = {name: value for name, value in model._meta.get_default_dict().items() if name not in names}
    fields = [model._meta.fields[name] for name in (*names, *defaults)]
    rest = tuple(model._meta.fields[name].db_value(value) for name, value in defaults.items())
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    left = iter(rows)
    while some := [(*row, *rest) for row in islice(left, AT_A_TIME)]:
        _write(model._meta.table_name, columns, some)


def _write(table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    cursor = db.connection().cursor()
    if is_sqlite():
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
    else:
        lines = "\n".join("\t".join(map(_spelled, row)) for row in rows)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO(lines))


def _spelled(value: object) -> str:
    return "\\N" if value is None else str(value).translate(ESCAPED)
