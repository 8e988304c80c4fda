"""What tables a database has, as far as a copy of it is concerned, read from the database itself: nothing can be forgotten."""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import cysqlite
import peewee
import psycopg2

# The first is written by migrations; the other follows from `movie_name` by triggers, as does SQLite's index of words.
NOT_COPIED = ("schema_migration", "movie_term")
SQLITE_TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
SQLITE_COLUMNS = "SELECT name, type FROM pragma_table_info(?)"
# A generated column follows from the others.
POSTGRES_COLUMNS = """SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"""
TEXTS = ("text", "character varying")
# What a database may raise: a copy speaks to it through Peewee, and through its driver where that is faster.
BROKEN = (peewee.PeeweeException, cysqlite.Error, psycopg2.Error)


@dataclass(frozen=True)
class Table:
    """A table: its columns, those of its primary key, and their types in the words of its database."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    types: dict[str, str]

    def select(self, is_sqlite: bool) -> str:
        """A select of all rows, in an order that is the same on both databases."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        order = ", ".join(f'"{column}"{self._by_bytes(column, is_sqlite)}' for column in self.key)
        return f'SELECT {columns} FROM "{self.name}" ORDER BY {order}'  # noqa: S608

    def _by_bytes(self, column: str, is_sqlite: bool) -> str:
        # Postgres would compare in the language of its server.
        return "" if is_sqlite or self.types[column] not in TEXTS else ' COLLATE "C"'


def is_sqlite(database: peewee.Database) -> bool:
    return isinstance(database, peewee.SqliteDatabase)


def tables(database: peewee.Database) -> list[Table]:
    """All tables that a copy holds, each behind those it refers to."""
    found = database.execute_sql(SQLITE_TABLES if is_sqlite(database) else POSTGRES_TABLES).fetchall()
    # Without the tables in which SQLite's index of words keeps itself, which are of another type.
    names = sorted({row[0] for row in found} - set(NOT_COPIED))
    referred = {name: {key.dest_table for key in database.get_foreign_keys(name)} - {name} for name in names}
    return [_table(database, name) for name in TopologicalSorter(referred).static_order()]


def _table(database: peewee.Database, name: str) -> Table:
    columns = database.execute_sql(SQLITE_COLUMNS if is_sqlite(database) else POSTGRES_COLUMNS, (name,)).fetchall()
    types = {column: kind.lower() for column, kind in columns}
    return Table(name, tuple(types), tuple(database.get_primary_keys(name)), types)


def applied(database: peewee.Database) -> list[str]:
    """The names of the migrations that made these tables; none in an empty database."""
    if "schema_migration" not in database.get_tables():
        return []
    return [row[0] for row in rows(database, "SELECT name FROM schema_migration ORDER BY name")]


def rows(database: peewee.Database, select: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = database.execute_sql(select).fetchall()
    return found
