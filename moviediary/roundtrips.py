"""Postgres with fewer ways there and back: each costs as much as what is asked, while others wait for their turn to write."""

import threading
from collections.abc import Sequence
from typing import Any

import peewee
from playhouse.pool import PooledPostgresqlDatabase


class _Waiting(threading.local):
    """What is still to be done, of each thread."""

    def __init__(self) -> None:
        self.statements: list[tuple[str, Sequence[object]]] = []


class Travelling(peewee.PostgresqlDatabase):
    """What is to be done `later` travels with the next statement, or with the commit. Should it fail, that one says so."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._waiting = _Waiting()

    def later(self, sql: str, params: Sequence[object] = ()) -> None:
        """Do something of which the answer is of no interest, before whatever is asked next in this transaction."""
        if self.in_transaction():
            self._waiting.statements.append((sql, params))
        else:
            self.execute_sql(sql, params)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        return super().execute_sql(*self._together(sql, params))

    def begin(self, isolation_level: Any = None) -> None:
        self._waiting.statements.clear()
        if isolation_level is None:
            self._waiting.statements.append(("BEGIN", ()))
        else:
            super().begin(isolation_level)

    def commit(self) -> None:
        if self._waiting.statements:
            self.execute_sql("COMMIT")
        else:
            super().commit()

    def rollback(self) -> None:
        begun = ("BEGIN", ()) not in self._waiting.statements
        self._waiting.statements.clear()
        if begun:
            super().rollback()

    def _together(self, sql: str, params: Any) -> tuple[str, Any]:
        waiting = self._waiting.statements
        if not waiting:
            return sql, params
        texts, values = [text for text, _ in waiting], [value for _, given in waiting for value in given]
        waiting.clear()
        return "; ".join([*texts, sql]), [*values, *(params or ())]


class Pool(Travelling, PooledPostgresqlDatabase):
    """The same with connections that are kept for whoever comes next."""
