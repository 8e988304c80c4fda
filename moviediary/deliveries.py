"""Deliveries: one row per event and handler, each with its own attempts, back-off, failure and retry.

A handler does its slow work first, outside any transaction, and returns what is to be written as a function. That
effect and the mark "done" are one transaction, so the effect happens exactly once even where the handler ran twice.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import peewee

from moviediary import clock
from moviediary.database import Row, UtcField
from moviediary.errors import GiveUp, TryAgain
from moviediary.events import Event, Recorded, Undecodable
from moviediary.log import LogEntry, Record, changes, opened

Effect = Callable[[Record], None]
Handler = Callable[[Any, Recorded], Effect | None]

# Seconds to wait before the second, third and fourth attempt.
WAITS = (1, 2, 4)
# How long a claim holds. A handler has to be done by then: whoever runs it stops it after TIMEOUT seconds.
LEASE = timedelta(seconds=60)
TIMEOUT = 45
log = logging.getLogger(__name__)


class Delivery(Row):
    """That one handler has to hear of one event. Waiting until `next_at`; ended by `done_at` or `failed_at`."""

    id = peewee.BigAutoField()
    entry = peewee.ForeignKeyField(LogEntry, column_name="seq", lazy_load=False, backref=None)
    handler = peewee.TextField()
    attempts = peewee.SmallIntegerField(default=0)
    next_at = UtcField()
    claimed_until = UtcField(null=True)
    done_at = UtcField(null=True)
    failed_at = UtcField(null=True)
    error = peewee.TextField(default="")

    class Meta:
        indexes = ((("entry", "handler"), True),)


@dataclass
class Wiring:
    """Who hears of which event, and how a delivery is called in a list of jobs."""

    handlers: Mapping[type[Event], Sequence[Handler]] = field(default_factory=dict)
    describe: Callable[[Event], str] = lambda event: event.subject


wiring = Wiring()


@dataclass(frozen=True)
class Outcome:
    """What became of a run: `retry_in` seconds is set when the delivery waits for another attempt."""

    retry_in: float | None = None


def note(recorded: Recorded) -> list[int]:
    """Write the delivery rows of an event that was just recorded, and return their ids."""
    return [
        Delivery.insert(entry=recorded.seq, handler=handler.__name__, next_at=recorded.at).execute()
        for handler in wiring.handlers.get(type(recorded.event), ())
    ]


def deliver(delivery_id: int) -> Outcome:
    """Run one delivery, if it is due and nobody else holds it."""
    delivery = _claim(delivery_id, clock.now())
    if delivery is None:
        return Outcome()
    recorded, handler = _work(delivery)
    if recorded is None or handler is None:
        _finish(delivery, None)
        return Outcome()
    return _attempt(delivery, handler, recorded)


def overdue(grace: timedelta, limit: int = 100) -> list[int]:
    """Ids of deliveries that should have been run by now, oldest first."""
    before = clock.now() - grace
    query = (
        Delivery.select(Delivery.id)
        .where(_waiting(), Delivery.next_at <= before, _unclaimed(clock.now()))
        .order_by(Delivery.next_at)
        .limit(limit)
        .tuples()
    )
    return [row[0] for row in query]


def retry(delivery_id: int) -> bool:
    """Give a delivery that was given up a fresh set of attempts. False where there is nothing to retry."""
    changed = (
        Delivery.update(failed_at=None, attempts=0, next_at=clock.now(), claimed_until=None)
        .where(Delivery.id == delivery_id, Delivery.failed_at.is_null(False))
        .execute()
    )
    return bool(changed)


def _claim(delivery_id: int, now: datetime) -> Delivery | None:
    claimed = (
        Delivery.update(claimed_until=now + LEASE, attempts=Delivery.attempts + 1)
        .where(Delivery.id == delivery_id, _waiting(), Delivery.next_at <= now, _unclaimed(now))
        .execute()
    )
    if not claimed:
        return None
    delivery: Delivery = Delivery.get_by_id(delivery_id)
    if delivery.attempts > len(WAITS) + 1:
        # Its process died each time, so no attempt ever came back to say what is wrong.
        _give_up(delivery, delivery.error or "the worker died while it ran")
        return None
    return delivery


def _work(delivery: Delivery) -> tuple[Recorded | None, Handler | None]:
    """The event and the handler of a delivery; None where the event was erased, or either is no longer known."""
    entry = LogEntry.get_by_id(delivery.entry_id)
    if entry.erased:
        return None, None
    try:
        recorded = opened(entry)
    except Undecodable as problem:
        log.warning("delivery %s is passed over: %s", delivery.id, problem)
        return None, None
    handlers = {handler.__name__: handler for handler in wiring.handlers.get(type(recorded.event), ())}
    return recorded, handlers.get(delivery.handler)


def _attempt(delivery: Delivery, handler: Handler, recorded: Recorded) -> Outcome:
    try:
        _finish(delivery, handler(recorded.event, recorded))
    except GiveUp as problem:
        _give_up(delivery, str(problem))
    except TryAgain as problem:
        return _postpone(delivery, str(problem), problem.after)
    except Exception as problem:
        # Whatever one handler does wrong must not stop the worker or another delivery.
        log.debug("%s", delivery.handler, exc_info=True)
        return _postpone(delivery, f"{type(problem).__name__}: {problem}", 0)
    return Outcome()


def _finish(delivery: Delivery, effect: Effect | None) -> None:
    with changes(None) as record:
        done = (
            Delivery.update(done_at=clock.now(), claimed_until=None, error="")
            .where(Delivery.id == delivery.id, Delivery.attempts == delivery.attempts, Delivery.done_at.is_null())
            .execute()
        )
        # Not done by us means: our lease ran out and another run of the same delivery is ahead.
        if done and effect is not None:
            effect(record)


def _postpone(delivery: Delivery, problem: str, at_least: float) -> Outcome:
    if delivery.attempts > len(WAITS):
        _give_up(delivery, problem)
        return Outcome()
    wait = max(WAITS[delivery.attempts - 1], at_least)
    log.warning("%s will be tried again in %g s: %s", delivery.handler, wait, problem)
    Delivery.update(next_at=clock.now() + timedelta(seconds=wait), claimed_until=None, error=problem[:1000]).where(
        Delivery.id == delivery.id, Delivery.attempts == delivery.attempts
    ).execute()
    return Outcome(retry_in=wait)


def _give_up(delivery: Delivery, problem: str) -> None:
    log.error("%s of entry %s is given up: %s", delivery.handler, delivery.entry_id, problem)
    Delivery.update(failed_at=clock.now(), claimed_until=None, error=problem[:1000]).where(
        Delivery.id == delivery.id, Delivery.attempts == delivery.attempts, Delivery.done_at.is_null()
    ).execute()


def _waiting() -> peewee.Expression:
    return Delivery.done_at.is_null() & Delivery.failed_at.is_null()


def _unclaimed(now: datetime) -> peewee.Expression:
    return Delivery.claimed_until.is_null() | (Delivery.claimed_until < now)
