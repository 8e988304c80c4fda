"""Running processes side by side on one machine, under honcho, and leaving none behind.

Each runs in a session of its own, so that Ctrl-C in a terminal reaches only this process, which then stops them in order. When a
process ends, whatever it left in its session is killed. When this process is killed itself, Linux tells the others to stop;
elsewhere there is no such service, and after a kill -9 they have to be stopped by hand.
"""

# ruff: noqa: T201 -- its output is for the terminal

import contextlib
import functools
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from honcho.manager import Manager
from honcho.printer import Message, Printer
from honcho.process import Popen, Process

from moviediary.processes import end_with

# Web and worker finish what they are at within ten seconds.
PATIENCE = 12


class Supervisor(Manager):
    """honcho's manager: when one process ends, or on SIGINT, SIGTERM and SIGHUP, all are stopped, the one called `last` after
    the others. A second signal does not wait for them."""

    def __init__(self, env: Mapping[str, str], last: str):
        # The newer methods of multiprocessing put a helper process in between, whose end nobody would notice.
        multiprocessing.set_start_method("fork", force=True)
        super().__init__(Lines(hidden=last))
        self._process_ctor = Child
        self._env = dict(env)
        self._last = last
        self._terminating = False
        self._asked = False
        self._culprit = ""
        self._told: set[str] = set()
        self._deadline = 0.0

    def add(self, name: str, command: list[str], folder: Path) -> None:
        self.add_process(name, command, env=self._env, cwd=str(folder))

    def run(self, when_started: Callable[[], None]) -> int:
        """Run until all have stopped; 0 when that was asked for, 1 when one of them ended by itself."""
        self._when_started = when_started
        try:
            self.loop()
        finally:
            for process in self._processes.values():
                if "pid" in process and "returncode" not in process:
                    kill_session(process["pid"])
        if not self._culprit:
            return 0
        self._printer.reveal(self._culprit)
        ending = self._processes[self._culprit]["returncode"]
        how = f"with exit code {ending}" if ending >= 0 else f"by {signal.Signals(-ending).name}"
        print(f"The {self._culprit} process ended {how}; the others were stopped. Its last lines, above, may say why.")
        return 1

    def terminate(self) -> None:
        """Called by honcho when a process has ended."""
        if not self._terminating:
            self._terminating = True
            self._deadline = time.monotonic() + PATIENCE

    def kill(self) -> None:
        """Called by honcho five seconds later, which is too early."""

    def _start(self) -> None:
        super()._start()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup, for one, has SIGHUP ignored.
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._on_signal)
        threading.Thread(target=self._when_started, daemon=True).start()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            self._deadline = 0.0
            return
        self._asked = True
        self.terminate()

    def _all_started(self) -> bool:
        """Asked by honcho on every turn of its loop, and so the place for what has to be looked at again and again."""
        ended = [name for name, process in self._processes.items() if "returncode" in process]
        if ended and not self._terminating:
            self._culprit = ended[0]
            self.terminate()
        if self._terminating:
            self._stop({name for name in self._processes if name not in ended})
        return bool(super()._all_started())

    def _stop(self, running: set[str]) -> None:
        for name in running:
            pid = self._processes[name].get("pid")
            if pid is None:
                continue
            if time.monotonic() > self._deadline:
                kill_session(pid)
            elif name not in self._told and (name != self._last or running == {name}):
                self._told.add(name)
                self._procmgr.terminate(pid)


class Child(Process):
    """honcho's process, which reads the program's output in a process of its own."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._child_ctor = self._spawn
        self._parent = os.getpid()

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        end_with(self._parent, signal.SIGKILL)
        try:
            super().run(events, ignore_signals)
        except OSError as problem:
            self._send_message({"pid": os.getpid()}, type="start")
            self._send_message(f"{problem}\n")
            self._send_message({"returncode": 127}, type="stop")

    def _spawn(self, command: list[str], **kwargs: Any) -> Any:
        prepare = functools.partial(end_with, os.getpid(), signal.SIGTERM)
        child = Popen(command, shell=False, preexec_fn=prepare, **kwargs)
        threading.Thread(target=self._clean_up_after, args=(child,), daemon=True).start()
        return child

    def _clean_up_after(self, child: Any) -> None:
        child.wait()
        kill_session(child.pid)


class Lines(Printer):
    """Prints what the processes say, with their names. What the hidden one says is only shown when it failed."""

    def __init__(self, hidden: str):
        super().__init__(sys.stdout)
        self._hidden = hidden
        self._kept: deque[Message] = deque(maxlen=20)

    def write(self, message: Message) -> None:
        if message.name == self._hidden:
            self._kept.append(message)
        # honcho's own remarks have no color.
        elif message.colour is not None:
            self._show(message)

    def reveal(self, name: str) -> None:
        for message in self._kept if name == self._hidden else ():
            self._show(message)

    def _show(self, message: Message) -> None:
        # The terminal may be gone; the site goes on until it is told to stop.
        with contextlib.suppress(OSError):
            text = message.data if isinstance(message.data, str) else message.data.decode("utf-8", "replace")
            print(f"{message.name:{self.width}} | {text.rstrip()}", file=self.output, flush=True)


def kill_session(leader: int) -> None:
    """Kill what is left of the session that `leader` began; without /proc, of its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name, in brackets, may hold anything; then come state, parent, group and session.
            if int(path.read_text().rpartition(")")[2].split()[3]) == leader:
                os.kill(int(path.parent.name), signal.SIGKILL)
