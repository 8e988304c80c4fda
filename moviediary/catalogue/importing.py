"""From IMDb's files to a catalogue that takes the place of the old one."""

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from moviediary import clock
from moviediary.catalogue import sqlite
from moviediary.catalogue.places import Place
from moviediary.catalogue.reading import Meter, ranked, read
from moviediary.catalogue.sources import Source, Unusable, recognized
from moviediary.catalogue.staging import Film, Staging

# Films between two commits.
CHUNK = 5_000


class Draft(Protocol):
    def count(self) -> int: ...

    def add(self, films: Sequence[Film]) -> None: ...

    def publish(self, about: Mapping[str, str]) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Result:
    """How many films there are, and for each file with lines that were not understood: its name, how many, and the first."""

    films: int
    broken: list[tuple[str, int, str]]


def run(place: Place, paths: list[Path], shorts: bool, meter: Meter) -> Result:
    """Make a catalogue of files and let it take the place of the old one, which is there until then.

    What was done by an import that did not come to its end is not done again. Raises Unusable, and what the databases raise.
    """
    sources = recognized(paths)
    with _alone(place.staging):
        staging = Staging(place.staging)
        try:
            staging.keep_only(sources, shorts)
            for source in sources.values():
                read(staging, source, shorts, meter)
            films = _written(place, staging, sources, meter)
            broken = [(source.name, *_broken(staging, kind)) for kind, source in sources.items()]
        finally:
            staging.close()
        sqlite.remove(place.staging)
    return Result(films, [line for line in broken if line[1]])


def _written(place: Place, staging: Staging, sources: Mapping[str, Source], meter: Meter) -> int:
    order = ranked(staging)
    if not order:
        raise Unusable(f"There is no film in {sources['basics'].name}. The old catalogue stays.")
    draft = place.draft(staging.mark())
    try:
        with meter("Writing the catalogue", len(order)) as told:
            while (done := draft.count()) < len(order):
                draft.add(staging.films(order[done : done + CHUNK]))
                told(done)
            draft.publish({"films": str(len(order)), "at": clock.now().isoformat(), "files": _names(sources)})
    finally:
        draft.close()
    return len(order)


def _names(sources: Mapping[str, Source]) -> str:
    return ", ".join(source.name for source in sources.values())


def _broken(staging: Staging, kind: str) -> tuple[int, str]:
    progress = staging.progress(kind)
    return progress.broken, progress.example


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable("Another import is at work. Wait until it is done.") from None
        yield
