"""Takes the calls of a Movie Diary's webhook and prints each event, one JSON object a line. Needs nothing but Python 3.11.

    WEBHOOK_SECRET=whsec_… python read_webhooks.py 8080

It answers on the given port; a web server in front of it brings the encryption that Movie Diary asks for. The calls are signed as
Standard Webhooks says (https://www.standardwebhooks.com): for most languages there is a library that does what `verified` does.
"""

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

# Seconds by which a call may be old. Whoever kept an older one cannot send it again.
TOLERANCE = 300
LARGEST = 1_000_000
# Events that were printed. A call comes again when its answer was lost, always with the same id.
seen: set[str] = set()


def verified(secret: str, headers, body: bytes) -> bool:
    """Whether a call is from the diary that made this secret, as it was sent, and not an old one."""
    message, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"{message}.{timestamp}.".encode() + body, "sha256")).decode()
    # There are two while the secret is exchanged for another.
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{signature}", one) for one in given)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(min(length, LARGEST))
        if not verified(os.environ["WEBHOOK_SECRET"], self.headers, body):
            self.answer(401)
            return
        event = json.loads(body)
        if event["id"] not in seen:
            print(json.dumps(event, ensure_ascii=False), flush=True)
            seen.add(event["id"])
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Only events are printed."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8080), Receiver).serve_forever()
