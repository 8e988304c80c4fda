"""Proof that nothing was lost: the tables that follow from the log are made again from it, beside the live ones, and compared."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import peewee

from moviediary import log as journal
from moviediary import notices
from moviediary.database import MIGRATIONS, connected, db, instead, is_sqlite, open_database, runner
from moviediary.roundtrips import Travelling
from moviediary.tables import Row

# Rows compared at a time: a million of them must not be in memory at once.
PAGE = 1000
# The notice that tables were put right; it is about no row in particular.
REBUILT, NOTHING = "tables.rebuilt", UUID(int=0)
Key = tuple[Any, ...]
Values = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass
class Wiring:
    """Which tables follow from the log, and which plain tables their projections read."""

    models: Sequence[type[Row]] = ()
    copied: Sequence[type[Row]] = ()


wiring = Wiring()


@dataclass(frozen=True)
class Difference:
    """A row that is not what the log says; None stands for a row that is not there."""

    model: type[Row]
    key: Values
    live: Values | None
    rebuilt: Values | None

    def __str__(self) -> str:
        row = f"{self.model._meta.table_name} {', '.join(f'{name} {value}' for name, value in self.key.items())}"
        if self.rebuilt is None:
            return f"{row}: is there, but not when rebuilt"
        if self.live is None:
            return f"{row}: is missing, but there when rebuilt"
        differing = (name for name, value in self.live.items() if value != self.rebuilt[name])
        return f"{row}: " + "; ".join(f"{name} is {self.live[name]!r}, rebuilt {self.rebuilt[name]!r}" for name in differing)


def differences() -> list[str]:
    """A sentence for each row that differs from what the log says. Others may write meanwhile."""
    with connected(), db.atomic("DEFERRED" if is_sqlite() else "REPEATABLE READ"), _rebuilt(db.obj) as scratch:
        return [str(difference) for model in wiring.models for difference in _compare(model, db.obj, scratch)]


def rebuild() -> int:
    """Make the tables what the log says, and return how many rows were not. All other writers wait until it is done."""
    with journal.changes(None), _rebuilt(db.obj) as scratch:
        models = peewee.sort_models(wiring.models)
        changed = sum(_remove(model, db.obj, scratch) for model in reversed(models))
        changed += sum(_restore(model, db.obj, scratch) for model in models)
        if changed:
            notices.give(REBUILT, NOTHING)
        return changed


def _remove(model: type[Row], live: peewee.Database, scratch: peewee.Database) -> int:
    surplus = [difference for difference in _compare(model, live, scratch) if difference.rebuilt is None]
    for difference in surplus:
        model.delete().where(*_is(model, difference.key)).execute()
    return len(surplus)


def _restore(model: type[Row], live: peewee.Database, scratch: peewee.Database) -> int:
    wrong = [difference for difference in _compare(model, live, scratch) if difference.rebuilt is not None]
    for difference in wrong:
        if difference.live is None:
            model.insert(difference.rebuilt).execute()
        else:
            model.update(difference.rebuilt).where(*_is(model, difference.key)).execute()
    return len(wrong)


@contextmanager
def _rebuilt(live: peewee.Database) -> Iterator[peewee.Database]:
    """A database with the tables as they follow from the log; it is gone afterwards."""
    with _scratch_file(live) if is_sqlite() else _scratch_schema(live) as scratch, scratch.atomic() as everything:
        runner(scratch, MIGRATIONS).up()
        for model in wiring.copied:
            for rows in _pages(model, live):
                model.insert_many(rows).bind(scratch).execute()
        with instead(scratch):
            for recorded in journal.replay(log.warning, live):
                journal.project(recorded)
        yield scratch
        everything.rollback()


@contextmanager
def _scratch_file(live: peewee.Database) -> Iterator[peewee.Database]:
    # Beside the live file, as there is room for it, which the usual place for temporary files may not have.
    with TemporaryDirectory(dir=Path(live.database).parent, prefix="rebuild-") as folder:
        scratch = open_database(f"sqlite:///{folder}/rebuilt.db")
        with scratch.connection_context():
            yield scratch


@contextmanager
def _scratch_schema(live: peewee.Database) -> Iterator[peewee.Database]:
    """A schema that is never committed, so that nothing of it stays, however this process ends."""
    name = f"rebuild_{secrets.token_hex(4)}"
    settings = f"{live.connect_params.get('options', '')} -c search_path={name} -c statement_timeout=0"
    scratch = Travelling(live.database, **{**live.connect_params, "options": settings})
    with scratch.connection_context(), scratch.atomic() as everything:
        scratch.execute_sql(f"CREATE SCHEMA {name}")
        yield scratch
        everything.rollback()


def _compare(model: type[Row], live: peewee.Database, scratch: peewee.Database) -> Iterator[Difference]:
    keys = [field.name for field in _keys(model)]
    for rows in _pages(model, live):
        others = _between(model, scratch, rows)
        for row in rows:
            other = others.get(_key(model, row))
            if row != other:
                yield Difference(model, {name: row[name] for name in keys}, row, other)
    for rows in _pages(model, scratch):
        others = _between(model, live, rows)
        for row in rows:
            if _key(model, row) not in others:
                yield Difference(model, {name: row[name] for name in keys}, None, row)


def _pages(model: type[Row], source: peewee.Database) -> Iterator[list[Values]]:
    query = model.select().order_by(*_keys(model)).limit(PAGE)
    rows = _read(query, source)
    while rows:
        yield rows
        rows = _read(query.where(_place(model) > _value(model, rows[-1])), source)


def _between(model: type[Row], source: peewee.Database, rows: list[Values]) -> dict[Key, Values]:
    """The rows of another database with keys from that of the first of these rows to that of the last."""
    place, first, last = _place(model), _value(model, rows[0]), _value(model, rows[-1])
    return {_key(model, row): row for row in _read(model.select().where(place >= first, place <= last), source)}


def _read(query: Any, source: peewee.Database) -> list[Values]:
    return [dict(row) for row in query.dicts().bind(source)]


def _keys(model: type[Row]) -> Sequence[peewee.Field]:
    keys: Sequence[peewee.Field] = model._meta.get_primary_keys()
    return keys


def _key(model: type[Row], row: Values) -> Key:
    return tuple(row[field.name] for field in _keys(model))


def _place(model: type[Row]) -> Any:
    return peewee.Tuple(*_keys(model))


def _value(model: type[Row], row: Values) -> Any:
    # Peewee hands the values inside a tuple to the driver as they are, and SQLite's knows no UUID.
    return peewee.Tuple(*(field.db_value(row[field.name]) for field in _keys(model)))


def _is(model: type[Row], key: Values) -> list[peewee.Expression]:
    return [field == key[field.name] for field in _keys(model)]
