"""The only way out. Public addresses only, each hop checked and pinned, with a deadline and a limit on bytes."""

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from moviediary import clock
from moviediary.errors import GiveUp, TryAgain

USER_AGENT = "MovieDiary/0.1 (self-hosted film diary)"
REDIRECTS = 3
STEP = 64 * 1024
_allow_private = False
_here = threading.local()


@dataclass(frozen=True)
class Answer:
    """What came back: a status below 500, the media type without parameters, the body."""

    status: int
    content_type: str
    body: bytes


def configure(allow_private: bool) -> None:
    """Allow private addresses, for tests and home networks, or refuse them."""
    global _allow_private
    _allow_private = allow_private


def fetch(
    url: str, *, accept: tuple[str, ...], max_bytes: int, deadline: float = 5.0, headers: Mapping[str, str] | None = None
) -> Answer:
    """Get an address within `deadline` seconds. Raises TryAgain (they may answer later) or GiveUp (they never will)."""
    try:
        with _session() as session, _deadline(deadline):
            return _follow(session, url, accept, max_bytes, dict(headers or {}))
    except InvalidIPAddress:
        raise GiveUp(f"{_host(url)} leads to an address that is not public") from None
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
        raise GiveUp(f"{_host(url)} is not an address that can be asked") from None
    except (requests.RequestException, OSError) as problem:
        # The text of the exception may hold the address, and the address a key.
        raise TryAgain(f"{_host(url)} did not answer ({type(problem).__name__})") from None


def _follow(session: requests.Session, url: str, accept: tuple[str, ...], max_bytes: int, headers: dict[str, str]) -> Answer:
    origin = urlsplit(url).netloc
    for _ in range(REDIRECTS + 1):
        _check_port(url)
        if urlsplit(url).netloc != origin:
            headers.pop("Authorization", None)
        with session.get(url, headers=headers, stream=True, allow_redirects=False, timeout=5) as response:
            if response.is_redirect:
                url = urljoin(url, response.headers["Location"])
                continue
            return _read(response, url, accept, max_bytes)
    raise GiveUp(f"{_host(url)} redirects too often")


def _read(response: requests.Response, url: str, accept: tuple[str, ...], max_bytes: int) -> Answer:
    if response.status_code == 429 or response.status_code >= 500:
        raise TryAgain(f"{_host(url)} answered {response.status_code}", after=_retry_after(response))
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if response.status_code < 400 and content_type not in accept:
        raise GiveUp(f"{_host(url)} sent {content_type or 'something without a type'}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise GiveUp(f"{_host(url)} sent a compressed answer")
    body = bytearray()
    while chunk := response.raw.read(STEP, decode_content=False):
        body += chunk
        if len(body) > max_bytes:
            raise GiveUp(f"{_host(url)} sent more than {max_bytes:,} bytes")
    return Answer(response.status_code, content_type, bytes(body))


def _retry_after(response: requests.Response) -> float:
    """Seconds asked for by a Retry-After header, as a number or a date (RFC 9110, 10.2.3); at most an hour."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:6])
    else:
        try:
            seconds = (parsedate_to_datetime(text) - clock.now()).total_seconds()
        except (ValueError, TypeError):
            return 0.0
    return min(max(seconds, 0.0), 3600.0)


def _check_port(url: str) -> None:
    if not _allow_private and urlsplit(url).port not in (None, 80, 443):
        raise GiveUp(f"{_host(url)} is asked on an unusual port")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the address"


# --- sessions that only reach public addresses ---


def public(text: str) -> bool:
    """Whether an IP address may be asked. Python's `is_global` says yes to several that lead back inside."""
    address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is None:
            inside = any(address in network for network in _TUNNELS)
            return address in _UNICAST and not inside and address.is_global and not address.is_multicast
        address = mapped
    return address.is_global and not address.is_multicast and not address.is_reserved


_UNICAST = ipaddress.ip_network("2000::/3")
# NAT64, 6to4 and Teredo carry an IPv4 address inside.
_TUNNELS = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class _Watched:
    """A connection that a deadline can shut, whatever it is waiting for."""

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        _here.sockets.append(self.sock)  # type: ignore[attr-defined]


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _SecureConnection(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _PublicAdapter(IPFilterAdapter):
    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if not public(host["host"]):
            raise InvalidIPAddress(host["host"])
        return host, pool


def _session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.headers = requests.structures.CaseInsensitiveDict({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
    for scheme in ("http", "https"):
        adapter = HTTPAdapter() if _allow_private else _PublicAdapter(is_https_proto=scheme == "https")
        adapter.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        session.mount(f"{scheme}://", adapter)
    return session


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Shut every connection opened by this thread when time is up: a server may send one byte a second for ever."""
    sockets: list[Any] = []
    _here.sockets = sockets
    timer = threading.Timer(seconds, _shut, (sockets,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(sockets: list[Any]) -> None:
    import socket

    for connection in sockets:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
