"""kill -9 in the middle of each migration: the schema is the old one or the new one, and starting again completes it."""

import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest
from people import Site, config
from playhouse.migrations import Runner
from tries import numbers

from moviediary import database
from moviediary.database import MIGRATIONS, db

pytestmark = pytest.mark.real
NEWEST_FIRST = sorted((path.stem for path in MIGRATIONS.glob("[0-9]*.py")), reverse=True)
# A copy on Postgres takes a second: by day, the migrations that may be new to somebody.
KILLS = {"sqlite": (NEWEST_FIRST, numbers(2, 50)), "postgres": (NEWEST_FIRST[: numbers(4, None)], numbers(1, 15))}
SCHEMA = {
    # The text of a table remembers in which order it came about.
    "sqlite": """
        SELECT made.name, of.name, of.type || of."notnull" || of.pk || coalesce(of.dflt_value, '')
        FROM sqlite_master AS made, pragma_table_info(made.name) AS of WHERE made.name NOT LIKE 'schema_migration%'
        UNION ALL SELECT tbl_name, name, trim(sql, char(10)) FROM sqlite_master
        WHERE type <> 'table' AND name NOT LIKE 'schema_migration%'""",
    "postgres": """
        SELECT table_name, column_name, data_type || is_nullable || coalesce(column_default, '') AS made
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migration'
        UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'schema_migration'""",
}


class Files:
    """Copies of a database in a file."""

    def __init__(self, url):
        self.url, self.path = url, Path(url.removeprefix("sqlite:///"))

    def keep(self):
        database.disconnect()
        shutil.copy(self.path, self.path.with_name("kept"))

    def take(self):
        database.disconnect()
        for left in self.path.parent.glob("diary.db*"):
            left.unlink()
        shutil.copy(self.path.with_name("kept"), self.path)

    def drop(self):
        """The folder goes by itself."""


class Templates:
    """Copies of a database on a Postgres server, of which the one that is migrated is the test's own."""

    def __init__(self, url):
        self.server = url
        self.name = url.rpartition("/")[2].partition("?")[0] if "host=" not in url else url.split("/")[3].partition("?")[0]
        self.own, self.kept = f"{self.name}_migrated", f"{self.name}_kept"
        self.url = url.replace(f"/{self.name}", f"/{self.own}")
        self._copy(self.name, self.own)
        # Tests begin all sequences anew, also that of the migrations, which they leave alone otherwise.
        self._run("SELECT setval('schema_migration_id_seq', 1000)", at=self.own)

    def keep(self):
        self._copy(self.own, self.kept)

    def take(self):
        self._copy(self.kept, self.own)

    def drop(self):
        self._run(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in (self.own, self.kept)))

    def _copy(self, source, target):
        # The server needs a moment to notice that a client was killed, and copies nothing that is used.
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'"  # noqa: S608
        self._run(ended, f"DROP DATABASE IF EXISTS {target} WITH (FORCE)", f"CREATE DATABASE {target} TEMPLATE {source}")

    def _run(self, *statements, at="postgres"):
        database.disconnect()
        connection = psycopg2.connect(self.server.replace(f"/{self.name}", f"/{at}"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()


@pytest.fixture
def copies(request, database_url, tmp_path):
    """A database of a diary in use, of which copies are made."""
    site = Site(config(database_url, tmp_path))
    alice = site.member("alice")
    for number in range(5):
        alice.log(f"Film {number}", "1999", text="Words.", tags="a, b", director="Ada")
    database.disconnect()
    made = Files(database_url) if database_url.startswith("sqlite") else Templates(database_url)
    database.configure(made.url)
    yield made
    database.disconnect()
    made.drop()


def kind():
    return "sqlite" if database.is_sqlite() else "postgres"


def looked_at():
    """The schema, what was migrated, and how many rows each table has."""
    with database.connected():
        schema = sorted(map(tuple, db.execute_sql(SCHEMA[kind()]).fetchall()))
        tables = [table for table in db.get_tables() if table != "schema_migration"]
        rows = {table: database.selected(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}  # noqa: S608
        return schema, [one.name for one in runner().status() if one.applied], rows


def runner():
    return Runner(db.obj, str(MIGRATIONS))


def migrate_to(name):
    with database.connected():
        runner().up(name)


def killed_in(seconds, name):
    """Migrate in a process of its own that is killed after so many seconds; whether it was not done by then."""
    database.disconnect()
    ready, begins = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            with database.connected():
                os.write(begins, b"x")
                migrate_to(name)
            os._exit(0)
        os._exit(1)
    os.read(ready, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.close(ready)
    os.close(begins)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def test_a_migration_that_is_killed_is_done_or_not_begun_and_can_be_completed(copies, figure):
    dice, killed, rounds, newest = random.Random(1), 0, 0, looked_at()
    names, kills = KILLS[kind()]
    for name in names:
        after = looked_at()
        with database.connected():
            runner().down()
        before = looked_at()
        copies.keep()
        started = time.monotonic()
        migrate_to(name)
        took = time.monotonic() - started
        assert looked_at()[:2] == after[:2], "going back and forth leads elsewhere"
        for _ in range(kills):
            copies.take()
            killed += killed_in(dice.uniform(0, took), name)
            rounds += 1
            found = looked_at()
            assert found[:2] in (before[:2], after[:2])
            assert found[2].items() >= {table: rows for table, rows in before[2].items() if rows}.items()
            database.migrate()
            assert looked_at()[:2] == newest[:2]
        # On with the one before it.
        copies.take()
    figure(f"{rounds} rounds on {kind()}, {killed} killed in the middle of {len(names)} migrations", "0 half, 0 rows lost")
