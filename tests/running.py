"""A program as a person runs it: in a session of its own, as in a terminal; and what it left behind."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from moviediary.config import ROOT

MARK = "MOVIEDIARY_TEST_RUN"


class Run:
    def __init__(self, command, env=None, unset=()):
        mark = str(uuid4())
        self._mark = mark.encode()
        self._seen = set()
        inherited = {name: value for name, value in os.environ.items() if name not in unset}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, **(env or {}), MARK: mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # Whoever runs the tests under nohup would else hand down that hanging up is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )

    def until_it_says(self, words):
        """What it said so far."""
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                self._processes()
                return said
        pytest.fail(f"it ended without saying {words!r}:\n{said}")

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self):
        """Its exit code, and what it said last."""
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def left(self):
        """The command lines of its processes that are there, however they came about."""
        return list(self._processes().values())

    def pids(self, words):
        return [pid for pid, command in self._processes().items() if words in command]

    def _processes(self):
        """Those that inherited the mark, and those once seen as their children: Redis writes over its environment."""
        there = dict(sorted(_there()))
        marked = {key for key, process in there.items() if self._mark in process.environment}
        while not marked <= self._seen:
            self._seen |= marked
            pids = {pid for pid, _ in self._seen & there.keys()}
            marked = {key for key, process in there.items() if process.parent in pids}
        return {pid: there[pid, began].command for pid, began in there if (pid, began) in self._seen}


class Process(NamedTuple):
    parent: int
    environment: bytes
    command: str


def _there():
    """All processes of the machine, by number and time of beginning: numbers are used again."""
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # The name, in brackets, may hold anything; then come state, parent, and further on the beginning.
            facts = (path / "stat").read_text().rpartition(")")[2].split()
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if facts[0] != "Z":
                yield (int(path.name), int(facts[19])), Process(int(facts[1]), (path / "environ").read_bytes(), command)
