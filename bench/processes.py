"""The processes that are measured: how they are started, what they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Server:
    """A WSGI application under the gunicorn settings of the site."""

    def __init__(self, application: str, env: dict[str, str]):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        line = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(line, cwd=ROOT, env=env, start_new_session=True)

    def first_answer(self, path: str = "/") -> float:
        """Seconds from the start to the first page."""
        while True:
            try:
                requests.get(self.address + path, timeout=5)
                return time.monotonic() - self.started
            except requests.ConnectionError:
                time.sleep(0.005)

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def __enter__(self) -> "Server":
        self.first_answer()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def tree(pid: int) -> list[int]:
    """A process and all that came from it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(found for child in children for found in tree(int(child)))]


def cpu_seconds(pid: int) -> float:
    """What a process and those that came from it have used of the processor."""
    total = 0
    for found in tree(pid):
        fields = Path(f"/proc/{found}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(pid: int) -> float:
    """Megabytes, with pages that are shared counted in shares (PSS)."""
    total = 0
    for found in tree(pid):
        lines = Path(f"/proc/{found}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def cpu_per_request(server: Server, ask, times: int) -> float:
    """Milliseconds of the processor that one request takes the server."""
    before = cpu_seconds(server.process.pid)
    for number in range(times):
        ask(number)
    return (cpu_seconds(server.process.pid) - before) / times * 1000
