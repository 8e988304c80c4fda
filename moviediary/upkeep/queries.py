"""How the upkeep of the site stands, in words for its admin."""

from datetime import datetime, timedelta

from moviediary import clock
from moviediary.states import State
from moviediary.upkeep import site
from moviediary.upkeep.models import BACKUP, BY_HAND, INTEGRITY, Upkeep, last
from moviediary.words import byte_size, time_span

# A backup a day is wanted; that one of them failed is seen in time.
LATE = timedelta(days=2)
A_MOMENT = timedelta(minutes=1)


def standings() -> list[State]:
    """The backups and the health of the database."""
    return [_backups(), _integrity()]


def newest_backup() -> Upkeep | None:
    """The last backup that went well, made by the clock or by hand."""
    made = [row for name in (BACKUP, BY_HAND) if (row := last(name)) is not None and row.done_at is not None]
    return max(made, key=lambda row: row.done_at, default=None)


def _backups() -> State:
    newest, daily = newest_backup(), last(BACKUP)
    good = _made(newest) if newest is not None else "none was ever made"
    if site.folder is not None and daily is not None and daily.problem:
        return State("backup", f"failed {_ago(daily.tried_at)}: {daily.problem}. Of the good ones, {good}", False)
    if newest is None:
        todo = "the worker makes one within the hour" if site.folder else "set BACKUP_FOLDER, and the worker makes one a day"
        return State("backup", f"{good}; {todo}", False)
    return State("backup", good, clock.now() - newest.done_at < LATE)


def _made(row: Upkeep) -> str:
    return f"the last {_ago(row.done_at)}, {byte_size(row.size)}, made in {row.milliseconds / 1000:,.1f} s"


def _integrity() -> State:
    row = last(INTEGRITY)
    if row is None:
        return State("integrity", "not checked yet; the worker does it every day", True)
    if row.problem:
        return State("integrity", f"found damaged {_ago(row.tried_at)}: {row.problem}", False)
    return State("integrity", f"sound, checked {_ago(row.tried_at)}", clock.now() - row.tried_at < LATE)


def _ago(moment: datetime) -> str:
    passed = clock.now() - moment
    return f"{time_span(passed)} ago" if passed >= A_MOMENT else "just now"
