"""When what keeps the site was done last, and how it ended: plain rows, one for each kind."""

from datetime import datetime

import peewee

from moviediary import clock
from moviediary.tables import Row, UtcField

BACKUP, BY_HAND, INTEGRITY = "daily backup", "backup by hand", "integrity check"


class Upkeep(Row):
    """How one kind of upkeep ended: `done_at` is when it last went well, `problem` why the last try, at `tried_at`, did not."""

    name = peewee.TextField(primary_key=True)
    tried_at = UtcField()
    done_at = UtcField(null=True)
    problem = peewee.TextField(default="")
    size = peewee.BigIntegerField(default=0)
    milliseconds = peewee.IntegerField(default=0)


def last(name: str) -> Upkeep | None:
    found: Upkeep | None = Upkeep.get_or_none(Upkeep.name == name)
    return found


def note(name: str, began: datetime, problem: str = "", size: int = 0) -> None:
    """Note how it ended just now."""
    now = clock.now()
    took = round((now - began).total_seconds() * 1000)
    said = {Upkeep.tried_at: now, Upkeep.problem: problem[:1000], Upkeep.milliseconds: took}
    if not problem:
        said |= {Upkeep.done_at: now, Upkeep.size: size}
    first = {"name": name, **{field.name: value for field, value in said.items()}}
    Upkeep.insert(first).on_conflict(conflict_target=[Upkeep.name], update=said).execute()
