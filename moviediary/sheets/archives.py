"""ZIP archives: what may be in them, and how it is called."""

import io
import re
import stat
import struct
from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from moviediary.sheets.files import DAMAGED, Parts, undamaged
from moviediary.sheets.limits import LARGEST_MEMBER, LARGEST_SUM, MB, MOST_MEMBERS, TOO_LARGE_INSIDE, Unreadable
from moviediary.sheets.streams import CHUNK, Counted

LARGEST_DIRECTORY = 2 * MB
DAMAGED_ARCHIVE = "This archive is damaged and cannot be read. Download or export it once more."
OUTSIDE = "A name in this archive leads out of it. Unpack it, and bring the file you mean."
# What systems leave behind, and pictures, of which an export of ours may hold thousands: nothing of it is ever read.
_LEFTOVERS = re.compile(
    r"(^|.*/)(__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini|[^/]*\.(webp|jpe?g|png|gif))", re.IGNORECASE
)
_DRIVE = re.compile(r"[A-Za-z]:")
# Where the end of the directory of an archive tells how long it is, with a comment of up to 64 KB behind.
_END, _END_SIZE, _COMMENT = b"PK\x05\x06", 22, 1 << 16
_END64, _END64_SIZE, _LOCATOR, _LOCATOR_SIZE = b"PK\x06\x06", 56, b"PK\x06\x07", 20


class Archive(Parts):
    """The files of a ZIP, by their paths without the folder that holds all of them."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        super().__init__()
        self.name = name
        self._zip = opened_zip(file)
        self._infos = _named(info for info in self._zip.infolist() if not info.is_dir())
        self.members = tuple(self._infos)

    def measure(self, member: str) -> None:
        """Read a member for nothing but its size."""
        with undamaged(member):
            stream = self._stream(member)
            while stream.read(CHUNK):
                pass

    def _stream(self, member: str) -> io.RawIOBase:
        if member not in self._infos:
            raise Unreadable(f"There is no {member} in this archive.")
        info = self._infos[member]
        packed = self._zip.open(info)
        return Counted(packed.read, lambda size: self._budget.read(member, size, info.compress_size))


def opened_zip(file: BinaryIO) -> ZipFile:
    """A ZIP whose directory is harmless. What is in it is counted while it is read."""
    try:
        if _directory_size(file) > LARGEST_DIRECTORY:
            raise Unreadable(_too_many())
        archive = ZipFile(file)
    except DAMAGED:
        raise Unreadable(DAMAGED_ARCHIVE) from None
    infos = archive.infolist()
    if sum(1 for info in infos if not info.is_dir() and not _LEFTOVERS.fullmatch(info.filename)) > MOST_MEMBERS:
        raise Unreadable(_too_many())
    for info in infos:
        _check(info)
    if sum(info.file_size for info in infos) > LARGEST_SUM:
        raise Unreadable(TOO_LARGE_INSIDE)
    return archive


def _check(info: ZipInfo) -> None:
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or _DRIVE.match(path) or stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable(OUTSIDE)
    if info.flag_bits & 1:
        raise Unreadable("This archive is locked with a password. Unpack it, and bring the files without one.")
    if info.file_size > LARGEST_MEMBER:
        raise Unreadable(TOO_LARGE_INSIDE)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable("This archive is packed in an unusual way. Unpack it, and pack the files again as an ordinary ZIP.")


def _named(infos: Iterable[ZipInfo]) -> dict[str, ZipInfo]:
    """By path, without what systems leave behind and without a folder, or folders in folders, that hold everything."""
    paths = [(info.filename.replace("\\", "/").removeprefix("./"), info) for info in infos]
    kept = [(path, info) for path, info in paths if not _LEFTOVERS.fullmatch(path)]
    while kept and all("/" in path for path, _ in kept) and len({path.split("/")[0] for path, _ in kept}) == 1:
        kept = [(path.split("/", 1)[1], info) for path, info in kept]
    found: dict[str, ZipInfo] = {}
    for path, info in kept:
        name, twin = path, 2
        while name in found:
            name, twin = f"{path} ({twin})", twin + 1
        found[name] = info
    return found


def _directory_size(file: BinaryIO) -> int:
    """How long the directory of an archive is, before it is read: a long one takes much more memory than the file."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _COMMENT - _END_SIZE - _LOCATOR_SIZE - _END64_SIZE))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        raise Unreadable(DAMAGED_ARCHIVE)
    told: int = struct.unpack("<I", tail[end + 12 : end + 16])[0]
    long = end - _LOCATOR_SIZE - _END64_SIZE
    if long >= 0 and tail.startswith(_END64, long) and tail.startswith(_LOCATOR, end - _LOCATOR_SIZE):
        told = struct.unpack("<Q", tail[long + 40 : long + 48])[0]
    return told


def _too_many() -> str:
    return f"This archive holds more than {MOST_MEMBERS:,} files. Unpack it, and bring those that hold your films."
