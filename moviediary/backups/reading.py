"""Reading a whole database as it was at one moment, while others go on writing; a row at a time.

A row is one line of JSON: a list of its values in the order of the columns, in the words of SQLite whatever the database is
(ids as 32 hex digits, moments as text, 0 and 1 for no and yes). So equal databases give equal bytes.
"""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import cysqlite
import msgspec
import peewee

from moviediary.backups.tables import Table, is_sqlite, rows
from moviediary.database import open_database
from moviediary.storage import DRAFT

# Rows that Postgres sends at a time.
AT_A_TIME = 2000
# How long the text of a moment is, without and with parts of a second.
MOMENTS = (19, 26)
WITHOUT_ROOM = "a copy of the database could not be written here; the disk is full, most likely"
Plain = Callable[[Any], Any]


class Damaged(Exception):
    """The database is damaged, so that a copy of it would be as well; the text says how."""


@contextmanager
def snapshot(live: peewee.Database, folder: Path) -> Iterator[peewee.Database]:
    """The database as it is now, for reading: a copy in a folder with room for it, or a transaction that sees nothing new.

    Nobody waits for it. Raises Damaged.
    """
    with _copy(live, folder) if is_sqlite(live) else _transaction(live) as database:
        yield database


@contextmanager
def _copy(live: peewee.Database, folder: Path) -> Iterator[peewee.Database]:
    with TemporaryDirectory(dir=folder, prefix=DRAFT) as place:
        path = f"{place}/copy.db"
        with closing(cysqlite.connect(live.database, timeout=5)) as source:
            _copied(source, path, folder)
        database = open_database(f"sqlite:///{path}")
        with database.connection_context():
            found = [row[0] for row in rows(database, "PRAGMA quick_check(5)")]
            if found != ["ok"]:
                raise Damaged("; ".join(found))
            yield database


def _copied(source: cysqlite.Connection, path: str, folder: Path) -> None:
    try:
        # In one step: a copy in several begins anew whenever somebody writes.
        source.backup_to_file(path, pages=-1)
    except cysqlite.OperationalError as problem:
        if "code=0" not in str(problem):
            raise
        # The driver asks the database that was read for the reason, and with that one all is well.
        raise OSError(errno.ENOSPC, WITHOUT_ROOM, str(folder)) from None


@contextmanager
def _transaction(live: peewee.Database) -> Iterator[peewee.Database]:
    # A connection of its own, which may take its time.
    options = f"{live.connect_params.get('options', '')} -c statement_timeout=0"
    database = peewee.PostgresqlDatabase(live.database, **{**live.connect_params, "options": options})
    with database.connection_context(), database.atomic("REPEATABLE READ"):
        database.execute_sql("SET TRANSACTION READ ONLY")
        yield database


def lines(database: peewee.Database, table: Table) -> Iterator[bytes]:
    """The rows of a table in the order of its key, each as a line of JSON. Called inside a transaction."""
    encode = msgspec.json.Encoder().encode
    plain = _sqlite_plain(table) if is_sqlite(database) else _postgres_plain
    for row in _raw(database, table):
        yield encode(plain(row)) + b"\n"


def _raw(database: peewee.Database, table: Table) -> Iterator[Sequence[Any]]:
    select = table.select(is_sqlite(database))
    if is_sqlite(database):
        yield from database.connection().execute(select)
        return
    # The driver does not know of transactions that Peewee began, and wants to hear that it may outlive them.
    with database.connection().cursor(name="copied", withhold=True) as cursor:
        cursor.itersize = AT_A_TIME
        cursor.execute(select)
        yield from cursor


def _postgres_plain(row: Sequence[Any]) -> Sequence[Any]:
    return [_PLAIN[type(value)](value) if type(value) in _PLAIN else value for value in row]


_PLAIN: dict[type, Plain] = {UUID: lambda value: value.hex, datetime: str, bool: int}


def _sqlite_plain(table: Table) -> Plain:
    moments = [place for place, column in enumerate(table.columns) if table.types[column] == "datetime"]
    if not moments:
        return list

    def plain(row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place in moments:
            text = values[place]
            if text is not None and len(text) not in MOMENTS:
                # Any text can stand in SQLite: as Python would have written it, and will read it from Postgres.
                values[place] = str(datetime.fromisoformat(text))
        return values

    return plain
