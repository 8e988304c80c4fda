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
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

# The request that is being answered, empty outside one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

OWN = "moviediary"
# What was done, a line for each request, delivery and task: wanted by some, too much for most.
DONE = "moviediary.done"
# What the application tells of a request, in its environment.
ROUTE, MEMBER = "moviediary.route", "moviediary.member"
QUIET = ("gunicorn.error", "rq", "rq.worker", "urllib3", "werkzeug")
# A member's text in a message must not start a line of its own, nor steer a terminal.
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
# Postgres repeats in these lines what was to be written or looked for: what members typed, in the end.
REPEATED = re.compile(r"\n *(DETAIL|CONTEXT|LINE \d+|STATEMENT|QUERY): .*(\n *\^)?")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
done = logging.getLogger(DONE)


@dataclass(frozen=True)
class Answered:
    """A request that was answered. `route` is its rule, "" where there is none; `member` the id of whoever asked, or ""."""

    method: str
    route: str
    status: int
    seconds: float
    member: str


def configure(level: str, form: str, requests: bool = False) -> None:
    """Log from `level` (debug, info, warning, error) upwards, in the form "text" or "json". Calling it again replaces it.

    `requests` adds a line for whatever was done, as level debug does.
    """
    handler = _Stderr()
    handler.setFormatter(Json() if form == "json" else Text())
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not isinstance(other, _Stderr)] + [handler]
    chosen = getattr(logging, level.upper())
    logging.getLogger(OWN).setLevel(chosen)
    done.setLevel(logging.INFO if requests or chosen <= logging.DEBUG else logging.WARNING)
    for name in ("", *QUIET):
        logging.getLogger(name or None).setLevel(max(chosen, logging.WARNING))


def tell_done(message: str, seconds: float, **facts: object) -> None:
    """Log that something was done. The facts stand apart in a line of JSON, and in brackets in one of text."""
    if done.isEnabledFor(logging.INFO):
        said = {name: value for name, value in facts.items() if value != ""}
        done.info(message, extra={"facts": {**said, "ms": round(seconds * 1000, 1)}})


class Requests:
    """WSGI middleware: names each request, and tells of its answer: by which route, never the path or the query.

    The name is the one a proxy gave (X-Request-Id), so that both logs can be held against each other, and is answered. The time
    is that until the answer begins.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], heard: Callable[[Answered], None] = lambda answered: None):
        self.application = application
        self._heard = heard

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        started = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            seconds = time.perf_counter() - started
            route, member = environ.get(ROUTE, ""), environ.get(MEMBER, "")
            self._tell(Answered(environ["REQUEST_METHOD"], route, int(status[:3]), seconds, member))
            return start_response(status, [*headers, ("X-Request-Id", name)], *rest)

        # Not reset here: a streamed body is still being made. gunicorn says when that is done (`post_request`).
        request_id.set(name)
        return self.application(environ, start)

    def _tell(self, answered: Answered) -> None:
        self._heard(answered)
        if done.isEnabledFor(logging.INFO):
            said = {"route": answered.route, "method": answered.method, "status": answered.status, "member": answered.member}
            about = f"{answered.method} {answered.route or '(no such page)'}: {answered.status}"
            tell_done(about, answered.seconds, **said)


class _Discreet(logging.Formatter):
    """Leaves out of errors what they repeat of somebody's words."""

    def formatException(self, exception: Any) -> str:
        return REPEATED.sub("", super().formatException(exception))


class Text(_Discreet):
    """07:09:29 warning moviediary.deliveries: what happened"""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelword)s %(name)s: %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.levelword = record.levelname.lower()
        record.message = f"{REPEATED.sub('', record.message)}{_told(getattr(record, 'facts', {}))}".translate(CONTROL)
        return super().formatMessage(record)


class Json(_Discreet):
    """One object a line: time, level, logger, message, and request, exception and facts when there are such."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": REPEATED.sub("", record.getMessage()),
            "request": request_id.get(),
            "exception": self.formatException(record.exc_info) if record.exc_info else "",
        }
        said = {name: value for name, value in entry.items() if value or name == "message"}
        return json.dumps({**getattr(record, "facts", {}), **said}, ensure_ascii=False, default=str)


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


def _told(facts: dict[str, object]) -> str:
    # What a line of text says of a request already stands in its message.
    shown = [f"{name} {value}" for name, value in facts.items() if name not in ("route", "method", "status", "ms")]
    took = [f"{facts['ms']:g} ms"] if "ms" in facts else []
    return f" ({', '.join(took + shown)})" if facts else ""
