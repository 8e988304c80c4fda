"""What events there are, in the words of docs/events.md: the table there is made of the classes, so it stays true."""

import dataclasses
import inspect
from collections.abc import Iterable, Iterator
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from moviediary.events import Event

KINDS = {UUID: "id", str: "text", int: "number", bool: "true or false"}
HEAD = ("| Subject | Version | Fields of `data` | What happened |", "|---|---|---|---|")


def table(classes: Iterable[type[Event]]) -> list[str]:
    """The lines of the table of all events, and of one for each kind of value that has fields of its own."""
    events = sorted(classes, key=lambda cls: cls.subject)
    rows = [f"| `{cls.subject}` | {cls.version} | {_fields(cls)} | {_told(cls)} |" for cls in events]
    values = {value.__name__: value for cls in events for value in _values(cls)}
    return [*HEAD, *rows, *(line for name in sorted(values) for line in _described(values[name]))]


def _described(value: type) -> list[str]:
    return ["", f"A {value.__name__.lower()} has the fields {_fields(value)}."]


def _fields(cls: type) -> str:
    hints = get_type_hints(cls)
    return ", ".join(f"`{field.name}` ({_kind(hints[field.name])})" for field in dataclasses.fields(cls))


def _kind(hint: Any) -> str:
    if get_origin(hint) in (Union, UnionType):
        some = [_kind(one) for one in get_args(hint) if one is not NoneType]
        return " or ".join([*some, "null"])
    if get_origin(hint) is tuple:
        return f"list of {_kind(get_args(hint)[0])}s"
    return KINDS.get(hint) or hint.__name__.lower()


def _told(cls: type) -> str:
    """The docstring on one line. A dataclass without one gets its signature for it, which says nothing new."""
    said = inspect.cleandoc(cls.__doc__ or "")
    return "" if said.startswith(f"{cls.__name__}(") else " ".join(said.split())


def _values(cls: type) -> Iterator[type]:
    for hint in get_type_hints(cls).values():
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            yield hint
