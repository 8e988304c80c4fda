"""What tests stand on: a fresh database on SQLite and on Postgres, and a real Redis."""

import gc
import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
import tries  # noqa: F401 -- chooses the profile of hypothesis
from emptying import Cleaner
from provider_stub import ProviderStub
from servers import RedisServer, postgres_url, stop_postgres

from moviediary import attempts, database, deliveries, jobs, log, schedule
from moviediary.database import db

pytest_plugins = ["figures", "daily", "midnight"]
FORBID_SKIPS = "MOVIEDIARY_FORBID_SKIPS"
SHARED = "MOVIEDIARY_TEST_FOLDER"
MEMORY = Path("/dev/shm")  # noqa: S108
# What a run needs of it at most, and as much again.
ROOM = 2 << 30


def pytest_configure(config):
    # Why something was skipped is always shown.
    config.option.reportchars += "s"
    # Made by the process that starts the others, so all of them find the same Postgres.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="diary-", dir=_in_memory())
        # pytest's own name for where tmp_path is made.
        if folder := _in_memory():
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_unconfigure(config):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = Path(os.environ.pop(SHARED))
        stop_postgres(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_finish(session):
    # Five thousand tests stay to the end: whoever looks for what nobody holds any more need not look through them each time.
    gc.collect()
    gc.freeze()


def _in_memory() -> Path | None:
    """Where files are in memory, so that nobody waits for a disk each time a database commits; None where there is no room."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(FORBID_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"{FORBID_SKIPS} is set, but this was skipped: {call.excinfo.value if call.excinfo else ''}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and os.environ.get(FORBID_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"{FORBID_SKIPS} is set, but this was skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A file with every table, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "diary.db"
    database.configure(f"sqlite:///{path}")
    _make_tables()
    database.disconnect()
    return path


@pytest.fixture(scope="session")
def postgres_template():
    """The address of this test process's own database, with every table in it."""
    server = postgres_url(Path(os.environ[SHARED]))
    name = f"diary_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    before, question_mark, query = server.partition("?")
    url = f"{before.rpartition('/')[0]}/{name}{question_mark}{query}"
    database.configure(url)
    _make_tables()
    database.disconnect()
    return url


@pytest.fixture(scope="session")
def postgres_cleaner(postgres_template):
    cleaner = Cleaner(postgres_template)
    yield cleaner
    cleaner.close()


@pytest.fixture
def stub():
    """A film database that breaks when it is told to."""
    with ProviderStub() as stub:
        yield stub


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "diary.db")
    return f"sqlite:///{tmp_path / 'diary.db'}"


@pytest.fixture(name="postgres_url")
def empty_postgres(postgres_template, postgres_cleaner):
    postgres_cleaner.empty()
    return postgres_template


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request):
    """The address of an empty database with every table, on both kinds."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def site_database(database_url):
    """The database, configured as the application's, with no connection open in this process."""
    database.configure(database_url)
    yield database_url
    database.disconnect()


@pytest.fixture(name="database")
def open_database(site_database):
    """The database, configured as the application's and open."""
    with database.connected():
        yield db


@pytest.fixture(scope="session")
def emptied(postgres_cleaner):
    """Takes everything out of this process's Postgres database, also between the fixtures of a module."""
    return postgres_cleaner.empty


@pytest.fixture(scope="session")
def redis_server():
    """A Redis for this test process. Tests that stop or kill one start their own."""
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def redis_url(redis_server):
    """The address of an empty Redis."""
    with redis_server.client() as client:
        client.flushall()
    return redis_server.patient_url


@pytest.fixture
def wired(monkeypatch):
    """Wire the mechanisms for one test: wired(log.wiring, projections={...}); undone when it ends."""

    def wire(wiring, **values):
        for name, value in values.items():
            monkeypatch.setattr(wiring, name, value)

    wire(log.wiring, note_deliveries=deliveries.note, wake=lambda ids: None)
    wire(schedule.wiring, periodics=())
    monkeypatch.setattr(jobs, "bell", None)
    return wire


@pytest.fixture
def deliver_all():
    """Run every delivery that is due, and those that follow from them, in this process."""

    def deliver():
        while due := deliveries.overdue(timedelta(0)):
            for delivery in due:
                attempts.deliver(delivery)

    return deliver


def _make_tables():
    with database.connected():
        if any(database.MIGRATIONS.glob("[0-9]*.py")):
            database.migrate()
        # Tables of mechanisms are needed before the first migration is written.
        db.create_tables([model for model in (log.LogEntry, deliveries.Delivery, schedule.Run) if not model.table_exists()])
