"""The sweep: a small process that delivers what nobody was told of, with or without Redis, and does the periodic work."""

import logging
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType

import peewee

from moviediary import attempts, clock, deliveries, pace, schedule, work
from moviediary import log as journal
from moviediary.database import connected, db, disconnect
from moviediary.outage import Outage

PERIODIC_TIMEOUT = 20 * 60
NAME = "sweep"
log = logging.getLogger(__name__)


class TimeIsUp(Exception):
    """A handler or a periodic job took longer than it may."""


def sweep(grace: timedelta, stop: Callable[[], bool] = lambda: False, seconds: float = math.inf) -> None:
    """Run the deliveries that are overdue by `grace`, beginning none after `seconds`; then the periodic work that is due."""
    ends = time.monotonic() + seconds
    with connected():
        schedule.note(NAME)
        if _deliver(grace, stop, ends):
            return
        _work(grace, stop, ends)
        with _within(PERIODIC_TIMEOUT):
            schedule.run_due()


def _deliver(grace: timedelta, stop: Callable[[], bool], ends: float) -> bool:
    """Run what is overdue, some at a time, until nothing is left or the time is up; answers whether it was told to stop.

    After an hour without Redis thousands wait, of which nobody else was told.
    """
    tried: set[int] = set()
    while todo := [delivery for delivery in deliveries.overdue(grace) if delivery not in tried]:
        for delivery in todo:
            if stop():
                return True
            tried.add(delivery)
            with _within(attempts.TIMEOUT):
                attempts.deliver(delivery)
            # A hundred that take their time are an hour, in which this process would look dead.
            schedule.note(NAME)
            if time.monotonic() >= ends:
                return False
    return False


def _work(grace: timedelta, stop: Callable[[], bool], ends: float) -> None:
    """Go on with long work that nobody does, each in turn, until it is done or the time is up."""
    while todo := work.overdue(grace):
        for work_id in todo:
            more = work.do(work_id, pace.chosen().piece)
            schedule.note(NAME)
            if stop() or time.monotonic() >= ends:
                if more:
                    # Or it would wait out the grace again and again: the queue, which lost it with a process, goes on.
                    work.announce(work_id)
                return
            if more:
                grace = timedelta(0)


def last_seen() -> datetime | None:
    """When a worker last swept; None where there never was one."""
    return schedule.last_run(NAME)


def forever(stop: Callable[[], bool]) -> None:
    """Announce retries the moment they are due, and sweep every now and then, until `stop` says so."""
    at, announced, swept = pace.chosen(), clock.now(), -math.inf
    outage = Outage(log, "the sweep could not do its work; it tries again")
    while not stop():
        try:
            # Kept open between the looks: the last connection to close an SQLite file has to tidy up after all others.
            db.connect(reuse_if_open=True)
            announced = _announce_retries(announced)
            if time.monotonic() - swept >= at.every:
                swept = time.monotonic()
                # What is left over is taken up at once, when retries have been announced.
                sweep(at.grace, stop, at.every)
                outage.over()
        except (peewee.DatabaseError, peewee.InterfaceError, TimeIsUp) as problem:
            outage.met(problem)
            disconnect()
        time.sleep(at.tick)


def _announce_retries(after: datetime) -> datetime:
    until = clock.now()
    again = deliveries.due_again(after, until)
    if again:
        journal.wiring.wake(again)
    return until


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Stop what runs inside when it takes longer, as RQ does with a job. Only in the main thread of a process."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeIsUp(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
