"""Running a delivery: claim it, let its handler work, write what the handler wants written.

That effect and the mark "done" are one transaction, so the effect happens exactly once even where the handler ran twice.
"""

import logging
import secrets
import time
from datetime import datetime, timedelta

from moviediary import clock, deliveries, holders, jobs, pace, tallies
from moviediary.database import connected
from moviediary.deliveries import WAITING, Delivery, Effect, is_free, wiring
from moviediary.errors import GiveUp, TryAgain
from moviediary.events import Undecodable
from moviediary.log import LogEntry, Record, changes, opened
from moviediary.logs import REPEATED, tell_done
from moviediary.tables import find, get

# Seconds to wait before the second, third and fourth attempt.
WAITS = (1, 2, 4)
# A site that asks us to come back next year is asked again tomorrow.
LONGEST_WAIT = 86_400
# Seconds after which whoever runs a handler stops it: before its claim ends.
TIMEOUT = 45
# Seconds that one process goes on to other deliveries.
TOGETHER = 5
# What is counted, and what becomes of an attempt.
DELIVERIES = "deliveries"
DONE, AGAIN, GIVEN_UP = "done", "tried_again", "given_up"
log = logging.getLogger(__name__)


def deliver(delivery_id: int) -> None:
    """Run one delivery, if it is due and nobody else holds it. Whatever its handler does wrong ends here."""
    with connected():
        delivery = _claim(delivery_id, clock.now())
        if delivery is None:
            return
        started = time.perf_counter()
        _tell_of(delivery, _run(delivery), time.perf_counter() - started)


def deliver_within(delivery: Delivery, record: Record) -> None:
    """Run a delivery in the transaction that is open; for handlers that look at nothing but the database."""
    try:
        effect = _handle(delivery)
    except GiveUp as problem:
        _update(delivery, failed_at=clock.now(), error=_printable(str(problem)))
        return
    if _update(delivery, done_at=clock.now(), error="") and effect is not None:
        effect(record)


def drain() -> None:
    """The task: run what waits, the oldest first, for some seconds, and ask for the rest behind what was asked for meanwhile."""
    ends = time.monotonic() + TOGETHER
    with connected():
        while waiting := deliveries.overdue(timedelta(0)):
            for delivery_id in waiting:
                deliver(delivery_id)
                if time.monotonic() >= ends:
                    jobs.ask(jobs.DRAIN, (), secrets.token_hex(4))
                    return


def _run(delivery: Delivery) -> str:
    """Run a delivery that is ours, and return what became of it."""
    try:
        _finish(delivery, _handle(delivery))
    except GiveUp as problem:
        return _give_up(delivery, _printable(str(problem)))
    except TryAgain as problem:
        return _postpone(delivery, _printable(str(problem)), problem.after)
    except Exception as problem:
        # A mistake in one handler must not stop the worker or another delivery.
        log.debug("%s", delivery.handler, exc_info=True)
        return _postpone(delivery, _printable(f"{type(problem).__name__}: {problem}"), 0)
    return DONE


def _tell_of(delivery: Delivery, outcome: str, seconds: float) -> None:
    tallies.add(DELIVERIES, delivery.handler, outcome)
    about = f"{delivery.handler} of entry {delivery.entry_id}: {outcome}"
    tell_done(about, seconds, event=delivery.event_id, handler=delivery.handler, attempt=delivery.attempts)


def _claim(delivery_id: int, now: datetime) -> Delivery | None:
    delivery = find(Delivery, "id", delivery_id)
    if delivery is None or delivery.done_at or delivery.failed_at or delivery.next_at > now or not is_free(delivery, now):
        return None
    claim = {"claimed_until": now + pace.chosen().lease, "holder": holders.own_name(), "attempts": delivery.attempts + 1}
    if not Delivery.update(claim).where(*_as_read(delivery)).execute():
        return None
    delivery.attempts += 1
    if delivery.attempts > len(WAITS) + 1:
        # Its process died each time, so no attempt ever came back to say what is wrong.
        _give_up(delivery, delivery.error or "the worker died while it ran")
        return None
    return delivery


def _handle(delivery: Delivery) -> Effect | None:
    entry = get(LogEntry, delivery.entry_id)
    delivery.event_id = str(entry.id)
    if entry.erased:
        return None
    try:
        recorded = opened(entry)
    except Undecodable as problem:
        raise GiveUp(str(problem)) from None
    for handler in wiring.handlers.get(type(recorded.event), ()):
        if handler.__name__ == delivery.handler:
            return handler(recorded.event, recorded)
    raise GiveUp(f"this release has no {delivery.handler} for {entry.subject}")


def _finish(delivery: Delivery, effect: Effect | None) -> None:
    with changes(None) as record:
        # Not ours any more means: our lease ran out and another run of the same delivery is ahead.
        if _update(delivery, done_at=clock.now(), error="") and effect is not None:
            effect(record)


def _postpone(delivery: Delivery, problem: str, at_least: float) -> str:
    if delivery.attempts > len(WAITS):
        return _give_up(delivery, problem)
    wait = min(max(WAITS[delivery.attempts - 1], at_least), LONGEST_WAIT)
    log.warning("%s of entry %s will be tried again in %g s: %s", delivery.handler, delivery.entry_id, wait, problem)
    _update(delivery, next_at=clock.now() + timedelta(seconds=wait), error=problem)
    return AGAIN


def _give_up(delivery: Delivery, problem: str) -> str:
    log.error("%s of entry %s is given up: %s", delivery.handler, delivery.entry_id, problem)
    ended = {"failed_at": clock.now(), "error": problem}
    try:
        with changes(None):
            if _update(delivery, **ended):
                _tell(delivery, problem)
    except Exception:
        # Whatever is wrong with telling it, a delivery must not be attempted for ever.
        log.exception("nobody could be told that %s was given up", delivery.handler)
        _update(delivery, **ended)
    return GIVEN_UP


def _tell(delivery: Delivery, problem: str) -> None:
    told = wiring.given_up.get(delivery.handler)
    try:
        recorded = opened(get(LogEntry, delivery.entry_id))
    except Undecodable:
        return
    if told is not None:
        told(recorded.event, problem)


def _update(delivery: Delivery, **values: object) -> bool:
    """End this run of a delivery. False where another run has taken over, or already finished it."""
    return bool(Delivery.update(claimed_until=None, **values).where(*_as_read(delivery)).execute())


def _as_read(delivery: Delivery) -> tuple[object, ...]:
    """The conditions that no other run of a delivery has begun, nor it has ended, since it was read."""
    return (Delivery.id == delivery.id, Delivery.attempts == delivery.attempts, WAITING)


def _printable(text: str) -> str:
    """Errors quote what other sites send; databases and logs choke on NUL and on halves of surrogate pairs."""
    return REPEATED.sub("", text)[:1000].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
