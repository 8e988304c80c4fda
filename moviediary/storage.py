"""Files by name, in a folder or in a bucket. Names come from the content, so a file never changes once stored."""

from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, ObjectStore, S3Store

_store: ObjectStore | None = None


def configure(url: str) -> None:
    """Choose the store: `file:///folder`, or `s3://bucket/prefix` with the usual AWS variables in the environment."""
    global _store
    _store = open_store(url)


def open_store(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
    return LocalStore(parts.path, automatic_cleanup=True, mkdir=True)


def put(name: str, data: bytes) -> None:
    """Store a file. Storing it again is no error: the name says what is in it."""
    try:
        obstore.put(_opened(), name, data, mode="create")
    except AlreadyExistsError:
        return


def get(name: str) -> bytes | None:
    """The content of a file, or None where there is none."""
    try:
        return bytes(obstore.get(_opened(), name).bytes())
    except FileNotFoundError:
        return None


def delete(name: str) -> None:
    try:
        obstore.delete(_opened(), name)
    except FileNotFoundError:
        return


def _opened() -> ObjectStore:
    if _store is None:
        raise RuntimeError("storage.configure() was not called")
    return _store
