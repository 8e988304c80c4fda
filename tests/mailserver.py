"""A mail server for tests: it speaks SMTP over a real socket, keeps what it gets, and refuses what it is told to."""

import base64
import contextlib
import email
import email.policy
import socketserver
import ssl
import threading
import time
from pathlib import Path

# Of 127.0.0.1, for a hundred years; only tests believe it.
CERTIFICATE = Path(__file__).with_name("mailserver.pem")


class MailServer(socketserver.ThreadingTCPServer):
    """`refuses` maps an address to an answer; `mood` is ok, closes (before a greeting), silent, or drips (a byte at a time)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, host: str = "127.0.0.1", tls: bool = False):
        super().__init__((host, port), _Talk)
        self.tls = tls
        self.encrypted = 0
        self.signed_in: list[str] = []
        self.letters: list[email.message.EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.data_answer = "250 taken"
        self.mood = "ok"
        self.connections = 0
        self.over = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"smtp://{self.server_address[0]}:{self.port}"

    def stop(self):
        self.over.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def handle_error(self, request, client_address):
        """Whoever hangs up in the middle is part of the game."""


class _Talk(socketserver.StreamRequestHandler):
    encrypted = False

    def handle(self):
        server = self.server
        server.connections += 1
        if server.mood == "closes":
            return
        if server.mood == "silent":
            server.over.wait()
            return
        if server.mood == "drips":
            while not server.over.is_set():
                self.wfile.write(b"2")
                time.sleep(0.05)
            return
        self._say("220 here")
        with contextlib.suppress(OSError):
            while line := self.rfile.readline():
                if not self._answer(line.decode().strip()):
                    return

    def finish(self):
        with contextlib.suppress(OSError, ValueError):
            super().finish()
        self.connection.close()

    def _answer(self, line: str) -> bool:
        server, verb = self.server, line.split(" ")[0].upper()
        if verb == "QUIT":
            self._say("221 bye")
            return False
        if verb == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            self._say(server.refuses.get(address, "250 fine"))
        elif verb == "EHLO":
            offers = ["here", *(["STARTTLS"] if server.tls and not self.encrypted else []), "AUTH PLAIN"]
            for offer in offers[:-1]:
                self._say(f"250-{offer}")
            self._say(f"250 {offers[-1]}")
        elif verb == "STARTTLS":
            self._say("220 go on")
            self._encrypt()
        elif verb == "AUTH":
            server.signed_in.append(base64.b64decode(line.split(" ")[2]).decode())
            self._say("235 welcome")
        elif verb == "DATA":
            self._say("354 go on")
            letter = self._letter()
            if server.data_answer.startswith("2"):
                server.letters.append(letter)
            self._say(server.data_answer)
        else:
            self._say("250 fine")
        return True

    def _encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.encrypted = True
        self.server.encrypted += 1

    def _letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
