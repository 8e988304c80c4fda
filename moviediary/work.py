"""Work that takes long, such as an import: a row says that it is to be done, and whoever finds the row does a piece of it.

Pieces are short, so that the worker gets to other things in between. A process that dies loses the step it was at, no more.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import peewee

from moviediary import clock, holders, jobs, pace
from moviediary.database import connected
from moviediary.errors import GiveUp, TryAgain
from moviediary.tables import Row, UtcField

# How long a claim holds beyond the last step. No step may take longer.
LEASE = timedelta(seconds=30)
# Seconds between two renewals of a claim.
RENEWAL = 3.0
# Nobody is waited for longer than that.
LONGEST = timedelta(days=1)
# Seconds to wait after a first, second ... failure, and how many in a row are too many.
WAITS = (1, 5, 30, 120, 600)
MOST = 12
TASK = "go_on"
log = logging.getLogger(__name__)
# Yielded by a step that is done as well, but after which others would have a long way back: nothing is handed over there.
IN_MIDST: Final = "in the midst of it"
Step = Literal["in the midst of it"] | None
# The steps of some work, each committed when it is yielded. They begin where the last process stopped.
Steps = Callable[[UUID], Iterator[Step]]


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
    """By kind: the steps of the work, and what to write when it is given up, with a sentence, or "" where it broke."""

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
    if do(UUID(work_id), pace.chosen().piece):
        announce(UUID(work_id))


def overdue(grace: timedelta) -> list[UUID]:
    """Work that nobody does although it was announced, or whose process died."""
    now = clock.now()
    due = Work.select().where(_is_due(now - grace, now)).order_by(Work.next_at)
    return [row.id for row in due if _free(row, now)]


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
        try:
            if not _go(row, time.monotonic() + seconds):
                return _end(row)
        except GiveUp as problem:
            _give_up(row, str(problem), str(problem))
        except TryAgain as problem:
            # Whoever has to be waited for is waited for, however long that takes.
            _postpone(row, str(problem), problem.after)
        except Exception as problem:
            # A mistake in one kind of work must not stop the worker, or other work.
            log.exception("%s %s", row.kind, work_id)
            error = f"{type(problem).__name__}: {problem}"
            if row.attempts + 1 >= MOST:
                _give_up(row, error, "")
            else:
                _postpone(row, error, 0)
        else:
            return _release(row, clock.now())
    return False


def _go(row: Work, ends: float) -> bool:
    """Do steps until the time is up, and say whether it was. Ends as well where the claim is no longer ours."""
    renew = 0.0
    for where in wiring.steps[row.kind](row.id):
        # Not with each step, as each commit waits for the disk.
        if time.monotonic() >= renew:
            if not _change(row, claimed_until=clock.now() + LEASE, attempts=0, error=""):
                return True
            row.attempts, renew = 0, time.monotonic() + RENEWAL
        if where != IN_MIDST and time.monotonic() >= ends:
            return True
    return False


def _claim(work_id: UUID) -> Work | None:
    now = clock.now()
    row: Work | None = Work.select().where(Work.id == work_id, _is_due(now, now)).first()
    if row is None or not _free(row, now):
        return None
    if row.attempts >= MOST:
        # Its process died each time before the first step was done.
        _give_up(row, row.error or "the worker died while it was at it", "")
        return None
    holder = holders.own_name()
    same = (Work.id == work_id) & (Work.holder == row.holder) & (Work.attempts == row.attempts)
    if not Work.update(claimed_until=now + LEASE, holder=holder, attempts=Work.attempts + 1).where(same).execute():
        return None
    row.holder = holder
    return row


def _is_due(by: datetime, now: datetime) -> peewee.Expression:
    # What waits for longer than anybody ever asks for was noted by a clock that was ahead.
    return (Work.next_at <= by) | (Work.next_at > now + LONGEST)


def _free(row: Work, now: datetime) -> bool:
    ahead = row.claimed_until is not None and row.claimed_until > now + LEASE
    return row.claimed_until is None or row.claimed_until < now or ahead or holders.is_gone(row.holder)


def _change(row: Work, **values: object) -> bool:
    """Change work that is ours. False where another process has it by now."""
    return bool(Work.update(**values).where(Work.id == row.id, Work.holder == row.holder).execute())


def _release(row: Work, next_at: datetime) -> bool:
    return _change(row, claimed_until=None, holder="", next_at=next_at)


def _is_wanted_again(row: Work) -> bool:
    wanted: bool = Work.select().where(Work.id == row.id, Work.next_at != row.next_at).exists()
    return wanted


def _end(row: Work) -> bool:
    """Forget work that is done. Returns whether it was wanted again meanwhile, and waits for its turn."""
    done = Work.delete().where(Work.id == row.id, Work.holder == row.holder, Work.next_at == row.next_at).execute()
    return not done and _release(row, clock.now())


def _postpone(row: Work, error: str, after: float) -> None:
    wait = min(max(after, WAITS[min(row.attempts + 1, len(WAITS)) - 1]), LONGEST.total_seconds())
    if _is_wanted_again(row):
        # Somebody asked for something else meanwhile, and is not to wait for this.
        wait = 0
    log.warning("%s %s is tried again in %d seconds: %s", row.kind, row.id, wait, error)
    _change(row, error=error[:1000], attempts=min(row.attempts + 1, MOST - 1))
    _release(row, clock.now() + timedelta(seconds=wait))


def _give_up(row: Work, error: str, told: str) -> None:
    """Forget work that cannot be done. `told` is a sentence for people, "" where nobody knows one."""
    log.warning("%s %s was given up: %s", row.kind, row.id, error)
    if row.kind in wiring.given_up and not _is_wanted_again(row):
        # First of all: a process that dies behind it leaves work that somebody finds.
        wiring.given_up[row.kind](row.id, told)
    _end(row)
