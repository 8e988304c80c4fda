"""Work that takes long, such as an import: a row says that it is to be done, and whoever finds the row does a piece of it.

Pieces are short, so that the worker gets to other things in between. A process that dies loses the step it was at, no more.
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import peewee

from moviediary import clock, jobs
from moviediary.database import connected
from moviediary.errors import GiveUp, TryAgain
from moviediary.tables import Row, UtcField

# Seconds of a piece, after which others have their turn.
PIECE = 4.0
# How long a claim holds beyond the last step. No step may take longer.
LEASE = timedelta(seconds=30)
# Seconds between two renewals of a claim.
RENEWAL = 3.0
# Seconds to wait after a first, second ... failure, and how many in a row are too many.
WAITS = (1, 5, 30, 120, 600)
MOST = 12
TASK = "go_on"
log = logging.getLogger(__name__)
# The steps of some work, each committed when it is yielded. They begin where the last process stopped.
Steps = Callable[[UUID], Iterator[None]]


class Work(Row):
    """Work that is not done yet. `id` is that of what it is about; `attempts` counts those since the last step that was done."""

    id = peewee.UUIDField(primary_key=True)
    kind = peewee.TextField()
    next_at = UtcField()
    claimed_until = UtcField(null=True)
    holder = peewee.TextField(default="")
    attempts = peewee.SmallIntegerField(default=0)
    error = peewee.TextField(default="")


@dataclass
class Wiring:
    """By kind: the steps of the work, and what to write when it is given up."""

    steps: Mapping[str, Steps] = field(default_factory=dict)
    given_up: Mapping[str, Callable[[UUID, str], None]] = field(default_factory=dict)


wiring = Wiring()


def add(kind: str, work_id: UUID) -> None:
    """Note that something is to be done, or to be done again. Called within the transaction of whatever wants it."""
    now = clock.now()
    Work.insert(id=work_id, kind=kind, next_at=now).on_conflict(
        conflict_target=[Work.id], update={Work.kind: kind, Work.next_at: now, Work.attempts: 0, Work.error: ""}
    ).execute()


def announce(work_id: UUID) -> None:
    """Tell the worker, once it is committed. Should nobody hear, the sweep finds it."""
    # Its own name each time: one that is being done cannot be asked for by the same name.
    jobs.ask(TASK, (str(work_id),), f"{work_id}-{secrets.token_hex(4)}")


def go_on(work_id: str) -> None:
    """The task: do a piece of some work, and ask for the next."""
    if do(UUID(work_id), PIECE):
        announce(UUID(work_id))


def overdue(grace: timedelta) -> list[UUID]:
    """Work that nobody does although it was announced, or whose process died."""
    due = Work.select().where(Work.next_at <= clock.now() - grace).order_by(Work.next_at)
    return [row.id for row in due if _free(row, clock.now())]


def problem(work_id: UUID) -> str:
    """Why some work waits for another attempt; "" where it does not."""
    row = Work.get_or_none(Work.id == work_id)
    return row.error if row else ""


def do(work_id: UUID, seconds: float) -> bool:
    """Do some of it, if nobody else does. Returns whether there is more to be done at once."""
    with connected():
        row = _claim(work_id)
        if row is None:
            return False
        ends, renew = time.monotonic() + seconds, 0.0
        try:
            for _ in wiring.steps[row.kind](work_id):
                # Not with each step, as each commit waits for the disk.
                if time.monotonic() >= renew:
                    _renew(work_id)
                    renew = time.monotonic() + RENEWAL
                if time.monotonic() >= ends:
                    return _release(work_id, clock.now())
        except GiveUp as problem:
            _give_up(row, str(problem))
        except TryAgain as problem:
            _postpone(row, str(problem), problem.after)
        except Exception as problem:
            # A mistake in one kind of work must not stop the worker, or other work.
            log.exception("%s %s", row.kind, work_id)
            _postpone(row, f"{type(problem).__name__}: {problem}", 0)
        else:
            _end(row)
    return False


def _claim(work_id: UUID) -> Work | None:
    now = clock.now()
    row: Work | None = Work.get_or_none(Work.id == work_id)
    if row is None or row.next_at > now or not _free(row, now):
        return None
    if row.attempts >= MOST:
        # Its process died each time before the first step was done.
        _give_up(row, row.error or "the worker died while it was at it")
        return None
    same = (Work.id == work_id) & (Work.holder == row.holder) & (Work.attempts == row.attempts)
    claimed = Work.update(claimed_until=now + LEASE, holder=_own_name(), attempts=Work.attempts + 1).where(same).execute()
    return row if claimed else None


def _free(row: Work, now: datetime) -> bool:
    return row.claimed_until is None or row.claimed_until < now or _gone(row.holder)


def _own_name() -> str:
    return f"{socket.gethostname()} {os.getpid()} {secrets.token_hex(4)}"


def _gone(holder: str) -> bool:
    """Whether a process of this machine does not run any more. Of others nothing is known before their claim runs out."""
    host, _, rest = holder.partition(" ")
    number = rest.partition(" ")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _renew(work_id: UUID) -> None:
    Work.update(claimed_until=clock.now() + LEASE, attempts=0, error="").where(Work.id == work_id).execute()


def _release(work_id: UUID, next_at: datetime) -> bool:
    return bool(Work.update(claimed_until=None, holder="", next_at=next_at).where(Work.id == work_id).execute())


def _end(row: Work) -> None:
    # Had it been wanted again meanwhile, its turn would be a later one.
    Work.delete().where(Work.id == row.id, Work.next_at == row.next_at).execute()
    _release(row.id, clock.now())


def _postpone(row: Work, error: str, after: float) -> None:
    attempts = row.attempts + 1
    if attempts >= MOST:
        _give_up(row, error)
        return
    wait = max(after, WAITS[min(attempts, len(WAITS)) - 1])
    log.warning("%s %s is tried again in %d seconds: %s", row.kind, row.id, wait, error)
    Work.update(error=error[:1000]).where(Work.id == row.id).execute()
    _release(row.id, clock.now() + timedelta(seconds=wait))


def _give_up(row: Work, error: str) -> None:
    log.warning("%s %s was given up: %s", row.kind, row.id, error)
    if row.kind in wiring.given_up:
        wiring.given_up[row.kind](row.id, error)
    Work.delete().where(Work.id == row.id).execute()
