"""Files by name, in a folder or in a bucket. Names come from the content, so a file never changes once stored."""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

# No part begins with a dot, so none leads out of the folder or is one of its drafts.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
# How the name of a file begins that is being written.
DRAFT = ".draft-"
AT_A_TIME = 500


class Away(OSError):
    """The store does not answer, which will pass."""


class Store(Protocol):
    """A place for files. Raises Away where it cannot be reached, and OSError where it is full."""

    def put(self, name: str, file: BinaryIO) -> None: ...

    def opened(self, name: str) -> AbstractContextManager[BinaryIO]: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None: ...

    def old(self, folder: str, before: datetime) -> Iterator[list[str]]: ...

    def tidy(self, before: datetime) -> None: ...

    def sizes(self) -> Iterator[int]: ...


_store: Store | None = None


def configure(url: str) -> None:
    """Choose the store: `file:///folder`, or `s3://bucket/prefix` with the usual AWS variables in the environment."""
    global _store
    _store = open_store(url)


def open_store(url: str) -> Store:
    """The store at an address. Nothing is made or connected to before it is used."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        # Most sites have a folder, and need not load the library.
        from moviediary.bucket import Bucket

        return Bucket(parts.netloc, parts.path.strip("/"))
    return Folder(Path(unquote(parts.path)))


def put(name: str, data: bytes) -> None:
    """Store a file. Storing it again is no error: the name says what is in it."""
    put_file(name, BytesIO(data))


def put_file(name: str, file: BinaryIO) -> None:
    """Store what is left to be read of a file, however large it is."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file")
    store().put(name, file)


def opened(name: str) -> AbstractContextManager[BinaryIO]:
    """A file to read from any place in it, however large it is. Raises FileNotFoundError."""
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return store().opened(name)


def get(name: str) -> bytes | None:
    """The content of a file, or None where there is none."""
    return store().get(name) if NAME.fullmatch(name) else None


def delete(name: str) -> None:
    """Remove a file, if it is there."""
    if NAME.fullmatch(name):
        store().delete(name)


def old(folder: str, before: datetime) -> Iterator[list[str]]:
    """Names of the files in a folder that were stored before a moment and not again since, some at a time."""
    return store().old(folder, before)


def tidy(before: datetime) -> None:
    """Remove what was left half-written before a moment, by processes that died."""
    store().tidy(before)


def sizes() -> Iterator[int]:
    """The bytes of each file. Takes as long as looking at them all."""
    return store().sizes()


def folder() -> Path | None:
    """Where the files are on this machine; None where they are in a bucket."""
    found = store()
    return found.root if isinstance(found, Folder) else None


def store() -> Store:
    """The store that was chosen."""
    if _store is None:
        raise RuntimeError("storage.configure() was not called")
    return _store


class Folder:
    """Files in a folder. Written without obstore, which neither syncs what it writes nor survives a fork."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, name: str, file: BinaryIO) -> None:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with drafted(target, DRAFT) as copy:
            os.fchmod(copy.fileno(), 0o644)
            shutil.copyfileobj(file, copy)

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        with (self.root / name).open("rb") as file:
            yield file

    def get(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (self.root / name).unlink()

    def old(self, folder: str, before: datetime) -> Iterator[list[str]]:
        files = (path for path in (self.root / folder).glob("[!.]*") if _older(path, before))
        while some := [f"{folder}/{path.name}" for path in islice(files, AT_A_TIME)]:
            yield some

    def tidy(self, before: datetime) -> None:
        for draft in self.root.rglob(f"{DRAFT}*"):
            if _older(draft, before):
                draft.unlink(missing_ok=True)

    def sizes(self) -> Iterator[int]:
        for path in self.root.rglob("[!.]*"):
            with suppress(FileNotFoundError):
                if stat.S_ISREG((found := path.stat()).st_mode):
                    yield found.st_size


@contextmanager
def drafted(target: Path, prefix: str) -> Iterator[BinaryIO]:
    """A file to write, which appears in its place when it is whole, or not at all. Its owner alone may read it."""
    handle, draft = tempfile.mkstemp(prefix=prefix, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            # Or a power cut leaves an empty file under a name that promises its content.
            os.fsync(file.fileno())
        os.replace(draft, target)
        _sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
