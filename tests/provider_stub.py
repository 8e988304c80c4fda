"""TMDB and OMDb as they answer, and as they fail: on a port of this machine, with films, posters and faults to switch on.

    with ProviderStub() as stub:
        stub.fault("details", status(503), of="tmdb")
        ...
        assert stub.calls["details"] == 1

Kinds of requests are "search", "details" (a look-up by number) and "image". As a process, `python provider_stub.py PORT`
prints its environment variables, and is switched at /fault?kind=image&mode=slow&value=2&of=tmdb and asked at /calls.
"""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from providers import films

TMDB_KEY, OMDB_KEY = "c0ffee-tmdb-key", "c0ffee-omdb-key"
KINDS = ("search", "details", "image")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with requests of one kind. `value` is a number of times or seconds, a status, or an address."""

    mode: str
    value: object = 0


OK = Fault("ok")
MALFORMED, WRONG_SHAPE, HTML, HUGE = Fault("malformed"), Fault("wrong_shape"), Fault("html"), Fault("huge")
HUGE_IMAGE, NEVER, DRIP, CUT = Fault("huge_image"), Fault("never"), Fault("drip"), Fault("cut")
REDIRECT_PRIVATE = Fault("redirect_private", "http://169.254.169.254/latest/meta-data/")


def fail_times(times: int) -> Fault:
    """Answer 503 so many times, then as usual."""
    return Fault("fail_times", times)


def status(code: int) -> Fault:
    return Fault("status", code)


def retry_after(seconds: float) -> Fault:
    """Answer 429 and ask to be left alone for so long."""
    return Fault("retry_after", seconds)


def slow(seconds: float) -> Fault:
    return Fault("slow", seconds)


def saying(value: object) -> Fault:
    """Answer 200 with this value as JSON, or with these bytes as they are."""
    return Fault("saying", value)


class ProviderStub:
    """A server of its own threads. `calls` counts requests per kind, and per provider and kind such as "tmdb details"."""

    def __init__(self, port: int = 0):
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, Mapping[str, str]]] = []
        self.closing = threading.Event()
        self._faults: dict[tuple[str, str], Fault] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.tmdb_api_url = f"{self.url}/3"
        self.tmdb_image_url = f"{self.url}/t/p/original"
        self.omdb_api_url = f"{self.url}/omdb/"

    @property
    def env(self) -> dict[str, str]:
        """The settings of a site that asks this stub."""
        return {
            "TMDB_API_KEY": TMDB_KEY,
            "TMDB_API_URL": self.tmdb_api_url,
            "TMDB_IMAGE_URL": self.tmdb_image_url,
            "OMDB_API_KEY": OMDB_KEY,
            "OMDB_API_URL": self.omdb_api_url,
            "HTTP_ALLOW_PRIVATE_ADDRESSES": "true",
        }

    def start(self) -> "ProviderStub":
        self._thread.start()
        return self

    def stop(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "ProviderStub":
        return self.start()

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def fault(self, kind: str, fault: Fault, of: str = "") -> None:
        """Let requests of a kind go wrong, at one provider ("tmdb" or "omdb") or at both."""
        assert kind in KINDS
        assert of in ("", "tmdb", "omdb")
        with self._lock:
            for provider in [of] if of else ["tmdb", "omdb"]:
                self._faults[provider, kind] = fault

    def fail(self, fault: Fault, of: str = "") -> None:
        """Let requests of all kinds go wrong."""
        for kind in KINDS:
            self.fault(kind, fault, of)

    def reset(self) -> None:
        """Answer as usual, and count from nothing."""
        with self._lock:
            self._faults.clear()
            self.calls.clear()
            self.requests.clear()

    def counted(self, provider: str, kind: str, path: str, headers: Mapping[str, str]) -> Fault:
        """Count a request, and say what is to go wrong with it."""
        with self._lock:
            self.calls[kind] += 1
            self.calls[f"{provider} {kind}"] += 1
            self.requests.append((path, headers))
            fault = self._faults.get((provider, kind), OK)
            if fault.mode != "fail_times":
                return fault
            times = int(str(fault.value))
            self._faults[provider, kind] = fail_times(times - 1) if times > 1 else OK
            return status(503) if times > 0 else OK


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Requests that are never answered must not hold up the end of a test.
    block_on_close = False
    # Where twenty come at once, none is to wait a second for its place in the queue.
    request_queue_size = 128
    stub: ProviderStub

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the game."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path in ("/fault", "/calls"):
            return self._switch(parts.path, query)
        asked = _asked(parts.path, query)
        if asked is None:
            return self._send(404, b"{}")
        provider, kind = asked
        fault = self.server.stub.counted(provider, kind, self.path, dict(self.headers))
        if fault is OK or fault.mode == "ok":
            return self._usual(provider, kind, parts.path, query)
        return getattr(self, f"_{fault.mode}")(fault.value, lambda: self._usual(provider, kind, parts.path, query))

    def _switch(self, path: str, query: dict[str, str]) -> None:
        if path == "/fault":
            value = query.get("value", "0")
            number = float(value) if value.replace(".", "", 1).isdigit() else value
            whole = int(number) if isinstance(number, float) and number.is_integer() else number
            of, fault = query.get("of", ""), Fault(query["mode"], whole)
            kinds = [query["kind"]] if "kind" in query else KINDS
            for kind in kinds:
                self.server.stub.fault(kind, fault, of)
        self._send(200, json.dumps(self.server.stub.calls).encode())

    def _usual(self, provider: str, kind: str, path: str, query: dict[str, str]) -> None:
        if kind == "image":
            film = next((film for film in films.FILMS if path.endswith(film.poster)), None)
            return self._send(200, films.poster(film.tmdb), "image/jpeg") if film else self._send(404, b"none", "text/plain")
        if not _key_fits(provider, query, self.headers):
            return self._send(401, b'{"status_code": 7, "Response": "False", "Error": "Invalid API key!"}')
        found = films.tmdb(path, query) if provider == "tmdb" else films.omdb(query, self.server.stub.url)
        return self._send(404, b'{"status_code": 34}') if found is None else self._send(200, json.dumps(found).encode())

    # What can go wrong: each gets the value of the fault, and the answer that would have been given.

    def _status(self, code, usual) -> None:
        self._send(code, b'{"status_message": "a fault"}')

    def _retry_after(self, seconds, usual) -> None:
        self._send(429, b"{}", retry_after=seconds)

    def _slow(self, seconds, usual) -> None:
        if not self.server.stub.closing.wait(seconds):
            usual()

    def _never(self, value, usual) -> None:
        self.server.stub.closing.wait(120)

    def _malformed(self, value, usual) -> None:
        self._send(200, b'{"id": 603, "title": "The Mat')

    def _wrong_shape(self, value, usual) -> None:
        self._send(200, b'[{"id": "603", "results": {}, "Search": 7, "title": null}]')

    def _html(self, value, usual) -> None:
        self._send(200, b"<!doctype html><title>We will be back</title>", "text/html; charset=utf-8")

    def _saying(self, value, usual) -> None:
        self._send(200, value if isinstance(value, bytes) else json.dumps(value).encode())

    def _huge(self, value, usual) -> None:
        self._send(200, b'{"title": "' + b"x" * 10_000_000 + b'"}')

    def _huge_image(self, value, usual) -> None:
        self._send(200, films.huge_image(), "image/png")

    def _redirect_private(self, address, usual) -> None:
        self.send_response(302)
        self.send_header("Location", str(address or REDIRECT_PRIVATE.value))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self, value, usual) -> None:
        """A byte per second, for longer than anybody waits."""
        self._begin(200, "application/json", 600)
        for _ in range(600):
            self.wfile.write(b" ")
            if self.server.stub.closing.wait(1):
                return

    def _cut(self, value, usual) -> None:
        """Promises more than is sent, and hangs up."""
        self._begin(200, "application/json", 5000)
        self.wfile.write(b'{"id": 603, "results": [')

    def _begin(self, code: int, content_type: str, length: int) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send(self, code: int, body: bytes, content_type: str = "application/json; charset=utf-8", retry_after=None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)


def _asked(path: str, query: dict[str, str]) -> tuple[str, str] | None:
    """The provider and the kind of a request."""
    if path.startswith("/3/search/movie"):
        return "tmdb", "search"
    if path.startswith(("/3/find/", "/3/movie/")):
        return "tmdb", "details"
    if path.startswith("/t/p/"):
        # OMDb points to pictures elsewhere; its own are told apart by their folder.
        return ("omdb" if path.startswith("/t/p/omdb/") else "tmdb"), "image"
    if path.startswith("/omdb"):
        return "omdb", "search" if "s" in query else "details"
    return None


def _key_fits(provider: str, query: dict[str, str], headers) -> bool:
    if provider == "omdb":
        return query.get("apikey") == OMDB_KEY
    return query.get("api_key") == TMDB_KEY or headers.get("Authorization", "").startswith("Bearer ey")


def main() -> None:
    stub = ProviderStub(int(sys.argv[1]) if len(sys.argv) > 1 else 0).start()
    print("\n".join(f"{name}={value}" for name, value in stub.env.items()), flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
