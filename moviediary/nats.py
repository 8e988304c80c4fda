"""Publishing to a NATS server: in JetStream, which keeps messages, where there is one, else to whoever listens at that moment.

The protocol is a few words of text (docs.nats.io, "NATS Protocol" and "JetStream API"), and a publisher needs eight of them.
The client of the makers of NATS is made for programs of one asynchronous loop, which would have to run for this alone, and where
the address says tls:// but the server does not ask for it, sends the password in the clear.
"""

import json
import time
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from moviediary.logplaces import Told
from moviediary.natslink import Denied, Link, NoResponders, Server
from moviediary.publishing import SECONDS, Away

PREFIX = "moviediary"
# The stream that is made where none covers our subjects.
STREAM = "MOVIEDIARY"
# Nanoseconds for which a server remembers the ids of messages, so that one sent again is kept once.
REMEMBERED = 10 * 60 * 1_000_000_000
API = "$JS.API.STREAM"
# More bytes than the headers of a message have.
HEADERS = 200


def server(address: str) -> Server:
    """The server of an address such as nats://user:password@host:4222. A name without a password is a token."""
    parts = urlsplit(address)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    token = user if parts.password is None else ""
    known = {"user": user, "password": password} if not token else {"token": token}
    return Server(parts.hostname or "", parts.port or 4222, parts.scheme == "tls", **known)


class Nats:
    """A publisher for one server. One thread uses it."""

    name = "nats"

    def __init__(self, address: str):
        self._server = server(address)
        self._link: Link | None = None
        # By subject, whether JetStream keeps what is published there.
        self._kept: dict[str, bool] = {}

    def publish(self, told: Sequence[Told]) -> int:
        """Publish events, and return how many the server has. Raises Away."""
        reused = self._link is not None
        try:
            return self._published(told)
        except Away:
            self.close()
            if not reused:
                raise
        # The server closes what was quiet for long, and that is noticed only now.
        try:
            return self._published(told)
        except Away:
            self.close()
            raise

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
        self._kept.clear()

    def _published(self, told: Sequence[Told]) -> int:
        if self._link is None:
            self._link = Link(self._server)
        link, ends = self._link, time.monotonic() + SECONDS
        sent = 0
        for event in told:
            if len(event.body) + HEADERS > link.largest:
                break
            self._send(link, event)
            sent += 1
            if time.monotonic() >= ends:
                break
        if not sent:
            # Held up rather than passed over: the server's admin can let it through.
            raise Away(f"{self._where} takes {link.largest:,} bytes (max_payload), and an event has {len(told[0].body):,}")
        # Whoever is told without JetStream is told for certain when the server answers behind it.
        link.flush()
        return sent

    def _send(self, link: Link, event: Told) -> None:
        subject = f"{PREFIX}.{event.subject}"
        headers = {"Nats-Msg-Id": str(event.id)}
        if not self._is_kept(link, subject):
            link.publish(subject, event.body, headers)
            return
        try:
            # One after the other: should one not be kept, none behind it may come before it.
            answer = _object(link.request(subject, event.body, headers))
        except NoResponders:
            raise Away(f"the stream at {self._where} is gone") from None
        if "error" in answer:
            raise Away(f"JetStream at {self._where} keeps nothing: {_described(answer)}")

    def _is_kept(self, link: Link, subject: str) -> bool:
        if not link.jetstream:
            return False
        if subject not in self._kept:
            self._kept[subject] = self._covered(link, subject) or self._made(link)
        return self._kept[subject]

    def _covered(self, link: Link, subject: str) -> bool:
        return bool(self._asked(link, f"{API}.NAMES", {"subject": subject}).get("streams"))

    def _made(self, link: Link) -> bool:
        """Whether a stream for all our subjects could be made, or was just made by another process."""
        wanted = {
            "name": STREAM,
            "subjects": [f"{PREFIX}.>"],
            "retention": "limits",
            "storage": "file",
            "num_replicas": 1,
            "duplicate_window": REMEMBERED,
        }
        return "config" in self._asked(link, f"{API}.CREATE.{STREAM}", wanted)

    def _asked(self, link: Link, subject: str, question: dict[str, object]) -> dict[str, object]:
        """What JetStream's own interface answers; nothing where this user may not ask it, or has no JetStream."""
        try:
            return _object(link.request(subject, json.dumps(question).encode(), {}))
        except (Denied, NoResponders):
            return {}

    @property
    def _where(self) -> str:
        return f"{self._server.host}:{self._server.port}"


def _object(answer: bytes) -> dict[str, object]:
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Away("the NATS server answered something else than JetStream would")
    return found


def _described(answer: dict[str, object]) -> str:
    error = answer["error"]
    return str(error.get("description", "it does not say why") if isinstance(error, dict) else error)[:200]
