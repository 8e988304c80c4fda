"""One database for all slices: SQLite in a file, or Postgres."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import peewee
from playhouse.pool import PooledDatabase

from moviediary.roundtrips import Pool
from moviediary.turns import PATIENCE, InTurn, turn

if TYPE_CHECKING:
    from playhouse.migrations import Runner

db = peewee.DatabaseProxy()
MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else on the Postgres server uses it.
MIGRATION_LOCK = 7_201_979
WRITE_LOCK = 7_201_980
# Every read and write here is short; what takes longer is stuck. Who waits for a lock waits as long as on SQLite.
OPTIONS = "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=UTC"


def configure(url: str, threads: int = 8) -> None:
    """Choose the database by its address; nothing is opened yet."""
    db.initialize(open_database(url, threads))


def open_database(url: str, threads: int = 8) -> peewee.Database:
    if url.startswith("sqlite:"):
        return _sqlite(url.removeprefix("sqlite:///"))
    parts = urlsplit(url)
    # sslmode, sslrootcert, host=/a/socket ...: whatever else Postgres understands.
    query = dict(parse_qsl(parts.query))
    return Pool(
        unquote(parts.path.lstrip("/")),
        max_connections=threads + 4,
        stale_timeout=300,
        timeout=5,
        **{
            "host": parts.hostname,
            "port": parts.port or 5432,
            "user": unquote(parts.username or "") or None,
            "password": unquote(parts.password or "") or None,
            "connect_timeout": 5,
            **query,
            "options": f"{OPTIONS} {query.get('options', '')}".strip(),
        },
    )


def _sqlite(path: str) -> peewee.Database:
    """SQLite with the settings that lose nothing in a power cut and never answer "database is locked" to one who waits."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    database = InTurn(
        path,
        rank_functions=False,
        timeout=PATIENCE,
        lock_type="IMMEDIATE",
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "mmap_size": 0,
            "cache_size": -1000,
            # Imports change many pages each time: with the usual 1,000 the same ones are copied back again and again.
            "wal_autocheckpoint": 8000,
        },
    )
    # Its own knows the letters A to Z only, and is ten times as fast: this one is for texts with others (`dialect.lowered`).
    database.register_function(_lower, "LOWER_ALL", 1, deterministic=True)
    return database


def _lower(text: str | None) -> str | None:
    # Letter by letter, as Postgres does it: Python has another sigma for the end of a word.
    return text.lower().replace("ς", "σ") if text else text


def selected(text: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """All rows of a select that is written out, with question marks for its values on either database."""
    found: list[tuple[Any, ...]] = db.execute_sql(text.replace("?", db.param), values).fetchall()
    return found


def is_sqlite() -> bool:
    return isinstance(db.obj, peewee.SqliteDatabase)


def is_away(error: Exception) -> bool:
    """Whether the database could not answer now, though the same may go well in a moment."""
    if isinstance(error, peewee.OperationalError | peewee.InterfaceError):
        return True
    # What Postgres says has a kind; without one, its connection broke in the middle of an answer.
    return type(error) is peewee.DatabaseError and not is_sqlite()


@contextmanager
def connected() -> Iterator[None]:
    """A connection for work outside a web request; a nested use keeps the one that is open."""
    opened = db.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            db.close()


def disconnect() -> None:
    """Close every connection, the idle ones of a pool too. For before a fork: a connection shared by two processes breaks."""
    if not db.is_closed():
        db.close()
    if isinstance(db.obj, PooledDatabase):
        db.obj.close_all()


@contextmanager
def instead(other: peewee.Database) -> Iterator[None]:
    """Let every table be of another database for a while. Only where one thread is at work, as all threads would follow."""
    usual = db.obj
    db.initialize(other)
    try:
        yield
    finally:
        db.initialize(usual)


@contextmanager
def writing(patience: float = PATIENCE) -> Iterator[None]:
    """One write transaction, with one writer at a time: the log's order is then the order of commits.

    `patience` is how many seconds the turn is waited for; what comes after it, the database decides.
    """
    if not is_sqlite():
        with connected(), db.atomic():
            if patience != PATIENCE:
                db.later("SELECT set_config('lock_timeout', %s, true)", (f"{int(patience * 1000)}ms",))
            # Not later: what happens gets its number and its time when it is our turn.
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
            yield
        return
    with turn(db.obj.database, patience), connected(), db.atomic():
        yield


def cause(error: BaseException) -> BaseException:
    """What went wrong: SQLite rolls back by itself when the disk is full, and rolling back once more fails and hides why."""
    hidden = error.__context__ if "cannot rollback" in str(error) else None
    return hidden or error


def runner(database: peewee.Database, steps: Path) -> "Runner":
    """What brings the schema of a database up to date, or back, by the steps of a folder."""
    # Loaded by whoever needs it, which is hardly any process: with it come two megabytes for databases we do not know.
    from playhouse.migrations import Runner

    return Runner(database, str(steps))


def migrate() -> list[str]:
    """Bring the schema up to date and return the names of the migrations that ran. Safe to call from many processes."""
    with connected(), _migration_lock():
        return [str(name) for name in runner(db.obj, MIGRATIONS).up()]


def pending() -> list[str]:
    """Names of migrations not yet applied."""
    with connected():
        return [migration.name for migration in runner(db.obj, MIGRATIONS).status() if not migration.applied]


@contextmanager
def _migration_lock() -> Iterator[None]:
    if is_sqlite():
        with open(f"{db.obj.database}.migrating", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    # A migration may take its time, and so may waiting for another process that runs it.
    db.execute_sql("SET statement_timeout = 0; SET lock_timeout = 0")
    db.execute_sql("SELECT pg_advisory_lock(%s)", (MIGRATION_LOCK,))
    try:
        yield
    finally:
        db.execute_sql("SELECT pg_advisory_unlock(%s)", (MIGRATION_LOCK,))
        db.execute_sql("RESET statement_timeout; RESET lock_timeout")
