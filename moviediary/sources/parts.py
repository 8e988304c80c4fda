"""Reading an archive of many parts, of which one may be damaged while the others are not."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from moviediary.sheets.contents import Broken, Contents, Unreadable
from moviediary.sheets.limits import TooMuch
from moviediary.sources.lines import Line


def first(contents: Contents, member: str, under: str | None = None) -> Any:
    """The first item of a part; None where it has none or cannot be read."""
    with suppress(Unreadable):
        return next((item for _, item in contents.items(member, under) if not isinstance(item, Broken)), None)
    return None


def spared(contents: Contents, member: str, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines of one part; where it turns out to be damaged, a last line says so, and the other parts are still read."""
    number = 0
    try:
        for line in lines:
            number = max(number, line.number)
            yield line
    except TooMuch:
        # That is about all of the file, whichever part was being read.
        raise
    except Unreadable as problem:
        if len(contents.members) == 1:
            raise
        yield Line(member, number + 1, "viewing", problem=str(problem), value=member)
