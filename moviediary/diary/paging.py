"""A page of a long list, found by a cursor: where it begins, not how many came before."""

from collections.abc import Callable
from dataclasses import dataclass

import peewee

from moviediary.diary.entries import Entry

PAGE = 50


@dataclass(frozen=True)
class Slice:
    """A page of a list, with the cursors of its neighbours; an empty cursor means there is none."""

    entries: list[Entry]
    newer: str = ""
    older: str = ""


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after an entry when going to older ones, before it when going back."""

    older_than: str = ""
    newer_than: str = ""


def towards(query: peewee.ModelSelect, way: str, column: peewee.Field, mark: str) -> peewee.ModelSelect:
    """What lies "newer" or "older" than the mark, or the "newest"; one entry more than a page, to know whether it goes on."""
    query = query.limit(PAGE + 1)
    if way == "newer":
        return query.where(column > mark).order_by(column)
    return (query.where(column < mark) if way == "older" else query).order_by(column.desc())


def page(
    ask: Callable[[str, str], list[Entry]],
    cursor: Cursor,
    parse: Callable[[str], str],
    mark: Callable[[Entry], str],
    size: int = PAGE,
) -> Slice:
    """One page of a list, newest first."""
    if cursor.newer_than and (value := parse(cursor.newer_than)):
        found = ask("newer", value)
        entries = found[:size][::-1]
        return Slice(entries, mark(entries[0]) if len(found) > size else "", mark(entries[-1]) if entries else "")
    value = parse(cursor.older_than) if cursor.older_than else ""
    found = ask("older" if value else "newest", value)
    entries = found[:size]
    return Slice(entries, mark(entries[0]) if value and entries else "", mark(entries[-1]) if len(found) > size else "")
