"""How the site is, in a few words for each thing it needs: for its admin, and for those who watch it."""

import sys
import time
from dataclasses import dataclass
from datetime import timedelta

import redis

from moviediary import clock, deliveries, disks, figures, jobs, providers, publishing, storage, sweep
from moviediary.database import is_sqlite, pending, selected
from moviediary.words import byte_size, plural, time_span

# A delivery that waits longer than this says that no worker is at work.
LATE = timedelta(minutes=2)
UNSEEN = timedelta(minutes=1)
# Seconds after which a worker that was not heard of is gone.
FRESH = 60


@dataclass(frozen=True)
class State:
    """One thing the site needs: what it is called, how it is, whether that is well."""

    label: str
    value: str
    ok: bool


def worker_states() -> list[State]:
    """How the queue and the worker are."""
    started = time.monotonic()
    reachable = jobs.bell is not None and jobs.bell.link.reachable()
    took = f"answers in {(time.monotonic() - started) * 1000:.0f} ms" if reachable else "not reachable"
    return [State("queue", took, reachable), _worker(reachable), _oldest(), _failed(), _outgoing(), _schema()]


def disk_states() -> list[State]:
    """How much room is left; nothing where neither the database nor the files are on this machine."""
    disk = disks.fullest()
    if disk is None:
        return []
    return [State("disk", f"{byte_size(disk.free)} of {byte_size(disk.size)} left", not disk.tight)]


def provider_states() -> list[State]:
    """Whether each film database is asked, or left alone for a while because it does not answer."""
    return [State(name, _circuit(circuit), not circuit.left_alone) for name, circuit in providers.circuits().items()]


def figure_states() -> list[State]:
    """What the site is made of and how large it is, as it was last measured."""
    known, where = figures.latest(), "a folder" if storage.folder() else "a bucket"
    if not known:
        return [State("database", f"{_database()}; its size is measured within an hour, by the worker", True)]
    return [
        State("database", f"{_database()}, {byte_size(known.get(figures.DATABASE, 0))}", True),
        State("files", f"{known.get(figures.FILES, 0):,} in {where}, {byte_size(known.get(figures.STORED, 0))}", True),
        State("events", f"{known.get(figures.EVENTS, 0):,} in the log", True),
    ]


def versions() -> list[State]:
    """What runs here."""
    from importlib.metadata import version

    libraries = [f"{name} {version(name)}" for name in ("Flask", "peewee", "rq", "gunicorn")]
    python = f"Python {sys.version.split()[0]}"
    return [State("software", ", ".join([python, *libraries]), True)]


def _worker(reachable: bool) -> State:
    seen = sweep.last_seen()
    if seen is None:
        return State("worker", "was never seen; start it with python worker.py", False)
    ago = clock.now() - seen
    return State("worker", f"seen {time_span(ago)} ago{_listening(reachable)}", ago < UNSEEN)


def _listening(reachable: bool) -> str:
    """How many processes wait at the queue; without any, the sweep still does the work, only later."""
    if jobs.bell is None or not reachable:
        return ""
    # RQ takes a fifth of a second to import, and only this page needs it.
    from moviediary.queue import heartbeats

    try:
        beats = heartbeats(jobs.bell.link.connection)
    except redis.RedisError:
        # It answered a moment ago; a page about how the site is must not fail on what it tells of.
        return ""
    return f", {sum(beat < FRESH for beat in beats)} listening"


def _oldest() -> State:
    oldest = deliveries.oldest_waiting()
    if oldest is None:
        return State("deliveries", "none is waiting", True)
    waits = clock.now() - oldest
    return State("deliveries", f"{deliveries.waiting_count()} waiting, the oldest for {time_span(waits)}", waits < LATE)


def _failed() -> State:
    failed = deliveries.failed_count()
    return State("given up", f"{failed} deliveries" if failed else "nothing", not failed)


def _outgoing() -> State:
    """What webhooks and other programs are yet to be told. A receiver that takes nothing is no fault of the site."""
    some = [one for one in publishing.backlogs() if one.count]
    told = ", ".join(f"{one.count:,} for {one.name}" for one in some) or "none is waiting"
    oldest = min((one.since for one in some if one.since is not None), default=None)
    if oldest is None:
        return State("events out", told, True)
    waits = clock.now() - oldest
    return State("events out", f"{told}, the oldest for {time_span(waits)}", waits < LATE)


def _schema() -> State:
    waiting = pending()
    return State("schema", f"{plural(len(waiting), 'migration', 'migrations')} to run" if waiting else "up to date", not waiting)


def _circuit(circuit: providers.Circuit) -> str:
    if circuit.left_alone:
        since = time_span(timedelta(seconds=circuit.since))
        return f"has not answered for {since}; it is asked again in {time_span(timedelta(seconds=circuit.left_alone))}"
    if circuit.failures:
        return f"did not answer {circuit.failures} times in a row" if circuit.failures > 1 else "did not answer the last time"
    return "answers, or was not asked"


def _database() -> str:
    if is_sqlite():
        return f"SQLite {selected('SELECT sqlite_version()')[0][0]}"
    return f"Postgres {selected('SHOW server_version')[0][0].split()[0]}"
