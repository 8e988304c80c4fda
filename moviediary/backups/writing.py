"""Writing the rows of a whole database into an empty one, in one transaction of whoever calls."""

from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from itertools import islice
from typing import Any

import msgspec
import peewee

from moviediary.backups.tables import Table, is_sqlite

AT_A_TIME = 1000
# How COPY spells what would end a value or a row.
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def empty(database: peewee.Database, tables: Sequence[Table]) -> None:
    """Remove what a site without members has by itself, such as when the worker looked for work."""
    for table in reversed(tables):
        database.execute_sql(f'DELETE FROM "{table.name}"')  # noqa: S608


def load(database: peewee.Database, table: Table, columns: Sequence[str], rows: Iterable[bytes]) -> None:
    """Write the rows of a table, which are lines of JSON with the values of these columns."""
    decode = msgspec.json.Decoder(list[Any]).decode
    values = (decode(row) for row in rows)
    if is_sqlite(database):
        _insert(database, table, columns, values)
    else:
        _copy(database, table, columns, values)


def _insert(database: peewee.Database, table: Table, columns: Sequence[str], values: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
    while some := list(islice(values, AT_A_TIME)):
        database.connection().executemany(statement, some)


def _copy(database: peewee.Database, table: Table, columns: Sequence[str], values: Iterator[list[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with database.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table.name}" ({names}) FROM STDIN', _Rows(values))
        for column in table.key:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (table.name, column))
            if (sequence := cursor.fetchone()[0]) is not None:
                # The next number is behind the last one, or the first where there is none.
                last = f'SELECT setval(%s, coalesce(max("{column}"), 1), max("{column}") IS NOT NULL) FROM "{table.name}"'  # noqa: S608
                cursor.execute(last, (sequence,))


class _Rows(RawIOBase):
    """Rows as a file that COPY reads."""

    def __init__(self, values: Iterator[list[Any]]):
        self._values = values

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        # As many rows as there are is fine: nothing says that a file must give no more than was asked for.
        return "".join(_row(values) for values in islice(self._values, 100)).encode()


def _row(values: list[Any]) -> str:
    return "\t".join("\\N" if value is None else str(value).translate(ESCAPES) for value in values) + "\n"
