"""A Postgres for `--postgres`: the server of TEST_DATABASE_URL, or one of this machine's that is started for it."""

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

from moviediary.config import ROOT

# The address of the database that is measured; empty where that is SQLite.
url = ""
MEASURED = "diary_bench"


@contextmanager
def started() -> Iterator[None]:
    """A server with the settings of a small machine, whose databases are kept under `var/bench`."""
    global url
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        url = f"{given.rpartition('/')[0]}/{MEASURED}"
        yield
        return
    folder, binaries = ROOT / "var" / "bench" / "postgres", Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
    socket = Path(tempfile.mkdtemp(prefix="diary-pg-"))
    _lay_out(folder, socket, binaries)
    options = f"-c listen_addresses= -c unix_socket_directories={socket} -c shared_buffers=128MB -c max_wal_size=1GB"
    if (folder / "postmaster.pid").exists():
        # A measurement that was killed left its server behind, or only the file that says so.
        with suppress(subprocess.CalledProcessError):
            _as_user(binaries / "pg_ctl", "-D", folder, "-m", "fast", "-w", "stop")
    _as_user(binaries / "pg_ctl", "-D", folder, "-w", "-o", options, "-l", socket / "log", "start")
    try:
        url = f"postgresql://postgres@/{MEASURED}?host={socket}"
        yield
    finally:
        url = ""
        _as_user(binaries / "pg_ctl", "-D", folder, "-m", "fast", "-w", "stop")
        shutil.rmtree(socket)


def copied(name: str, build: Callable[[], None]) -> None:
    """Make the measured database a copy of the one of that name, which is filled where it is not there."""
    name = f"diary_{name.replace('-', '_')}"
    with _connected() as run:
        run(f"DROP DATABASE IF EXISTS {MEASURED}")
        if not run("SELECT 1 FROM pg_database WHERE datname = %s", name):
            for (older,) in run("SELECT datname FROM pg_database WHERE datname LIKE %s", f"{name.rpartition('_')[0]}%"):
                run(f"DROP DATABASE {older}")
            run(f"CREATE DATABASE {MEASURED}")
            build()
            run(f"ALTER DATABASE {MEASURED} RENAME TO {name}")
        run(f"CREATE DATABASE {MEASURED} TEMPLATE {name}")


@contextmanager
def _connected() -> Iterator[Callable[..., list[tuple[str, ...]]]]:
    connection = psycopg2.connect(url.replace(f"/{MEASURED}", "/postgres"))
    connection.autocommit = True

    def run(text: str, *values: str) -> list[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []

    try:
        yield run
    finally:
        connection.close()


def _lay_out(folder: Path, socket: Path, binaries: Path) -> None:
    """Postgres refuses to run as root, so its folder belongs to its own user then."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(socket, "postgres")
    if not (folder / "PG_VERSION").exists():
        _as_user(binaries / "initdb", "-D", folder, "-A", "trust", "-U", "postgres", "--no-sync")


def _as_user(*line: object) -> None:
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*user, *map(str, line)], check=True, stdout=subprocess.DEVNULL, cwd="/")
