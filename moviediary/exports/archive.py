"""A ZIP archive that is written in pieces, by several processes one after the other: what one knows of it, the next is told.

Python's own module keeps to itself what it needs to go on. Every piece is packed by itself, and where it ends follows from
what is in it, so that the same files always give the same bytes.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import pack
from typing import Any

from moviediary.errors import GiveUp

# Format numbers of the ZIP specification (APPNOTE 6.3.9): made and read by version 2.0; the sizes follow what was written,
# names are UTF-8; packed by deflate; 1980-01-01, 00:00, which is the first moment there is.
VERSION, FLAGS, DEFLATED, DAY = 20, 0x0808, 8, 0x0021
# What the numbers of an archive hold without the extension for larger ones.
MOST_BYTES, MOST_FILES = 0xFFFF_FFFF, 0xFFFF
# Pictures are packed already.
PACKED = (".webp",)
TOO_LARGE = "It would be larger than 4 GB, or have more than 65,535 files. Leave out the posters."
# The empty block with which a packed file ends.
END = b"\x03\x00"


@dataclass
class Archive:
    """What was written so far: where the next byte goes, and of each file its name, checksum, sizes and where it begins."""

    position: int = 0
    files: list[list[Any]] = field(default_factory=list)
    is_open: bool = False

    def add(self, name: str, data: bytes) -> bytes:
        """The bytes with which a file begins or goes on. A name that is not the one of the last file ends that one."""
        out = b""
        if not self.is_open or self.files[-1][0] != name:
            out = self._end() + self._begin(name)
        level = 0 if name.endswith(PACKED) else 6
        packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        return out + self._write(packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH), data)

    def close(self) -> bytes:
        """The last bytes: the end of the last file, and the list of all of them."""
        out = self._end()
        begins = self.position
        listed = b"".join(_entry(*file) for file in self.files)
        self._move(len(listed))
        sizes = pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(self.files), len(self.files), len(listed), begins, 0)
        return out + listed + sizes

    def _begin(self, name: str) -> bytes:
        head = pack("<4sHHHHHIIIHH", b"PK\x03\x04", VERSION, FLAGS, DEFLATED, 0, DAY, 0, 0, 0, len(name.encode()), 0)
        self.files.append([name, 0, 0, 0, self.position])
        if len(self.files) > MOST_FILES:
            raise GiveUp(TOO_LARGE)
        self.is_open = True
        return self._moved(head + name.encode())

    def _write(self, packed: bytes, data: bytes) -> bytes:
        file = self.files[-1]
        file[1], file[2], file[3] = zlib.crc32(data, file[1]), file[2] + len(packed), file[3] + len(data)
        return self._moved(packed)

    def _end(self) -> bytes:
        if not self.is_open:
            return b""
        out = self._write(END, b"")
        self.is_open = False
        _, checksum, packed, size, _ = self.files[-1]
        if size > MOST_BYTES:
            raise GiveUp(TOO_LARGE)
        return out + self._moved(pack("<4sIII", b"PK\x07\x08", checksum, packed, size))

    def _moved(self, data: bytes) -> bytes:
        self._move(len(data))
        return data

    def _move(self, by: int) -> None:
        self.position += by
        if self.position > MOST_BYTES:
            raise GiveUp(TOO_LARGE)


def _entry(name: str, checksum: int, packed: int, size: int, begins: int) -> bytes:
    """A file in the list at the end. It was made on Unix, and whoever unpacks it may read it."""
    sizes: Sequence[int] = (checksum, packed, size, len(name.encode()), 0, 0, 0, 0, 0o100644 << 16, begins)
    head = pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 3 << 8 | VERSION, VERSION, FLAGS, DEFLATED, 0, DAY, *sizes)
    return head + name.encode()
