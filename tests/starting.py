"""Programs of the site, started by a process that has imported them already (zygote.py)."""

import atexit
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from tries import in_a_night

ROOT = Path(__file__).parents[1]
PR_SET_CHILD_SUBREAPER = 36


class Started:
    """A process that is a child of this one, though another forked it; it leads a session of its own."""

    def __init__(self, pid: int):
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._ended(os.WNOHANG)

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._ended(0 if deadline is None else os.WNOHANG) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired([str(self.pid)], timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


class Zygote:
    """The process that the others are forked from. It ends when nobody holds the other end of its socket any more."""

    def __init__(self) -> None:
        # Those whose parent ended are this process's children from now on, as they are those of the first process of a machine.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line = [sys.executable, str(Path(__file__).with_name("zygote.py")), str(other.fileno())]
        bare = {name: os.environ[name] for name in ("PATH", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
        self._process = subprocess.Popen(line, cwd=ROOT, env=bare, pass_fds=[other.fileno()], stdin=subprocess.DEVNULL)
        other.close()
        atexit.register(self.end)

    def end(self) -> None:
        self._channel.close()
        self._process.wait()

    def start(self, arguments: list[str], env: dict[str, str], streams: list[int]) -> Started:
        said = {"arguments": arguments, "environment": env, "folder": str(ROOT)}
        socket.send_fds(self._channel, [json.dumps(said).encode()], streams)
        return Started(int(self._channel.recv(20)))


@cache
def zygote() -> Zygote:
    return Zygote()


def listening(listener: socket.socket, *arguments: str, env: dict[str, str]) -> Started:
    """Start `python *arguments` as systemd does, which holds the socket that the program is to listen on."""
    return zygote().start([*arguments], {**env, "LISTEN_FDS": "1"}, [0, 1, 2, listener.fileno()])


def python(*arguments: str | Path, env: dict[str, str], stdin: int = 0, stdout: int = 1, stderr: int = 2):
    """Start `python *arguments` in the folder of the site, and in a session of its own; the streams are numbers of open files.

    What is loaded before a process begins cannot come into a fork; and in a night, when what it costs is measured, each is real.
    """
    line = [str(argument) for argument in arguments]
    if in_a_night or "LD_PRELOAD" in env or sys.platform != "linux":
        streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
        return subprocess.Popen([sys.executable, *line], cwd=ROOT, env=env, start_new_session=True, **streams)
    return zygote().start(line, env, [stdin, stdout, stderr])


def cramped(*arguments: str | Path, env: dict[str, str], most: int) -> subprocess.CompletedProcess:
    """Run `python *arguments` to its end where no file may have more bytes than that, as on a full disk."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    # Python takes no notice where a file it compiled is cut off, and nobody could import it any more.
    told = {"env": {**env, "PYTHONDONTWRITEBYTECODE": "1"}, "capture_output": True, "text": True, "timeout": 60}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, preexec_fn=limit, **told)


def done(*arguments: str | Path, env: dict[str, str], typed: str = "", seconds: float = 120) -> subprocess.CompletedProcess:
    """Run `python *arguments` to its end."""
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        stdin.write(typed.encode())
        stdin.seek(0)
        files = {"stdin": stdin.fileno(), "stdout": stdout.fileno(), "stderr": stderr.fileno()}
        code = python(*arguments, env=env, **files).wait(seconds)
        stdout.seek(0)
        stderr.seek(0)
        return subprocess.CompletedProcess(arguments, code, stdout.read().decode(), stderr.read().decode())
