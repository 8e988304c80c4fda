"""Mail: the one way out for letters, through the SMTP server this site was given.

A letter says the same each time it is sent, its Message-ID too, so that a server that gets it twice can tell.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from types import TracebackType

from moviediary import clock
from moviediary.errors import GiveUp, TryAgain
from moviediary.text import one_line

# Addresses of this machine: nobody can listen in between.
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Server:
    """Where letters are handed in, and from whom they are. `tls` is from the first byte on; else it begins when it is offered."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    sender: Address


@dataclass(frozen=True)
class Mail:
    """A letter. `id` is a hex number; `unsubscribe` an address at which a POST ends such letters (RFC 8058)."""

    id: str
    to: str
    name: str
    subject: str
    text: str
    html: str
    unsubscribe: str


class ServerAway(TryAgain):
    """The server does not answer, or does not want us now. Other letters need not be tried."""


class AddressRefused(Exception):
    """The server says for good that there is no such mailbox; the text is its reason."""


_server: Server | None = None


def configure(server: Server | None) -> None:
    """Choose the server; None where there is none, and no letters."""
    global _server
    _server = server


def configured() -> bool:
    return _server is not None


def message(mail: Mail, sender: Address) -> EmailMessage:
    """A letter as it is sent. What came from people cannot add a header."""
    # A long address in a header must not be cut in pieces.
    built = EmailMessage(policy=SMTP.clone(max_line_length=998))
    built["From"] = sender
    built["To"] = Address(_harmless(mail.name), addr_spec=mail.to)
    built["Subject"] = _harmless(mail.subject)
    built["Date"] = format_datetime(clock.now())
    built["Message-ID"] = f"<{mail.id}@{sender.domain}>"
    built["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
    built["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    built["Auto-Submitted"] = "auto-generated"
    built.set_content(mail.text)
    built.add_alternative(mail.html, subtype="html")
    return built


def _harmless(text: str) -> str:
    # The library reads what it is given as if it came in a letter. Of `=?utf-8?q?a=0d=0aBcc=3a_…?=`, which anybody can be called,
    # it makes two lines, and Python before 3.12.5 writes both.
    return one_line(text).replace("=?", "= ?")


class Postman:
    """A connection that is made for the first letter and kept for those after it: `with Postman() as postman:`.

    `patience` is in seconds for one answer of the server, `deadline` for all that a letter takes.
    """

    def __init__(self, patience: float = 10.0, deadline: float = 20.0) -> None:
        self._patience = patience
        self._deadline = deadline
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def send(self, mail: Mail) -> None:
        """Hand in a letter. Raises AddressRefused, GiveUp where the letter is refused, TryAgain, and ServerAway."""
        if _server is None:
            raise ServerAway("this site has no mail server")
        try:
            built = message(mail, _server.sender)
            with self._hurried(), _translated():
                if self._smtp is None:
                    self._smtp = _made(_server, self._patience)
                    _connect(self._smtp, _server)
                self._smtp.send_message(built, from_addr=_server.sender.addr_spec, to_addrs=[mail.to])
        except (ValueError, IndexError, MessageError) as problem:
            raise GiveUp(f"no letter can be made of it: {problem}") from None

    @contextmanager
    def _hurried(self) -> Iterator[None]:
        """Cut the connection when a letter takes too long: a server can be slow with each of its bytes."""
        timer = threading.Timer(self._deadline, self._cut)
        timer.start()
        try:
            yield
        except ServerAway:
            if self._smtp is not None:
                self._smtp.close()
                self._smtp = None
            raise
        finally:
            timer.cancel()

    def _cut(self) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            with suppress(OSError):
                self._smtp.sock.shutdown(socket.SHUT_RDWR)


def _made(server: Server, patience: float) -> smtplib.SMTP:
    # Our own name would be looked up, which can take longer than all the rest.
    own = server.sender.domain
    if server.tls:
        return smtplib.SMTP_SSL(local_hostname=own, timeout=patience, context=ssl.create_default_context())
    return smtplib.SMTP(local_hostname=own, timeout=patience)


def _connect(smtp: smtplib.SMTP, server: Server) -> None:
    # Certificates are checked against the name that was given when it was made, and then it would connect by itself: too early
    # for the deadline, which has to know it.
    smtp._host = server.host  # type: ignore[attr-defined]
    smtp.connect(server.host, server.port)
    smtp.ehlo()
    if not server.tls and smtp.has_extn("starttls"):
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    elif not server.tls and server.user and server.host not in HERE:
        raise ServerAway("the mail server offers no encryption, and no password is sent without")
    if server.user:
        smtp.login(server.user, server.password)


@contextmanager
def _translated() -> Iterator[None]:
    """The errors of the library as ours."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as problem:
        code, reason = next(iter(problem.recipients.values()))
        said = _said(code, reason)
        raise (AddressRefused(said) if 500 <= code < 600 else TryAgain(said)) from None
    except smtplib.SMTPNotSupportedError:
        raise AddressRefused("the mail server takes no such address") from None
    except smtplib.SMTPDataError as problem:
        said = _said(problem.smtp_code, problem.smtp_error)
        raise (GiveUp(said) if 500 <= problem.smtp_code < 600 else TryAgain(said)) from None
    except smtplib.SMTPResponseException as problem:
        # Who we are, or from whom letters are, is refused: so would be every other letter.
        raise ServerAway(_said(problem.smtp_code, problem.smtp_error)) from None
    except (smtplib.SMTPException, OSError) as problem:
        raise ServerAway(f"the mail server does not answer: {type(problem).__name__}") from None


def _said(code: int, reason: bytes | str) -> str:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return one_line(f"{code} {words}")[:300]
