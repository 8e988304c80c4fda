"""The processes of the worker: forked from one parent, restarted when they die, gone when it goes."""

import ctypes
import gc
import logging
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType

from moviediary.database import disconnect

# Seconds the processes have to finish what they are doing. Hosts kill a process that needs more than ten.
DRAIN = 9.0
# A process that dies at once, again and again, must not keep the machine busy.
PAUSE = 1.0
PR_SET_PDEATHSIG = 1
# From malloc.h of glibc.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
# Bytes. What is larger is asked of the system and given back to it when it is gone; left alone, glibc would raise both limits
# with what it sees, up to 32 MB, and keep the holes. A fourth of this makes pages larger than that, and a twentieth slower.
LARGE, UNUSED = 256 << 10, 512 << 10
# Loaded here, because between fork and exec nothing should be.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
MEMORY = 1 << 30
# So many things are made, and not let go of, before somebody looks whether they hold one another. Nearly all that a transaction
# makes is gone by itself: looking after each 700, as is usual, takes a tenth of the time of an import and finds none.
GARBAGE = 20_000
# Of a request some dozens hold one another, a drawn page among them: 20,000 would be those of hundreds, and 7 MB.
GARBAGE_OF_PAGES = 2_000
log = logging.getLogger(__name__)


def end_with(parent: int, number: int = signal.SIGKILL) -> None:
    """Have this process sent a signal when its parent ends, even by kill -9. Only Linux can; elsewhere it lives on."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, number)
    # It may have ended before that was asked for.
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def limit_memory() -> None:
    """Let a picture that unpacks to gigabytes fail alone, instead of taking the machine with it. Only Linux can."""
    if sys.platform != "linux":
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def share_memory(garbage: int = GARBAGE) -> None:
    """Make what was imported stay one copy for all processes that are forked from now on, and let these keep little."""
    gc.collect()
    if LIBC is not None and hasattr(LIBC, "malloc_trim"):
        # Each thread would else have a heap of its own, and what one gives back no other can use.
        LIBC.mallopt(M_ARENA_MAX, 1)
        # Where no bytecode is kept, compiling leaves ten megabytes behind that are free but not given back.
        LIBC.malloc_trim(0)
    # A child that collects garbage would otherwise write to every page.
    gc.freeze()
    gc.set_threshold(garbage)


def give_back() -> None:
    """Have what pages took given back to the system. For the web: who makes pictures asks for as much again and again."""
    if LIBC is not None and hasattr(LIBC, "mallopt"):
        LIBC.mallopt(M_MMAP_THRESHOLD, LARGE)
        LIBC.mallopt(M_TRIM_THRESHOLD, UNUSED)


@dataclass(frozen=True)
class Visit:
    """A process that ends by itself when it has done what there was, and begins again so many seconds after it began."""

    run: Callable[[], None]
    every: float


class Crew:
    """Keeps one process per role running until it is told to stop. Those of `visits` take no memory between two of them."""

    def __init__(self, roles: Mapping[str, Callable[[], None]], visits: Mapping[str, Visit]):
        self._roles = {**roles, **{name: visit.run for name, visit in visits.items()}}
        self._every = {name: visit.every for name, visit in visits.items()}
        self._running: dict[int, str] = {}
        self._started: dict[str, float] = {}
        self._stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        share_memory()
        while not self._stopping:
            self._start_missing()
            self._reap()
            time.sleep(0.2)
        self._drain()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start_missing(self) -> None:
        for role in self._roles.keys() - self._running.values():
            if role not in self._started or time.monotonic() - self._started[role] >= self._every.get(role, PAUSE):
                self._started[role] = time.monotonic()
                self._start(role)

    def _start(self, role: str) -> None:
        disconnect()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._running[pid] = role
            return
        try:
            end_with(parent)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._roles[role]()
            os._exit(0)
        except BaseException:
            log.exception("the %s process ends", role)
            os._exit(1)

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            role = self._running.pop(pid, "")
            if role and not self._stopping and (status or role not in self._every):
                log.warning("the %s process ended (%s) and is started again", role, os.waitstatus_to_exitcode(status))

    def _drain(self) -> None:
        until = time.monotonic() + DRAIN
        self._signal(signal.SIGTERM)
        while self._running and time.monotonic() < until:
            self._reap()
            time.sleep(0.05)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        for pid in self._running:
            os.kill(pid, number)
