"""The store for sites that keep their files in a bucket."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from moviediary.storage import Away

# Somebody may be waiting for a page; the library itself would try for three minutes.
PATIENCE = timedelta(seconds=5)
AT_A_TIME = 500


class Bucket:
    """Files in a bucket of S3 or of whatever speaks like it."""

    def __init__(self, name: str, prefix: str):
        self._name = name
        self._prefix = prefix or None
        self._lock = threading.Lock()
        self._made: Any = None
        self._process = 0

    def put(self, name: str, file: BinaryIO) -> None:
        # Overwriting, as not every S3 can refuse to; the content is the same anyway.
        with _failures():
            obstore.put(self._store(), name, file)

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        # Brought here first, as an archive is read from its end.
        with TemporaryFile() as copy:
            with _failures():
                for chunk in obstore.get(self._store(), name).stream():
                    copy.write(chunk)
            copy.seek(0)
            yield copy

    def get(self, name: str) -> bytes | None:
        try:
            with _failures():
                return bytes(obstore.get(self._store(), name).bytes())
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError), _failures():
            obstore.delete(self._store(), name)

    def old(self, folder: str, before: datetime) -> Iterator[list[str]]:
        with _failures():
            for files in obstore.list(self._store(), folder, chunk_size=AT_A_TIME):
                yield [file["path"] for file in files if file["last_modified"] < before]

    def tidy(self, before: datetime) -> None:
        """Nothing: a bucket shows a file when it is whole."""

    def sizes(self) -> Iterator[int]:
        with _failures():
            for files in obstore.list(self._store(), chunk_size=AT_A_TIME):
                yield from (file["size"] for file in files)

    def _store(self) -> Any:
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
    try:
        yield
    except BaseError as problem:
        raise Away(f"the bucket does not answer: {str(problem).splitlines()[0]}") from None
