"""What SQLite and Postgres spell in their own ways, for statements that mean the same on both."""

from typing import Any

import peewee
from peewee import fn

from moviediary.database import is_sqlite


def position() -> str:
    """What the function is called that finds a text in another: its place, or 0. No sign in it has a meaning."""
    return "INSTR" if is_sqlite() else "STRPOS"


def lowered(text: str) -> str:
    """What the function is called that makes a text small in whichever letters, where a given text is looked for in another."""
    return "LOWER_ALL" if is_sqlite() and not text.isascii() else "LOWER"


def stands_in(text: Any, column: Any) -> peewee.Expression:
    """The condition that a text stands in a column, letter by letter."""
    found: peewee.Expression = getattr(fn, position())(column, text) > 0
    return found


def holds(column: peewee.Field, text: str) -> peewee.Expression:
    """The same in letters of whichever case."""
    lower = getattr(fn, lowered(text))
    return stands_in(lower(text), lower(column))


def by_bytes(text: str) -> str:
    """A statement with BY_BYTES behind what is ordered by its bytes: always so on SQLite, by the server's locale on Postgres."""
    return text.replace(" BY_BYTES", "" if is_sqlite() else ' COLLATE "C"')
