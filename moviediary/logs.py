"""Where the processes say what they do: standard logging to stderr, as text for people or JSON for machines.

What a library logs below warning stays out at every level: Peewee's debug lines alone hold every value of every statement.
"""

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

# The request that is being answered, empty outside one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

OWN = "moviediary"
QUIET = ("gunicorn.error", "rq", "rq.worker", "urllib3", "werkzeug")
# A member's text in a message must not start a line of its own, nor steer a terminal.
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger(__name__)


def configure(level: str, form: str) -> None:
    """Log from `level` (debug, info, warning, error) upwards, in the form "text" or "json". Calling it again replaces it."""
    handler = _Stderr()
    handler.setFormatter(Json() if form == "json" else Text())
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Stderr)] + [handler]
    chosen = getattr(logging, level.upper())
    logging.getLogger(OWN).setLevel(chosen)
    for name in ("", *QUIET):
        logging.getLogger(name or None).setLevel(max(chosen, logging.WARNING))


class Requests:
    """WSGI middleware: names each request, and at level debug logs its path (never the query), answer and time.

    The name is the one a proxy gave (X-Request-Id), so that both logs can be held against each other, and is answered.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        started = time.monotonic()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            milliseconds = (time.monotonic() - started) * 1000
            log.debug("%s %s: %s, %.0f ms", environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), status[:3], milliseconds)
            return start_response(status, [*headers, ("X-Request-Id", name)], *rest)

        # Not reset afterwards: a streamed body is still being made, and the thread's next request brings its own name.
        request_id.set(name)
        return self.application(environ, start)


class Text(logging.Formatter):
    """07:09:29 warning moviediary.deliveries: what happened"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelword)s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.levelword = record.levelname.lower()
        record.message = record.message.translate(CONTROL)
        return super().formatMessage(record)


class Json(logging.Formatter):
    """One object a line: time, level, logger, message, and request and exception when there are such."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            "exception": self.formatException(record.exc_info) if record.exc_info else "",
        }
        return json.dumps({name: value for name, value in entry.items() if value or name == "message"}, ensure_ascii=False)


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to whatever stderr is at that moment: test runners exchange it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        raise AttributeError("it is always stderr")
