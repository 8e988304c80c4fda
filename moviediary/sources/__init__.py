"""The systems whose exports can be read, each in a module of its own: a file becomes lines of `sources.lines`."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from moviediary.sheets.contents import Contents
from moviediary.sources import imdb, letterboxd, mapped, movary, netflix, own, simkl, tmdb, trakt, watcharr, yamtrack
from moviediary.sources.lines import How, Line


class Source(Protocol):
    """Somebody who writes files. `title` is how people call them, `asks` names the fields of How that make sense for them."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def asks(self) -> frozenset[str]: ...

    def recognises(self, contents: Contents) -> int:
        """How sure it is that they wrote it, from 0 to 100."""
        ...

    def lines(self, contents: Contents, how: How) -> Iterator[Line]: ...


_ALL: tuple[Source, ...] = (
    *(own.SOURCE, letterboxd.SOURCE, imdb.SOURCE, trakt.SOURCE, movary.SOURCE, yamtrack.SOURCE, simkl.SOURCE),
    *(tmdb.SOURCE, netflix.SOURCE, watcharr.SOURCE, mapped.SOURCE),
)
ALL: Mapping[str, Source] = {source.name: source for source in _ALL}


def recognise(contents: Contents) -> list[tuple[str, int]]:
    """Who may have written a file, and how surely, from 1 to 100: surest first."""
    found = [(source.name, source.recognises(contents)) for source in ALL.values()]
    return sorted(((name, sure) for name, sure in found if sure > 0), key=lambda pair: -pair[1])


def read(name: str, contents: Contents, how: How) -> Iterator[Line]:
    """One line for each line of the file. Raises Unreadable where the file has none of what the source needs."""
    return ALL[name].lines(contents, how)
