"""The file of a backup, a ZIP: docs/backup.md describes it. Written and read in pieces, so that its size does not matter."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from moviediary.backups.manifest import FORMAT, VERSION, FilePart, Manifest, Part, TablePart
from moviediary.storage import NAME

MANIFEST, FILES, SETTINGS, SECRET, README = "manifest.json", "files.jsonl", "settings.env", "secret_key", "README.txt"
STEP = 256 * 1024
# No line of ours is longer; a text has 10,000 characters, and the facts of a film some more.
LINE = 64 * 1024 * 1024
# No more is gained by trying harder, and a backup should be done soon.
LEVEL = 3
TOLD = """A backup of a Movie Diary. Restore it with

    python -m moviediary restore FILE

into an empty Movie Diary; docs/backup.md of its source says more. It holds the members' addresses and hashed passwords.
"""


class Unusable(Exception):
    """A backup that is damaged, or that this release cannot read; the text says so to people."""


class Writer:
    """Writes a backup, part by part; `finish` ends it, and whatever fails before that lets go of it."""

    def __init__(self, target: BinaryIO):
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.add(README, [TOLD.encode()])

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *failure: object) -> None:
        # Where the disk is full it cannot be ended, and what it is written into is removed anyway.
        with suppress(OSError, ValueError):
            self._zip.close()

    def add(self, name: str, pieces: Iterable[bytes]) -> tuple[Part, int]:
        """Write a member from its pieces, and tell what it is and how many they were."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size, count = size + len(piece), count + 1
        return Part(size, digest.hexdigest()), count

    def add_table(self, name: str, columns: tuple[str, ...], lines: Iterable[bytes]) -> TablePart:
        part, rows = self.add(f"tables/{name}.jsonl", lines)
        return TablePart(name, columns, rows, part.bytes, part.sha256)

    def add_file(self, name: str, data: bytes) -> FilePart:
        """Write a picture, which is compressed already."""
        self._zip.writestr(f"files/{name}", data, zipfile.ZIP_STORED)
        return FilePart(name, len(data), hashlib.sha256(data).hexdigest())

    def finish(self, manifest: Manifest) -> None:
        self.add(MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest))])
        self._zip.close()


class Reader:
    """Reads a backup. Everything raises Unusable where it is not what it says of itself."""

    def __init__(self, archive: zipfile.ZipFile):
        self._zip = archive
        self.manifest = self._manifest()

    def check(self) -> None:
        """Read everything once, and compare it with what the manifest says."""
        for table in self.manifest.tables:
            rows = sum(1 for _ in self._checked(f"tables/{table.name}.jsonl", Part(table.bytes, table.sha256)))
            if rows != table.rows:
                raise Unusable(f"This backup is damaged: the table {table.name} has {rows} rows instead of {table.rows}.")
        for _ in self._checked(SETTINGS, self.manifest.settings):
            pass
        count = 0
        for count, file in enumerate(self.files(), start=1):  # noqa: B007 -- counted beyond the loop
            self.file(file)
        if count != self.manifest.files_count:
            raise Unusable(f"This backup is damaged: it has {count} files instead of {self.manifest.files_count}.")

    def rows(self, table: TablePart) -> Iterator[bytes]:
        return self._checked(f"tables/{table.name}.jsonl", Part(table.bytes, table.sha256))

    def files(self) -> Iterator[FilePart]:
        for line in self._checked(FILES, self.manifest.files):
            with _decoding(FILES):
                file = msgspec.json.decode(line, type=FilePart)
            if not NAME.fullmatch(file.name):
                raise Unusable(f"This backup is damaged: {file.name!r} is no name for a file.")
            yield file

    def file(self, file: FilePart) -> bytes:
        return b"".join(self._checked(f"files/{file.name}", Part(file.bytes, file.sha256)))

    def secret(self) -> str:
        """The site's secret, "" where the backup was made without."""
        return b"".join(self._lines(SECRET)).decode().strip() if self.manifest.with_secret else ""

    def _manifest(self) -> Manifest:
        text = b"".join(self._lines(MANIFEST))
        with _decoding(MANIFEST):
            said = msgspec.json.decode(text)
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Unusable("This is no backup of a Movie Diary.")
        if not isinstance(said.get("version"), int) or said["version"] > VERSION:
            raise Unusable("This backup was made by a newer release of Movie Diary. Update the site, then restore it.")
        with _decoding(MANIFEST):
            return msgspec.convert(said, Manifest)

    def _checked(self, name: str, part: Part) -> Iterator[bytes]:
        """The lines of a member. Whether they were right is known behind the last one."""
        digest, size = hashlib.sha256(), 0
        for line in self._lines(name):
            digest.update(line)
            size += len(line)
            yield line
        if (size, digest.hexdigest()) != (part.bytes, part.sha256):
            raise Unusable(f"This backup is damaged: {name} is not what it was.")

    def _lines(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while line := member.readline(LINE):
                    yield line
        except KeyError:
            raise Unusable(f"This backup is damaged, or is none: {name} is missing.") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
            raise Unusable(f"This backup is damaged: {name} cannot be read ({problem}).") from None


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """A backup to read. Raises Unusable, and OSError where the file cannot be read."""
    with path.open("rb") as file, _zip(file) as archive:
        yield Reader(archive)


def _zip(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise Unusable(f"This file is no backup, or is damaged: {problem}.") from None


@contextmanager
def _decoding(name: str) -> Iterator[None]:
    try:
        yield
    except msgspec.MsgspecError as problem:
        raise Unusable(f"This backup is damaged: {name} cannot be understood ({problem}).") from None
