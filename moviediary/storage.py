"""Files by name, in a folder or in a bucket. Names come from the content, so a file never changes once stored."""

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

# No part begins with a dot, so none leads out of the folder or is one of its drafts.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
# Somebody may be waiting for a page; the library itself would try for three minutes.
PATIENCE = timedelta(seconds=5)


class Store(Protocol):
    """A place for files. Raises OSError where it cannot be reached, or is full."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None: ...


_store: Store | None = None


def configure(url: str) -> None:
    """Choose the store: `file:///folder`, or `s3://bucket/prefix` with the usual AWS variables in the environment."""
    global _store
    _store = open_store(url)


def open_store(url: str) -> Store:
    """The store at an address. Nothing is made or connected to before it is used."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return Bucket(parts.netloc, parts.path.strip("/"))
    return Folder(Path(unquote(parts.path)))


def put(name: str, data: bytes) -> None:
    """Store a file. Storing it again is no error: the name says what is in it."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a file")
    _opened().put(name, data)


def get(name: str) -> bytes | None:
    """The content of a file, or None where there is none."""
    return _opened().get(name) if NAME.fullmatch(name) else None


def delete(name: str) -> None:
    """Remove a file, if it is there."""
    if NAME.fullmatch(name):
        _opened().delete(name)


def _opened() -> Store:
    if _store is None:
        raise RuntimeError("storage.configure() was not called")
    return _store


class Folder:
    """Files in a folder. Written without obstore, which neither syncs what it writes nor survives a fork."""

    def __init__(self, root: Path):
        self._root = root

    def put(self, name: str, data: bytes) -> None:
        target = self._root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".draft-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(file.fileno(), 0o644)
                file.write(data)
                file.flush()
                # Or a power cut leaves an empty file under a name that promises its content.
                os.fsync(file.fileno())
            os.replace(draft, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(draft)
            raise
        _sync_folder(target.parent)

    def get(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (self._root / name).unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """Files in a bucket of S3 or of whatever speaks like it."""

    def __init__(self, name: str, prefix: str):
        self._name = name
        self._prefix = prefix or None
        self._lock = threading.Lock()
        self._made: Any = None
        self._process = 0

    def put(self, name: str, data: bytes) -> None:
        import obstore

        # Overwriting, as not every S3 can refuse to; the content is the same anyway.
        with _failures():
            obstore.put(self._store(), name, data)

    def get(self, name: str) -> bytes | None:
        import obstore

        try:
            with _failures():
                return bytes(obstore.get(self._store(), name).bytes())
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        import obstore

        with suppress(FileNotFoundError), _failures():
            obstore.delete(self._store(), name)

    def _store(self) -> Any:
        from obstore.store import S3Store

        with self._lock:
            if self._made is None:
                retries = {"max_retries": 2, "retry_timeout": PATIENCE}
                # Whether it is http or https is for AWS_ENDPOINT to say.
                limits = {"timeout": PATIENCE, "connect_timeout": PATIENCE, "allow_http": True}
                self._made = S3Store(self._name, prefix=self._prefix, retry_config=retries, client_options=limits)
                self._process = os.getpid()
        if self._process != os.getpid():
            # Its threads stayed in the other process: asking would wait for ever.
            raise RuntimeError("the bucket was used before the process was forked")
        return self._made


@contextmanager
def _failures() -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as problem:
        raise OSError(f"the bucket does not answer: {str(problem).splitlines()[0]}") from None
