"""Items of JSON as rows of a table: what lies deeper gets a name with dots, and lists are written out."""

from collections.abc import Iterator
from typing import Any

import msgspec

# Nobody's export nests its facts deeper; below, what is there is kept as it was written.
DEPTH = 6
# An item that is no object has no names for what it says.
VALUE = "value"


def flat(item: Any) -> dict[str, str]:
    """Everything an item says, by dotted name, as text. Objects in a list are told together: "cast.name" is "Ann, Bob"."""
    row: dict[str, list[str]] = {}
    for name, value in _walk("", item, 0):
        row.setdefault(name or VALUE, []).append(value)
    return {name: ", ".join(values) if len(values) > 1 else values[0] for name, values in row.items()}


def _walk(name: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value and depth < DEPTH:
        for key, inner in value.items():
            yield from _walk(f"{name}.{key}" if name else str(key), inner, depth + 1)
    elif isinstance(value, list) and value and depth < DEPTH:
        for inner in value:
            yield from _walk(name, inner, depth + 1)
    else:
        yield name, written(value)


def written(value: Any) -> str:
    """A value of JSON as a cell of a table would have it."""
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return msgspec.json.encode(value).decode()


def within(value: Any, *names: str) -> Any:
    """What stands under these names, one below the other; None where there is no such thing."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
