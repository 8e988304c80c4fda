"""Running a delivery: claim it, let its handler work, write what the handler wants written.

That effect and the mark "done" are one transaction, so the effect happens exactly once even where the handler ran twice.
"""

import logging
import secrets
import time
from datetime import datetime, timedelta

from moviediary import clock, deliveries, jobs
from moviediary.database import connected
from moviediary.deliveries import WAITING, Delivery, Effect, unclaimed, wiring
from moviediary.errors import GiveUp, TryAgain
from moviediary.events import Undecodable
from moviediary.log import LogEntry, Record, changes, opened
from moviediary.tables import get

# Seconds to wait before the second, third and fourth attempt.
WAITS = (1, 2, 4)
# A site that asks us to come back next year is asked again tomorrow.
LONGEST_WAIT = 86_400
# How long a claim holds. A handler has to be done by then: whoever runs it stops it after TIMEOUT seconds.
LEASE = timedelta(seconds=60)
TIMEOUT = 45
# Seconds that one process goes on to other deliveries.
TOGETHER = 5
log = logging.getLogger(__name__)


def deliver(delivery_id: int) -> None:
    """Run one delivery, if it is due and nobody else holds it. Whatever its handler does wrong ends here."""
    with connected():
        delivery = _claim(delivery_id, clock.now())
        if delivery is None:
            return
        try:
            _finish(delivery, _handle(delivery))
        except GiveUp as problem:
            _give_up(delivery, _printable(str(problem)))
        except TryAgain as problem:
            _postpone(delivery, _printable(str(problem)), problem.after)
        except Exception as problem:
            # A mistake in one handler must not stop the worker or another delivery.
            log.debug("%s", delivery.handler, exc_info=True)
            _postpone(delivery, _printable(f"{type(problem).__name__}: {problem}"), 0)


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


def _claim(delivery_id: int, now: datetime) -> Delivery | None:
    claimed = (
        Delivery.update(claimed_until=now + LEASE, attempts=Delivery.attempts + 1)
        .where(Delivery.id == delivery_id, WAITING, Delivery.next_at <= now, unclaimed(now))
        .execute()
    )
    if not claimed:
        return None
    delivery = get(Delivery, delivery_id)
    if delivery.attempts > len(WAITS) + 1:
        # Its process died each time, so no attempt ever came back to say what is wrong.
        _give_up(delivery, delivery.error or "the worker died while it ran")
        return None
    return delivery


def _handle(delivery: Delivery) -> Effect | None:
    entry = get(LogEntry, delivery.entry_id)
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


def _postpone(delivery: Delivery, problem: str, at_least: float) -> None:
    if delivery.attempts > len(WAITS):
        _give_up(delivery, problem)
        return
    wait = min(max(WAITS[delivery.attempts - 1], at_least), LONGEST_WAIT)
    log.warning("%s of entry %s will be tried again in %g s: %s", delivery.handler, delivery.entry_id, wait, problem)
    _update(delivery, next_at=clock.now() + timedelta(seconds=wait), error=problem)


def _give_up(delivery: Delivery, problem: str) -> None:
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
    mine = (Delivery.id == delivery.id) & (Delivery.attempts == delivery.attempts)
    return bool(Delivery.update(claimed_until=None, **values).where(mine, WAITING).execute())


def _printable(text: str) -> str:
    """Errors quote what other sites send; databases and logs choke on NUL and on halves of surrogate pairs."""
    return text[:1000].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
