"""From files to the staging area: what is wanted of each line, and how far it got."""

from array import array
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from itertools import islice
from typing import TypeAlias

from moviediary.catalogue import formats
from moviediary.catalogue.formats import Row
from moviediary.catalogue.sources import Reader, Source, reading
from moviediary.catalogue.staging import Progress, Staging

# Lines between two commits: what a killed import reads once more.
CHUNK = 50_000
# Told what begins and how long it will be, gives what is told how far it is.
Meter: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


class Numbers:
    """A set of numbers as a map of bits: a million of them as a set would take a third of the memory there is."""

    def __init__(self, numbers: Iterable[int]):
        self._bits = bytearray()
        for number in numbers:
            if number >> 3 >= len(self._bits):
                self._bits.extend(bytes((number >> 3) + 4096 - len(self._bits)))
            self._bits[number >> 3] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        return number >> 3 < len(self._bits) and bool(self._bits[number >> 3] >> (number & 7) & 1)


def read(staging: Staging, source: Source, shorts: bool, meter: Meter) -> None:
    """Read a file from where it was left, to its end. Raises Unusable."""
    progress = staging.progress(source.kind)
    if progress.done:
        return
    taken = _taken(staging, source.kind, shorts)
    with meter(f"Reading {source.name}", source.size) as told, reading(source.path) as reader:
        # The first line, with the names of the columns, is not counted.
        for _ in islice(reader.lines(), progress.lines + 1):
            pass
        while not progress.done:
            staging.add(source, shorts, _chunk(reader, taken, progress), progress)
            told(reader.position)


def _chunk(reader: Reader, taken: Callable[[bytes], Row | None], progress: Progress) -> list[Row]:
    rows = []
    count = 0
    for count, line in enumerate(islice(reader.lines(), CHUNK), start=1):
        try:
            row = taken(line)
        except ValueError:
            progress.broken += 1
            progress.example = progress.example or f"line {progress.lines + count + 1:,}"
            continue
        if row is not None:
            rows.append(row)
    progress.lines += count
    progress.done = count < CHUNK
    return rows


def _taken(staging: Staging, kind: str, shorts: bool) -> Callable[[bytes], Row | None]:
    """What a line of a file is worth: a row, or None where it is about something that is not in the catalogue."""
    parse, columns = formats.PARSERS[kind], len(formats.HEADS[kind])
    if kind == "basics":
        types = formats.FILMS | (formats.SHORTS if shorts else frozenset())
        return lambda line: parse(_fields(line, columns)) if _type(line) in types else None
    wanted = Numbers(staging.director_ids() if kind == "names" else staging.film_ids())

    def of_wanted(line: bytes) -> Row | None:
        row = parse(_fields(line, columns))
        return row if row is not None and row[0] in wanted else None

    return of_wanted


def _fields(line: bytes, columns: int) -> list[bytes]:
    fields = line.rstrip(b"\r\n").split(b"\t")
    if len(fields) < columns:
        raise ValueError("a line with too few columns")
    return fields


def _type(line: bytes) -> bytes:
    fields = line.split(b"\t", 2)
    if len(fields) < 3:
        raise ValueError("a line with too few columns")
    return fields[1]


def ranked(staging: Staging) -> "array[int]":
    """The numbers of all films, those with the most votes first."""
    # One number for both, as a million pairs would not fit.
    keys = sorted((formats.MOST_VOTES - votes) << 28 | number for number, votes in staging.votes())
    return array("Q", (key & (formats.MOST_ID - 1) for key in keys))
