"""Periodic work, done by exactly one process however many workers there are: each run is claimed in the database."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee

from moviediary import clock, pace
from moviediary.database import connected
from moviediary.logs import tell_done
from moviediary.tables import Row, UtcField

# How long a claim holds, should its process die. While the work goes on it is renewed, however long that takes.
LEASE = timedelta(minutes=5)
# What failed is tried again after an hour, even where its turn comes once a month.
RETRY = timedelta(hours=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Periodic:
    """Work to be done every so often. A run that died is repeated, so running twice must do no harm.

    `run` says for the log what became of it, where that is something else than "done".
    """

    name: str
    every: timedelta
    run: Callable[[], str | None]


@dataclass
class Wiring:
    """What is done by the clock; `long` is what takes so long that a process of its own does it."""

    periodics: Sequence[Periodic] = ()
    long: Sequence[Periodic] = ()


wiring = Wiring()


class Run(Row):
    """When a periodic job ran last, and when it is due again."""

    name = peewee.TextField(primary_key=True)
    next_at = UtcField()
    claimed_until = UtcField(null=True)
    last_run = UtcField(null=True)
    error = peewee.TextField(default="")

    class Meta:
        table_name = "schedule"


def run_due() -> list[str]:
    """Do the periodic work that is due and not being done by another worker; return its names. New work is due at once."""
    return _run_due(wiring.periodics)


def run_long() -> list[str]:
    """The same for what takes long."""
    return _run_due(wiring.long)


def _run_due(periodics: Sequence[Periodic]) -> list[str]:
    with connected():
        later = {row.name for row in Run.select(Run.name).where(Run.next_at > clock.now())}
        return [job.name for job in periodics if job.name not in later and _run(job)]


def note(name: str) -> None:
    """Note that something happened just now, without any turn to wait for."""
    now = clock.now()
    Run.insert(name=name, next_at=now, last_run=now).on_conflict(
        conflict_target=[Run.name], preserve=[Run.next_at, Run.last_run]
    ).execute()


def last_run(name: str) -> datetime | None:
    """When this was done last."""
    row = Run.get_or_none(Run.name == name)
    return row.last_run if row else None


class _Claim:
    """That this process does some work. Nobody else takes it at the same moment, so the end of it is whose it is."""

    def __init__(self, name: str, until: datetime):
        self._name = name
        self._until = until

    def change(self, claimed_until: datetime | None, **values: object) -> None:
        """Change it, unless it ran out and another process does the work by now."""
        ours = (Run.name == self._name) & (Run.claimed_until == self._until)
        if Run.update(claimed_until=claimed_until, **values).where(ours).execute() and claimed_until:
            self._until = claimed_until

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Hold it for as long as what runs inside takes: a thread sees to that, as a backup may be one statement for an hour."""
        over = threading.Event()

        def renew() -> None:
            while not over.wait(pace.chosen().renewal):
                # A database that is away for a moment is asked again.
                with suppress(peewee.PeeweeException), connected():
                    self.change(clock.now() + LEASE)

        thread = threading.Thread(target=renew, name=self._name, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _run(job: Periodic) -> bool:
    claim = _claim(job)
    if claim is None:
        return False
    error, wait, started = "", job.every, time.perf_counter()
    try:
        with claim.renewed():
            outcome = job.run() or "done"
    except Exception as problem:
        # One job that cannot be done must not keep the others, or the deliveries, from being done.
        log.exception("the periodic job %s failed", job.name)
        outcome, error, wait = "failed", f"{type(problem).__name__}: {problem}"[:1000], min(job.every, RETRY)
    tell_done(f"{job.name}: {outcome}", time.perf_counter() - started, periodic=job.name)
    now = clock.now()
    claim.change(None, last_run=now, next_at=now + wait, error=error)
    return True


def _claim(job: Periodic) -> _Claim | None:
    now = clock.now()
    Run.insert(name=job.name, next_at=now).on_conflict_ignore().execute()
    unclaimed = Run.claimed_until.is_null() | (Run.claimed_until < now)
    claim = Run.update(claimed_until=now + LEASE).where(Run.name == job.name, Run.next_at <= now, unclaimed)
    return _Claim(job.name, now + LEASE) if claim.execute() else None
