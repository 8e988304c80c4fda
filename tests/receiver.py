"""A program that webhooks call: it notes what arrives, and answers what a test wants."""

import base64
import contextlib
import hmac
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from servers import free_port


@dataclass
class Arrived:
    """A call as it came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict:
        return json.loads(self.body)

    @property
    def subject(self) -> str:
        return self.event["subject"]

    def signed_with(self, secret: str) -> bool:
        """Whether one of the signatures is good, worked out here once more from the words of Standard Webhooks."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        good = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return good in self.headers["webhook-signature"].split(" ")


class Receiver:
    """Answers on a port of its own; `status`, `body`, `headers` and `wait` say how. stop() and start() keep the port."""

    def __init__(self) -> None:
        self.calls: list[Arrived] = []
        self.status, self.body, self.headers, self.wait = 200, b"thanks", {}, 0.0
        self.over = threading.Event()
        self._server, self._port = None, free_port()
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/hook?key=4711"

    @property
    def subjects(self) -> list[str]:
        return [call.subject for call in self.calls]

    def start(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append(Arrived({name.lower(): value for name, value in self.headers.items()}, body))
                receiver.over.wait(receiver.wait)
                with contextlib.suppress(OSError):
                    self.send_response(receiver.status)
                    for name, value in {"Content-Length": str(len(receiver.body)), **receiver.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(receiver.body)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self.over.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            self.over.clear()

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def fresh(arrived: Arrived, seconds: float = 300) -> bool:
    """Whether a call says that it was made just now, as the specification has receivers look."""
    return abs(time.time() - int(arrived.headers["webhook-timestamp"])) < seconds
