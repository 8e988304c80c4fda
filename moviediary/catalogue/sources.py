"""The files somebody wants to import: told apart by their first line, read line by line, plain or packed."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from moviediary.catalogue import formats

# Bytes of a line. The longest of IMDb's has some thousands; what is longer is cut up, and its pieces make no sense.
LONGEST = 1 << 16
MARKED = 1 << 16
GZIP = b"\x1f\x8b"


class Unusable(Exception):
    """The import cannot go on; the text says why and what to do."""


@dataclass(frozen=True)
class Source:
    """A file. The mark tells it from others, and from itself after a change."""

    path: Path
    kind: str
    size: int
    mark: str

    @property
    def name(self) -> str:
        return self.path.name


def recognized(paths: list[Path]) -> dict[str, Source]:
    """The files by kind, in the order in which they are to be read. Raises Unusable."""
    found: dict[str, Source] = {}
    for source in map(recognize, paths):
        if source.kind in found:
            raise Unusable(f"{found[source.kind].name} and {source.name} are both {_FILES[source.kind]}. Give one of them.")
        found[source.kind] = source
    if "basics" not in found:
        raise Unusable(f"{_FILES['basics']} is missing, which holds the titles. The other files only add to it.")
    return {kind: found[kind] for kind in formats.HEADS if kind in found}


def recognize(path: Path) -> Source:
    """Raises Unusable for a file that is none of IMDb's."""
    with reading(path) as reader:
        kind = formats.kind_of(reader.line())
    if kind is None:
        names = ", ".join(_FILES.values())
        raise Unusable(f"{path.name} is none of IMDb's files: its first line is another one. Wanted are {names}.")
    status = path.stat()
    with path.open("rb") as file:
        first = file.read(MARKED)
    mark = hashlib.sha256(f"{status.st_size} {status.st_mtime_ns} ".encode() + first).hexdigest()
    return Source(path, kind, status.st_size, mark)


class Reader:
    """The lines of a file, and how far it was read."""

    def __init__(self, raw: BinaryIO, unpacked: io.BufferedIOBase):
        self._raw = raw
        self.line = partial(unpacked.readline, LONGEST)

    @property
    def position(self) -> int:
        """Bytes of the file as it is on the disk."""
        return self._raw.tell()

    def lines(self) -> Iterator[bytes]:
        return iter(self.line, b"")


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """A file, open. Raises Unusable where it cannot be read, also later on, when it turns out to be cut off."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            yield Reader(raw, io.BufferedReader(gzip.GzipFile(fileobj=raw), LONGEST) if packed else raw)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Unusable(f"{path.name} is cut off or damaged. Download it again; what was read of the others is kept.") from None
    except (FileNotFoundError, PermissionError, IsADirectoryError) as problem:
        raise Unusable(f"{path} cannot be read: {problem.strerror}.") from None


_FILES = {
    "basics": "title.basics.tsv.gz",
    "ratings": "title.ratings.tsv.gz",
    "crew": "title.crew.tsv.gz",
    "names": "name.basics.tsv.gz",
}
