"""Numbers that the processes of one web server count together, in memory they share, at the cost of a microsecond.

Each process adds to a page of its own, so none waits for another, and whoever asks is answered with the sums of all pages. The
page of a process that ended keeps its numbers and goes to the next one. Which page is whose, locks on a file without a name
say: the system takes them back from a process however it ends.

A process that is to count must be forked from the one that made the counters, as gunicorn does with `preload_app`.
"""

import fcntl
import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path

# More than a server has, with those that end while others begin.
PAGES = 256
NUMBER = 8
MEMORY = Path("/dev/shm")  # noqa: S108


class Counters:
    """One number for each name. The names are fixed from the beginning; what else is counted is left out."""

    def __init__(self, names: Iterable[Hashable]):
        self._places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        # Whole pages of memory, so that one nobody has takes none.
        self._size = -(-(len(self._places) + 1) * NUMBER // mmap.PAGESIZE) * mmap.PAGESIZE // NUMBER
        # Each page begins with the number of the process that had it last, 0 where none ever had.
        with tempfile.TemporaryFile(dir=_folder()) as file:
            file.truncate(PAGES * self._size * NUMBER)
            self._shared = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")
            # As a number, since a file that is closed takes its locks with it, and this one must never be while it counts.
            self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        self._lock = threading.Lock()
        self._process = self._start = 0

    def add(self, amounts: Mapping[Hashable, float]) -> None:
        """Add to some of the numbers, each at once for everybody."""
        with self._lock:
            if self._process != os.getpid() and not self._take_page():
                return
            for name, amount in amounts.items():
                place = self._places.get(name)
                if place is not None:
                    self._shared[self._start + place] += amount

    def sums(self) -> dict[Hashable, float]:
        """The numbers that are not nothing, over all processes."""
        pages = [memoryview(self._page(number)).cast("d") for number in self._used()]
        found = ((name, sum(page[place + 1] for page in pages)) for name, place in self._places.items())
        return {name: number for name, number in found if number}

    def processes(self) -> list[int]:
        """The numbers of the processes that count at this moment."""
        # Nobody of this process may take a page meanwhile: it would be given back with the one that is looked at.
        with self._lock:
            return [int(self._shared[number * self._size]) for number in self._used() if self._is_held(number)]

    def _used(self) -> list[int]:
        return [number for number in range(PAGES) if self._header(number)]

    def _header(self, number: int) -> bool:
        # Read from the file: looking at a page of the memory would make it.
        return any(os.pread(self._file, NUMBER, number * self._size * NUMBER))

    def _page(self, number: int) -> bytes:
        return os.pread(self._file, self._size * NUMBER, number * self._size * NUMBER)

    def _take_page(self) -> bool:
        for number in range(PAGES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
            except OSError:
                continue
            self._process, self._start = os.getpid(), number * self._size + 1
            self._shared[number * self._size] = self._process
            return True
        return False

    def _is_held(self, number: int) -> bool:
        if self._process == os.getpid() and self._start == number * self._size + 1:
            return True
        try:
            # Of another process: taking it would succeed where that one has ended, and must not be kept.
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except OSError:
            return True
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)
        return False


def _folder() -> Path | None:
    return MEMORY if os.access(MEMORY, os.W_OK) and MEMORY.is_dir() else None
