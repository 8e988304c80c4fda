"""What the doctor looks at beyond this process: the database, Redis, the worker, the store, mail and NATS."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import peewee
import redis

from moviediary import clock, database, deliveries, storage, sweep
from moviediary.backups import filling
from moviediary.backups.tables import applied
from moviediary.config import Config
from moviediary.database import connected, db
from moviediary.log import LogEntry
from moviediary.states import LATE, UNSEEN
from moviediary.upkeep import queries
from moviediary.upkeep.findings import Finding, bad, ok, warn
from moviediary.upkeep.here import LOCAL
from moviediary.words import plural

# Seconds for one answer of somebody else.
PATIENCE = 3.0
AHEAD = timedelta(minutes=1)


def tables(config: Config) -> Iterator[Finding]:
    """The schema, what waits, the upkeep. Nothing more is looked at where the database does not answer."""
    try:
        with connected():
            yield from _schema()
            if not database.pending():
                yield from (*_worker(), *_deliveries(), *_newest(), *_upkeep())
    except (peewee.PeeweeException, OSError) as problem:
        yield bad("database", f"cannot be used: {' '.join(str(problem).split())}", "Look at DATABASE_URL, and whether it runs.")


def _schema() -> Iterator[Finding]:
    there, known = applied(db.obj), filling.known()
    if newer := sorted(set(there) - set(known)):
        yield bad("schema", f"made by a newer release: {', '.join(newer)}", "Update this release, or restore a backup.")
    elif waiting := len(set(known) - set(there)):
        yield bad(
            "schema", f"{plural(waiting, 'migration has', 'migrations have')} not run", "Run `python -m moviediary migrate`."
        )
    else:
        yield ok("schema", "up to date")


def _worker() -> Iterator[Finding]:
    seen = sweep.last_seen()
    if seen is None:
        yield warn("worker", "was never seen", "Start `python worker.py`; without it no poster comes.")
    elif clock.now() - seen > UNSEEN:
        yield bad("worker", f"was last seen at {seen:%Y-%m-%d %H:%M} UTC", "Start `python worker.py`.")
    else:
        yield ok("worker", "at work")


def _deliveries() -> Iterator[Finding]:
    oldest, failed = deliveries.oldest_waiting(), deliveries.failed_count()
    if oldest is not None and clock.now() - oldest > LATE:
        told = f"{deliveries.waiting_count()} wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC"
        yield warn("deliveries", told, "Is the worker there? `python -m moviediary sweep` does them now.")
    else:
        yield ok("deliveries", "none waits for long")
    if failed:
        yield warn("given up", f"{failed} deliveries", "`deliveries list` says why, `deliveries retry all` tries again.")


def _newest() -> Iterator[Finding]:
    newest = LogEntry.select(LogEntry.at).order_by(LogEntry.seq.desc()).limit(1).scalar()
    if newest is not None and newest - clock.now() > AHEAD:
        told = f"the newest event is of {newest:%Y-%m-%d %H:%M} UTC, which is yet to come"
        yield bad("clock", told, "Set the clock of this machine, and have it kept right by NTP.")


def _upkeep() -> Iterator[Finding]:
    for standing in queries.standings():
        if standing.ok:
            yield ok(standing.label, standing.value)
        elif standing.label == "backup":
            yield warn(standing.label, standing.value, "See docs/backup.md.")
        else:
            yield bad(standing.label, standing.value, "Stop the site, keep a copy of the database, restore the last backup.")


def queue(config: Config) -> Iterator[Finding]:
    link = redis.from_url(config.redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None)
    try:
        with link as connection:
            connection.ping()
            yield ok("Redis", "answers")
            yield from _bound(config, connection)
    except redis.AuthenticationError:
        yield bad("Redis", "refuses the password", "Set the right one in REDIS_URL.")
    except redis.RedisError as problem:
        told = " ".join(str(problem).split())
        yield warn("Redis", f"does not answer: {told}", "Start it, or look at REDIS_URL; posters come later without it.")


def _bound(config: Config, connection: redis.Redis) -> Iterator[Finding]:
    """Whether a Redis of this machine that wants no password lets others in. One that hides its settings is let be."""
    parts = urlsplit(config.redis_url)
    if parts.scheme == "unix" or (parts.hostname or "") not in LOCAL or parts.password:
        return
    with suppress(redis.ResponseError):
        told = {**connection.config_get("bind"), **connection.config_get("protected-mode")}
        places = [place.lstrip("-") for place in str(told.get("bind", "")).split()]
        if told.get("protected-mode") == "no" and (not places or set(places) - {"127.0.0.1", "::1"}):
            yield bad("Redis", "lets in everybody who reaches this machine", "Set a password (requirepass), or bind 127.0.0.1.")


def store(config: Config) -> Iterator[Finding]:
    name, data = f"doctor-{secrets.token_hex(8)}", secrets.token_bytes(64)
    try:
        storage.put_file(name, BytesIO(data))
        back = storage.get(name)
        storage.delete(name)
    except OSError as problem:
        yield bad("files", f"cannot be stored: {problem}", "Look at STORAGE_URL, its permissions, and the AWS variables.")
        return
    same = back == data
    yield ok("files", "can be stored") if same else bad("files", "come back as something else", "Look at STORAGE_URL.")


def mail(config: Config) -> Iterator[Finding]:
    if config.mail_server is not None:
        yield from _reached("mail", config.mail_server.host, config.mail_server.port, "SMTP_URL")


def nats(config: Config) -> Iterator[Finding]:
    if config.nats_url:
        parts = urlsplit(config.nats_url)
        yield from _reached("NATS", parts.hostname or "", parts.port or 4222, "NATS_URL")


def _reached(what: str, host: str, port: int, setting: str) -> Iterator[Finding]:
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as problem:
        told = f"{host}:{port} cannot be reached: {problem.strerror or problem}"
        yield warn(what, told, f"Look at {setting}; what is to be sent waits meanwhile.")
    else:
        yield ok(what, f"{host}:{port} answers")


CHECKS = (tables, queue, store, mail, nats)
