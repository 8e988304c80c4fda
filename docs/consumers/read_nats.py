"""Prints the events of a Movie Diary as they come from NATS, one JSON object a line. Needs nothing but Python 3.11.

    python read_nats.py nats://127.0.0.1:4222 [STREAM]

An address that begins with tls:// is spoken to encrypted or not at all. STREAM is needed where the stream is one of your own.
With JetStream it reads as the consumer "reader", whose place the server keeps: it begins with the oldest event that is kept, and
goes on where it ended, however long it was away. Where the site has told of nothing yet, it waits. An event is acknowledged
after it was printed, so it may come twice but is never lost: whoever must do something once keeps the ids. Without JetStream it
prints what comes while it runs.

For a program of your own, the libraries of nats.io do the same in most languages.
"""

import json
import secrets
import socket
import ssl
import sys
import time
from urllib.parse import unquote, urlsplit

STREAM, READER = sys.argv[2] if len(sys.argv) > 2 else "MOVIEDIARY", "reader"
# What JetStream calls it when a stream is not there (its JSStreamNotFoundErr).
NO_STREAM = 10059
# Of this process alone: what was asked for by another, or by one that was killed, must not come here as an answer.
INBOX = f"_INBOX.{secrets.token_hex(11)}"


class Nats:
    """The few words of the protocol that a reader needs: https://docs.nats.io/reference/reference-protocols/nats-protocol"""

    def __init__(self, address: str):
        parts = urlsplit(address)
        self.socket = socket.create_connection((parts.hostname, parts.port or 4222))
        self.file = self.socket.makefile("rb")
        info = json.loads(self.file.readline().partition(b" ")[2])
        self.jetstream = bool(info.get("jetstream"))
        if parts.scheme == "tls":
            # The server says who it is in the open; all that is said from now on is not.
            self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=parts.hostname)
            self.file = self.socket.makefile("rb")
        known = {"verbose": False, "headers": True, "no_responders": True, "name": "read_nats.py"}
        if parts.password is not None:
            known |= {"user": unquote(parts.username or ""), "pass": unquote(parts.password)}
        elif parts.username:
            known["auth_token"] = unquote(parts.username)
        self.send(f"CONNECT {json.dumps(known)}")
        self.send(f"SUB {INBOX}.> 1")

    def send(self, line: str, body: bytes | None = None) -> None:
        self.socket.sendall(line.encode() + b"\r\n" + (b"" if body is None else body + b"\r\n"))

    def ask(self, subject: str, question: dict, inbox: str = "answer") -> None:
        """Publish a question whose answer comes as a message."""
        body = json.dumps(question).encode()
        self.send(f"PUB {subject} {INBOX}.{inbox} {len(body)}", body)

    def message(self) -> tuple[str, str, bytes]:
        """The next message: its subject, where it wants to be acknowledged, its body."""
        while line := self.file.readline():
            word, *parts = line.decode().split()
            if word == "PING":
                self.send("PONG")
            elif word == "-ERR":
                sys.exit(f"The NATS server says: {line.decode().strip()}")
            elif word in ("MSG", "HMSG"):
                head = int(parts[-2]) if word == "HMSG" else 0
                whole = self.file.read(int(parts[-1]) + 2)[:-2]
                reply = parts[2] if len(parts) == (5 if word == "HMSG" else 4) else ""
                return parts[0], reply, whole[head:]
        sys.exit("The NATS server closed the connection.")


def listen(nats: Nats):
    """Events as they are published, to whoever listens at that moment."""
    nats.send("SUB moviediary.> 2")
    while True:
        subject, _, body = nats.message()
        if subject.startswith("moviediary."):
            yield json.loads(body)


def introduce(nats: Nats, reader: dict) -> dict:
    """Make our consumer, or find it. Returns what is wrong, if anything is."""
    nats.ask(f"$JS.API.CONSUMER.DURABLE.CREATE.{STREAM}.{READER}", {"stream_name": STREAM, "config": reader})
    return json.loads(nats.message()[2]).get("error", {})


def read(nats: Nats):
    """Every event that JetStream keeps, from where this reader was."""
    reader = {"durable_name": READER, "ack_policy": "explicit", "deliver_policy": "all"}
    waits = False
    while error := introduce(nats, reader):
        # The site makes the stream with its first event, and a reader may be there before.
        if error.get("err_code") != NO_STREAM:
            sys.exit(f"JetStream says: {error.get('description')}")
        if not waits:
            print(f"There is no stream {STREAM} yet: waiting for the first event.", file=sys.stderr)
        waits = True
        time.sleep(1)
    while True:
        # Ask for up to 50 at once, and wait for them for ten seconds.
        nats.ask(f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{READER}", {"batch": 50, "expires": 10_000_000_000}, "next")
        for _ in range(50):
            _, reply, body = nats.message()
            if not reply.startswith("$JS.ACK."):
                # No event, but word that there are no more at the moment.
                break
            yield json.loads(body)
            nats.send(f"PUB {reply} 4", b"+ACK")


def main() -> None:
    nats = Nats(sys.argv[1] if len(sys.argv) > 1 else "nats://127.0.0.1:4222")
    for event in read(nats) if nats.jetstream else listen(nats):
        print(json.dumps(event, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
