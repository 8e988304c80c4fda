"""The processes that are measured: how they are started, what they cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A WSGI application under the gunicorn settings of the site."""

    def __init__(self, application: str, env: dict[str, str]):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        line = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(line, cwd=ROOT, env=env, start_new_session=True)

    def first_answer(self, path: str = "/") -> float:
        """Seconds from the start to the first page."""
        while True:
            try:
                Client(self.port).get(path)
                return time.monotonic() - self.started
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.005)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def __enter__(self) -> "Server":
        self.first_answer()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Client:
    """A connection that is kept open. It does hardly anything: with two processors, what a client takes the server lacks."""

    def __init__(self, port: int, cookie: str = "", headers: tuple[str, ...] = ()):
        self.port, self.cookie, self.cookies, self._headers = port, cookie, "", headers
        self._socket: socket.socket | None = None

    def get(self, path: str, status: int | None = None) -> str:
        return self._send(f"GET {path}", b"", status)[1]

    def head(self, path: str) -> str:
        """The head of the answer to a GET."""
        return self._send(f"GET {path}", b"", 200)[0]

    def post(self, path: str, body: str, status: int = 303) -> str:
        """The head of the answer."""
        return self._send(f"POST {path}", body.encode(), status)[0]

    def _send(self, what: str, body: bytes, status: int | None) -> tuple[str, str]:
        head = [f"{what} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}", f"Cookie: {self.cookie}"]
        head += self._headers
        if body:
            head.append("Content-Type: application/x-www-form-urlencoded")
        sent = "\r\n".join([*head, "", ""]).encode() + body
        for last in (False, True):
            try:
                answer = self._answer(sent)
                break
            except ConnectionError:
                # The server closes a connection that was idle for two seconds; a new one is fresh and must work.
                fresh, self._socket = self._socket is None, None
                if fresh or last:
                    raise
        if status and f" {status} " not in answer[0].partition("\r\n")[0]:
            raise AssertionError(f"{what}: {answer[0]}\n{answer[1][:3000]}")
        return answer

    def _answer(self, sent: bytes) -> tuple[str, str]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self._socket.sendall(sent)
        head, _, body = self._more(b"").partition(b"\r\n\r\n")
        told = head.decode()
        self.cookies = "; ".join(
            line[12:].partition(";")[0] for line in told.split("\r\n") if line.lower().startswith("set-cookie: ")
        )
        # That nothing changed comes without a body, and without saying so.
        length = int(told.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0)
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._socket.recv(1 << 18))
            missing -= len(parts[-1])
            if not parts[-1]:
                raise ConnectionResetError
        if "connection: close" in told.lower():
            self._socket = None
        return told, b"".join(parts).decode()

    def _more(self, found: bytes) -> bytes:
        while b"\r\n\r\n" not in found:
            more = self._socket.recv(1 << 18)
            if not more:
                raise ConnectionResetError
            found += more
        return found


def tree(pid: int) -> list[int]:
    """A process and all that came from it."""
    return [pid, *(found for child in children(pid) for found in tree(child))]


def children(pid: int) -> list[int]:
    """The processes that a process started and that are there still."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


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
        try:
            lines = Path(f"/proc/{found}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            # The worker forks a process for each job, which ends meanwhile.
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def cpu_per_request(server: Server, ask: Callable[[int], object], times: int) -> float:
    """Milliseconds of the processor that one request takes the server."""
    before = cpu_seconds(server.process.pid)
    for number in range(times):
        ask(number)
    return (cpu_seconds(server.process.pid) - before) / times * 1000
