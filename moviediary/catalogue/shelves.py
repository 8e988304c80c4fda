"""Connections to the catalogue: one for each thread of each process, opened when first used, and anew when it was replaced."""

import logging
import os
import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar

import psycopg2.errors

from moviediary.catalogue.places import Place, Problem, Shelf

log = logging.getLogger(__name__)
T = TypeVar("T")
# Seconds before a file that could not be read is tried again, and before it is told again that something could not.
PAUSE = 60


class Shelves:
    def __init__(self, place: Place):
        self.place = place
        self._here = threading.local()
        # What could not be read, and until when it is left alone.
        self._damaged: Hashable | None = None
        self._until = 0.0
        self._told_until = 0.0

    def ask(self, question: Callable[[Shelf], T], nothing: T) -> T:
        """What the catalogue answers, or nothing where there is none, or one that cannot be read."""
        version: Hashable | None = "a file whose state nobody can tell"
        try:
            version = self.place.version()
            if version is None or (version == self._damaged and time.monotonic() < self._until):
                return nothing
            return question(self._opened(version))
        except (psycopg2.errors.UndefinedTable, psycopg2.errors.InvalidSchemaName):
            # No catalogue was ever imported, which is no problem.
            return nothing
        except Problem as problem:
            self._give_up(version, problem)
            return nothing

    def _opened(self, version: Hashable) -> Shelf:
        # A connection must not be used by the process that it was forked from, and by the one that was forked.
        wanted = (os.getpid(), version)
        if getattr(self._here, "version", None) != wanted:
            self._here.version = None
            self._here.shelf = self.place.open()
            self._here.version = wanted
        shelf: Shelf = self._here.shelf
        return shelf

    def _give_up(self, version: Hashable, problem: Exception) -> None:
        self._here.version = None
        self._tell(problem)
        if not isinstance(problem, psycopg2.Error):
            # A file stays as it is until it is replaced; but there may only have been too many open at once.
            self._damaged, self._until = version, time.monotonic() + PAUSE

    def _tell(self, problem: Exception) -> None:
        # Somebody asks with each letter that is typed.
        if time.monotonic() < self._told_until:
            return
        self._told_until = time.monotonic() + PAUSE
        words = " ".join(str(problem).split())
        mend = "" if isinstance(problem, psycopg2.OperationalError) else " Import it again to mend it."
        log.warning("The offline catalogue cannot be read, and is left out: %s.%s", words.rstrip("."), mend)
