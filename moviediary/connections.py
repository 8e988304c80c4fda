"""Connections that go where `addresses` allows and nowhere else, and that are over when their time is."""

import socket
import ssl
import time
from functools import lru_cache
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from moviediary import addresses


def prepare() -> None:
    """Read the list of authorities, which takes 20 ms, before processes are forked that each would have to."""
    _context()


def left(ends: float) -> float:
    """Seconds until a moment of `time.monotonic()`. Raises TimeoutError when it has passed."""
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def pool(scheme: str, host: str, port: int, ends: float, allow_private: bool) -> HTTPConnectionPool:
    """The way to one host, until the moment `ends`. It takes no part in proxies, cookies or retries."""
    if scheme == "https":
        return _SecurePool(host, port, retries=False, ssl_context=_context(), ends=ends, allow_private=allow_private)
    return _PlainPool(host, port, retries=False, ends=ends, allow_private=allow_private)


class _Hurried:
    """A socket on which each read may last until the end of the whole request.

    A timeout alone starts anew with every byte, so a server that sends one a second would hold a thread for ever.
    """

    ends = 0.0

    def recv_into(self, *args: Any) -> int:
        self.settimeout(left(self.ends))  # type: ignore[attr-defined]
        return super().recv_into(*args)  # type: ignore[misc]


class _PlainSocket(_Hurried, socket.socket):
    pass


class _SecureSocket(_Hurried, ssl.SSLSocket):
    pass


class _Checked:
    """A connection made here: what is checked is the very address that is then connected to."""

    def __init__(self, *args: Any, ends: float, allow_private: bool, **options: Any):
        super().__init__(*args, **options)
        self._ends = ends
        self._allow_private = allow_private

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock.ends = self._ends  # type: ignore[attr-defined]

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host, self.port  # type: ignore[attr-defined]
        places = addresses.resolve(host, port, left(self._ends), self._allow_private)[:4]
        problem: OSError | None = None
        for tried, (family, place) in enumerate(places):
            # The first may be the IPv6 address of a network without IPv6: some time is kept for the others.
            made = _connected(family, place, left(self._ends) / (len(places) - tried))
            if isinstance(made, socket.socket):
                # Sending and the handshake are bounded by this; each counts its whole length.
                made.settimeout(left(self._ends))
                return made
            problem = made
        raise problem or OSError("no address")


def _connected(family: socket.AddressFamily, place: Any, seconds: float) -> socket.socket | OSError:
    sock = _PlainSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(place)
    except OSError as problem:
        sock.close()
        return problem
    return sock


class _PlainConnection(_Checked, HTTPConnection):
    pass


class _SecureConnection(_Checked, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    # Reading the list of authorities takes 20 ms, so it is done once.
    context = ssl.create_default_context(cafile=certifi.where())
    context.sslsocket_class = _SecureSocket
    return context
