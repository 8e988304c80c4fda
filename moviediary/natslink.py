"""One connection to a NATS server: the words of its protocol that a publisher needs, each with a deadline."""

import json
import secrets
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import certifi

from moviediary.connections import left
from moviediary.publishing import Away

# Seconds for connecting and signing in, for one answer, and for what is sent to be taken.
PATIENCE = 5.0
STEP = 64 * 1024
# The longest line a server may send: INFO grows with the size of its cluster.
LINE = 256 * 1024


@dataclass(frozen=True)
class Server:
    """Where a NATS server is, and what it is told of who comes."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = ""
    token: str = ""


class Denied(Away):
    """The server refuses something, and said so in words."""


class NoResponders(Exception):
    """Nobody answers what was asked."""


class Link:
    """A connection that is signed in. Raises Away when it cannot go on; it is of use then only after a Denied."""

    def __init__(self, server: Server):
        self._where = f"{server.host}:{server.port}"
        self._ends = time.monotonic() + PATIENCE
        self._read = b""
        self._inbox = f"_INBOX.{secrets.token_hex(11)}"
        self._asked = 0
        # Whether answers may come to us at all, which a server can refuse.
        self._hears = True
        try:
            self._socket = socket.create_connection((server.host, server.port), PATIENCE)
        except OSError as problem:
            raise Away(f"{self._where} cannot be reached: {problem.strerror or problem}") from None
        try:
            self._sign_in(server)
        except Away:
            self._socket.close()
            raise

    @property
    def jetstream(self) -> bool:
        """Whether the server may keep what is published."""
        return bool(self._info.get("jetstream")) and self._headers and self._hears

    def publish(self, subject: str, body: bytes, headers: Mapping[str, str], reply: str = "") -> None:
        """Send a message. That the server has it, only `flush` tells."""
        self._ends = time.monotonic() + PATIENCE
        to = f"{subject} {reply}".strip()
        if headers and self._headers:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            head = f"NATS/1.0\r\n{lines}\r\n".encode()
            self._send(f"HPUB {to} {len(head)} {len(head) + len(body)}\r\n".encode() + head + body + b"\r\n")
        else:
            self._send(f"PUB {to} {len(body)}\r\n".encode() + body + b"\r\n")

    def flush(self) -> None:
        """Wait until the server has all that was sent."""
        self._ends = time.monotonic() + PATIENCE
        self._send(b"PING\r\n")
        while self._word()[0] != "PONG":
            pass

    def request(self, subject: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send a message and wait for its answer. Raises NoResponders."""
        if not self._asked:
            self._send(f"SUB {self._inbox}.* 1\r\n".encode())
        self._asked += 1
        reply = f"{self._inbox}.{self._asked}"
        self.publish(subject, body, headers, reply)
        while True:
            try:
                word, to, status, answer = self._word()
            except Denied as problem:
                self._hears = self._hears and "Subscription" not in str(problem)
                raise
            if word == "MSG" and to == reply:
                if status == "503":
                    raise NoResponders
                return answer

    def close(self) -> None:
        self._socket.close()

    def _sign_in(self, server: Server) -> None:
        while self._word()[0] != "INFO":
            pass
        if server.secure or self._info.get("tls_required"):
            self._encrypt(server)
        self._headers, self.largest = bool(self._info.get("headers")), int(self._info.get("max_payload") or 1 << 20)
        said: dict[str, Any] = {"verbose": False, "pedantic": False, "lang": "python", "version": "1", "name": "movie-diary"}
        said |= {"protocol": 1, "echo": False, "headers": self._headers, "no_responders": self._headers}
        said |= {"tls_required": server.secure, "user": server.user, "pass": server.password, "auth_token": server.token}
        self._send(f"CONNECT {json.dumps({name: value for name, value in said.items() if value != ''})}\r\n".encode())
        self.flush()

    def _encrypt(self, server: Server) -> None:
        if server.secure and not (self._info.get("tls_required") or self._info.get("tls_available")):
            raise Denied(f"{self._where} offers no encryption, but the address asks for it")
        context = ssl.create_default_context()
        # Slim images have no authorities of their own, and a server at home may be of one that only the system knows.
        context.load_verify_locations(certifi.where())
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=server.host)
        except OSError as problem:
            raise Away(f"{self._where} could not be spoken to safely: {problem}") from None
        # Whatever came before the handshake was not encrypted.
        self._read = b""

    def _word(self) -> tuple[str, str, str, bytes]:
        """The next word of the server: what it is, and of a message its subject, status and body."""
        line = self._line()
        word, _, rest = line.partition(" ")
        if word == "INFO":
            self._info: dict[str, Any] = self._parsed(rest)
        elif word == "PING":
            self._send(b"PONG\r\n")
        elif word == "-ERR":
            raise Denied(f"{self._where} refuses: {rest.strip(chr(39))[:200]}")
        elif word in ("MSG", "HMSG"):
            return self._message(word, rest.split())
        return word, "", "", b""

    def _message(self, word: str, parts: list[str]) -> tuple[str, str, str, bytes]:
        try:
            whole, head = int(parts[-1]), int(parts[-2]) if word == "HMSG" else 0
        except (ValueError, IndexError):
            raise Away(f"{self._where} does not speak NATS") from None
        body = self._bytes(whole + 2)[:whole]
        # The first line of the headers may have a number behind the version.
        status = body[:head].partition(b"\r\n")[0].decode("latin-1").removeprefix("NATS/1.0").strip()[:3]
        return "MSG", parts[0], status, body[head:]

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Away(f"{self._where} does not speak NATS")
        return found

    def _line(self) -> str:
        while b"\r\n" not in self._read:
            if len(self._read) > LINE:
                raise Away(f"{self._where} does not speak NATS")
            self._receive()
        line, _, self._read = self._read.partition(b"\r\n")
        return line.decode("utf-8", "replace")

    def _bytes(self, count: int) -> bytes:
        while len(self._read) < count:
            self._receive()
        found, self._read = self._read[:count], self._read[count:]
        return found

    def _receive(self) -> None:
        try:
            self._socket.settimeout(left(self._ends))
            found = self._socket.recv(STEP)
        except TimeoutError:
            raise Away(f"{self._where} did not answer in time") from None
        except OSError as problem:
            raise Away(f"{self._where} broke off: {problem.strerror or problem}") from None
        if not found:
            raise Away(f"{self._where} closed the connection")
        self._read += found

    def _send(self, data: bytes) -> None:
        try:
            self._socket.settimeout(left(self._ends))
            self._socket.sendall(data)
        except TimeoutError:
            raise Away(f"{self._where} did not take in time what was sent") from None
        except OSError as problem:
            raise Away(f"{self._where} broke off: {problem.strerror or problem}") from None
