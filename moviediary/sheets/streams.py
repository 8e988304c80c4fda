"""Reading bytes with a count, and text out of them."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from moviediary.sheets.limits import LARGEST_SUM, MB

CHUNK = 64 * 1024
# The signs that mark an encoding at the beginning of a file; those of UTF-32 first, as they begin like those of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Counted(io.RawIOBase):
    """A stream that tells how much of it was read. Closing it leaves the file open, which is its owner's."""

    def __init__(self, read: Callable[[int], bytes], count: Callable[[int], None]) -> None:
        super().__init__()
        self._read, self._count, self._total = read, count, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        self._total += len(data)
        self._count(self._total)
        buffer[: len(data)] = data
        return len(data)


def part(file: BinaryIO, begin: int = 0, end: int = LARGEST_SUM) -> Callable[[int], bytes]:
    """Reads a file from one place to another, whoever else reads it meanwhile."""
    place = begin

    def read(size: int) -> bytes:
        nonlocal place
        file.seek(place)
        data = file.read(min(size, end - place))
        place += len(data)
        return data

    return read


def text_of(stream: io.RawIOBase, encoding: str) -> TextIO:
    """The text, with line ends as they were. Bytes that make no sense become the sign for that."""
    return io.TextIOWrapper(io.BufferedReader(stream, CHUNK), encoding=encoding, errors="replace", newline="")


def encoding_of(chunks: Iterator[bytes]) -> str:
    """How a text is written: as it is marked, else UTF-8 if it is that, else as Windows writes in the west, else a guess."""
    head = next(chunks, b"")
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if unmarked := _unmarked(head):
        return unmarked
    return _by_letters(head, chunks)


def _unmarked(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of what is mostly ASCII is nothing."""
    sample = head[:1000]
    half = len(sample) // 2
    if half >= 2 and sample[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half >= 2 and sample[::2].count(0) > half * 0.7 else ""


def _by_letters(head: bytes, chunks: Iterator[bytes]) -> str:
    utf8 = codecs.getincrementaldecoder("utf-8")("replace")
    western = codecs.getincrementaldecoder("cp1252")("replace")
    strict = codecs.getincrementaldecoder("utf-8")("strict")
    letters = broken = unknown = 0
    valid, chunk, odd = True, head, b""
    while chunk:
        valid = valid and _fits(strict, chunk)
        if not valid or not chunk.isascii():
            text = utf8.decode(chunk)
            wrong = text.count("�")
            letters, broken = letters + sum(sign > "\x7f" for sign in text) - wrong, broken + wrong
            unknown += western.decode(chunk).count("�")
            odd = odd or chunk
        chunk = next(chunks, b"")
    # One broken sign in a text of UTF-8 is no reason to misread all the others.
    if (valid and _fits(strict, b"", final=True)) or letters > 2 * broken:
        return "utf-8"
    return "cp1252" if not unknown else _guessed(odd)


def _fits(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _guessed(sample: bytes) -> str:
    # Loaded for the rare file that needs it.
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: MB // 16]).best()
    return best.encoding if best else "cp1252"
