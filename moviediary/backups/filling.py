"""Filling an empty database with the tables of another one, from a backup or directly, and proving that nothing was lost."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import peewee

from moviediary.backups.reading import lines
from moviediary.backups.tables import Table, applied, is_sqlite, rows, tables
from moviediary.backups.writing import empty, load
from moviediary.database import MIGRATIONS, runner

# A site in whose tables of these names nothing stands is nobody's yet.
WITNESSES = ("member", "log")


class Unfit(Exception):
    """The database cannot be filled; the text says to people why, and what to do."""


@dataclass(frozen=True)
class Content:
    """The rows of a table, as lines of JSON with the values of these columns."""

    table: str
    columns: tuple[str, ...]
    rows: Iterator[bytes]


@dataclass(frozen=True)
class Filled:
    """What was written and read again: how many rows, and the SHA-256 of their lines."""

    table: str
    rows: int
    sha256: str


def check_empty(database: peewee.Database) -> None:
    """Raise Unfit where somebody's diary is in a database."""
    there = set(database.get_tables())
    if there & set(WITNESSES):
        for name in WITNESSES:
            if name in there and rows(database, f'SELECT 1 FROM "{name}" LIMIT 1'):  # noqa: S608
                raise Unfit("There are members or entries in this database already, and nothing is ever written over them.")
    elif there:
        raise Unfit("This database holds tables of something else. Make an empty one for Movie Diary.")


def check_known(migrations: Sequence[str]) -> None:
    """Raise Unfit where tables were made by migrations that this release does not have."""
    if list(migrations) != known()[: len(migrations)] or not migrations:
        raise Unfit("It was made by a newer release of Movie Diary. Update this one first.")


def known() -> list[str]:
    """The names of all migrations of this release."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


@contextmanager
def unbound(database: peewee.Database) -> Iterator[None]:
    """Let rows refer to those that are yet to come, in transactions that begin within this. Postgres needs no such thing."""
    if not is_sqlite(database):
        yield
        return
    # Some migrations make a table anew, and what refers to it must not go with the old one.
    database.pragma("foreign_keys", 0)
    try:
        yield
    finally:
        database.pragma("foreign_keys", 1)


def check_references(database: peewee.Database) -> None:
    """Raise Unfit where a row of an SQLite database refers to none. Postgres looks at each by itself."""
    if is_sqlite(database) and (broken := rows(database, "PRAGMA foreign_key_check")):
        raise Unfit(f"{len(broken)} rows refer to others that are not there, the first in the table {broken[0][0]}.")


def fill(database: peewee.Database, migrations: Sequence[str], contents: Iterable[Content]) -> list[Filled]:
    """Write tables into an empty database, read them again, and bring them up to date. Called in a transaction, inside `unbound`.

    Raises Unfit, and whatever reading the contents raises: then nothing of it stays.
    """
    if not is_sqlite(database):
        # It takes as long as it takes; only another one at work is not waited for.
        database.execute_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'")
    check_known(migrations)
    check_empty(database)
    _set_schema(database, migrations)
    by_name = {content.table: content for content in contents}
    there = tables(database)
    _compare(by_name, there)
    empty(database, there)
    done = [_filled(database, table, by_name[table.name]) for table in there]
    runner(database, MIGRATIONS).up()
    check_references(database)
    return done


def _set_schema(database: peewee.Database, wanted: Sequence[str]) -> None:
    """Make the tables of an empty database those of a release, which may be an older one."""
    steps, there = runner(database, MIGRATIONS), applied(database)
    if there:
        check_known(there)
    if len(there) > len(wanted):
        steps.down(there[len(wanted)])
    elif len(there) < len(wanted):
        steps.up(wanted[-1])


def _compare(contents: dict[str, Content], there: Sequence[Table]) -> None:
    given = {content.table: sorted(content.columns) for content in contents.values()}
    expected = {table.name: sorted(table.columns) for table in there}
    if given != expected:
        differing = sorted(name for name in {*given, *expected} if given.get(name) != expected.get(name))
        raise Unfit(f"Its tables are not those of this release: {', '.join(differing)}.")


def _filled(database: peewee.Database, table: Table, content: Content) -> Filled:
    told = _Told()
    load(database, table, content.columns, told.through(content.rows))
    found = _Told()
    for _ in found.through(lines(database, replace(table, columns=content.columns))):
        pass
    if found.said != told.said:
        raise Unfit(f"The table {table.name} does not read as it was written: {found.rows:,} rows of {told.rows:,}.")
    return Filled(table.name, told.rows, told.digest.hexdigest())


class _Told:
    """Counts and hashes lines that pass."""

    def __init__(self) -> None:
        self.rows, self.digest = 0, hashlib.sha256()

    @property
    def said(self) -> tuple[int, str]:
        return self.rows, self.digest.hexdigest()

    def through(self, some: Iterable[bytes]) -> Iterator[bytes]:
        for line in some:
            self.rows += 1
            self.digest.update(line)
            yield line
