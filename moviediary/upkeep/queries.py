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
    newest = newest_backup()
    good = _made(newest) if newest is not None else "none was ever made"
    if site.folder is not None:
        return _daily(good)
    if newest is None:
        return State("backup", f"{good}; set BACKUP_FOLDER, and the worker makes one a day", False)
    return State("backup", good, clock.now() - newest.done_at < LATE)


def _daily(good: str) -> State:
    """How the backups by the clock stand. One by hand, however new, says nothing of them."""
    daily = last(BACKUP)
    if daily is None:
        return State("backup", f"{good}; the worker makes one within the hour", False)
    if daily.problem:
        return State("backup", f"failed {_ago(daily.tried_at)}: {daily.problem}. Of the good ones, {good}", False)
    late = clock.now() - daily.done_at >= LATE
    return State("backup", f"{good}; the last daily one is of {_ago(daily.done_at)}" if late else good, not late)


def _made(row: Upkeep) -> str:
    how = ", made by hand" if row.name == BY_HAND else ", made"
    return f"the last {_ago(row.done_at)}, {byte_size(row.size)}{how} in {row.milliseconds / 1000:,.1f} s"


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
