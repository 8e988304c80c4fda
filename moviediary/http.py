"""The only way out. Public addresses only, each hop checked, with a deadline and a limit on bytes."""

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from urllib3 import BaseHTTPResponse as Response
from urllib3.exceptions import HTTPError, SSLError
from urllib3.util import Url, parse_url

from moviediary import clock, connections
from moviediary.errors import GiveUp, TryAgain

USER_AGENT = "MovieDiary/0.1 (self-hosted film diary{})"
REDIRECTS = 3
LONGEST = 4096
# No server is waited for longer than this, whatever it asks for.
AN_HOUR = 3600.0
STEP = 64 * 1024
_STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
_allow_private = False
_user_agent = USER_AGENT.format("")

# These write whole addresses, also in warnings, and an address may hold a key.
for _talkative in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_talkative).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Answer:
    """What came back: a status below 500, the media type without parameters, the body."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What came back for something that was sent: the status, the beginning of the body, the seconds it asks us to wait."""

    status: int
    start: bytes
    wait: float


@dataclass(frozen=True)
class _Wish:
    accept: tuple[str, ...]
    max_bytes: int
    ends: float
    headers: Mapping[str, str]


def configure(allow_private: bool, contact: str = "") -> None:
    """Allow private addresses and any port, for tests and home networks, or refuse them. `contact` says who asks.

    Wikimedia's policy wants a contact in the User-Agent, and blocks those without one first.
    """
    global _allow_private, _user_agent
    _allow_private = allow_private
    _user_agent = USER_AGENT.format(f"; {contact}" if contact else "")


def fetch(
    url: str, *, accept: tuple[str, ...], max_bytes: int, deadline: float = 5.0, headers: Mapping[str, str] | None = None
) -> Answer:
    """Get an address within `deadline` seconds, redirects and all.

    Answers from 400 to 499, but for 429, are handed back whatever their type. `headers` only go to the host of `url`.
    Raises TryAgain (they may answer later) or GiveUp (they never will), with a sentence that holds no more of the
    address than its host: the rest may be a key.
    """
    ends = time.monotonic() + deadline
    at = origin = _parsed(url)
    for _ in range(REDIRECTS + 1):
        sent = (headers or {}) if _origin(at) == _origin(origin) else {}
        found = _asked(at, _Wish(accept, max_bytes, ends, sent))
        if isinstance(found, Answer):
            return found
        at = _parsed(found, at.url)
    raise GiveUp(f"{origin.host} redirects too often")


def post(url: str, form: Sequence[tuple[str, str]], *, deadline: float = 5.0) -> int:
    """Send a form to an address within `deadline` seconds, and return the status of the answer, of which no more is read.

    Redirects are not followed. Raises TryAgain or GiveUp as `fetch` does.
    """
    at, ends = _parsed(url), time.monotonic() + deadline
    headers = {"User-Agent": _user_agent, "Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "identity"}
    with _answering("POST", at, ends, headers, urlencode(form)) as response:
        _refuse_failure(response, at)
        return response.status


def send(url: str, body: bytes, headers: Mapping[str, str], *, deadline: float = 10.0, most: int = 200) -> Reply:
    """Send bytes to an address within `deadline` seconds, and hand back whatever it answers, with at most `most` of its bytes.

    Redirects are not followed. Raises TryAgain or GiveUp as `fetch` does where there is no answer.
    """
    at, ends = _parsed(url), time.monotonic() + deadline
    with _answering("POST", at, ends, {"User-Agent": _user_agent, "Accept-Encoding": "identity", **headers}, body) as response:
        start = b""
        # The status says whether it arrived, however the rest of the answer ends.
        with suppress(HTTPError, OSError):
            start = response.read(most)
        return Reply(response.status, start, _retry_after(response.headers.get("Retry-After", "")))


def _parsed(url: str, base: str = "") -> Url:
    try:
        url = urljoin(base, url)
        at = parse_url(url) if len(url) <= LONGEST and not _STRANGE.search(url) else Url()
    except ValueError:
        at = Url()
    if at.scheme not in ("http", "https") or not at.host:
        raise GiveUp("The address is not one that can be asked")
    if at.auth is not None:
        raise GiveUp(f"The address of {at.host} holds a name or a password")
    if not _allow_private and at.port not in (None, 80, 443):
        raise GiveUp(f"{at.host} would be asked on an unusual port")
    return at


def _origin(at: Url) -> tuple[str, str, int]:
    # The port is always named: without one, what follows the last colon of an IPv6 address would pass for it.
    return at.scheme or "", at.host or "", at.port or (443 if at.scheme == "https" else 80)


def _asked(at: Url, wish: _Wish) -> Answer | str:
    """The answer of one address, or where it sends us."""
    headers = {"User-Agent": _user_agent, "Accept": ", ".join(wish.accept), "Accept-Encoding": "identity", **wish.headers}
    with _answering("GET", at, wish.ends, headers) as response:
        return response.headers["Location"] if response.get_redirect_location() else _read(response, at, wish)


@contextmanager
def _answering(
    method: str, at: Url, ends: float, headers: Mapping[str, str], body: str | bytes | None = None
) -> Iterator[Response]:
    """A connection that is closed afterwards, whose every failure is one of ours."""
    pool = connections.pool(*_origin(at), ends, _allow_private)
    asked: dict[str, Any] = {"redirect": False, "preload_content": False, "decode_content": False}
    try:
        with pool.urlopen(method, at.request_uri, body=body, headers=headers, **asked) as response:
            yield response
    except (HTTPError, OSError, ValueError) as problem:
        # The cause is dropped: its text may hold the address, and the address a key.
        raise TryAgain(_sentence(problem, at, ends)) from None
    finally:
        pool.close()


def _sentence(problem: Exception, at: Url, ends: float) -> str:
    if time.monotonic() >= ends:
        return f"{at.host} did not answer in time"
    if isinstance(problem, SSLError):
        return f"{at.host} could not prove that it is {at.host}"
    return f"{at.host} cannot be reached, or broke off its answer"


def _refuse_failure(response: Response, at: Url) -> None:
    if response.status == 429 or response.status >= 500:
        raise TryAgain(f"{at.host} answered {response.status}", after=_retry_after(response.headers.get("Retry-After", "")))


def _read(response: Response, at: Url, wish: _Wish) -> Answer:
    _refuse_failure(response, at)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status < 400 and content_type not in wish.accept:
        raise GiveUp(f"{at.host} sent something else than was asked for")
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise GiveUp(f"{at.host} sent a compressed answer, though it was asked not to")
    body = bytearray()
    # One byte more than allowed is enough to know.
    while len(body) <= wish.max_bytes and (chunk := response.read(min(STEP, wish.max_bytes + 1 - len(body)))):
        body += chunk
    if len(body) > wish.max_bytes:
        raise GiveUp(f"{at.host} sent more than {wish.max_bytes:,} bytes")
    return Answer(response.status, content_type, bytes(body))


def _retry_after(text: str) -> float:
    """Seconds asked for by a Retry-After header, as a number or a date (RFC 9110, 10.2.3); at most an hour."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:6]), AN_HOUR)
    try:
        seconds = (parsedate_to_datetime(text) - clock.now()).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), AN_HOUR)
