"""Errors translated once, at the edge: a page that says what happened, with what was typed still in it."""

import logging
from dataclasses import dataclass
from typing import Any

import peewee
from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from moviediary import database, storage
from moviediary.errors import DiaryError, TooMany
from moviediary.htmx import wants_fragment
from moviediary.pages import Page
from moviediary.security import impersonal

log = logging.getLogger(__name__)
# Fields that are never shown again or sent back to the browser.
SECRET = {"password", "current", "new", "csrf_token"}


@dataclass(frozen=True)
class Failure:
    """What is told: a heading, what happened, what to do."""

    heading: str
    sentence: str
    advice: str = ""


FAILURES = {
    400: Failure("That did not arrive in one piece", "The site could not read what your browser sent."),
    401: Failure("You are signed out", "Your session has ended.", "Sign in in another tab, then come back and try again."),
    403: Failure("Not yours to change", "You may look at this, but not change it."),
    404: Failure("Nothing here", "There is no such page, or it is not for you to see."),
    405: Failure("Not that way", "This address cannot be used like this."),
    413: Failure(
        "That is too big", "Pictures can have up to 8 MB, files to import up to 64 MB, a form up to 1 MB and 100 fields."
    ),
    422: Failure("That cannot be done", "The site refused it."),
    429: Failure("One moment", "That was too often."),
    500: Failure("That went wrong", "Something broke on the site, and it has been noted.", "Try again in a moment."),
    503: Failure("Back in a moment", "The site is busy right now.", "Nothing is lost. Wait a few seconds, then try again."),
    507: Failure("The disk is full", "The site cannot save anything right now.", "Please tell its admin."),
}


@dataclass(frozen=True)
class Again:
    """The request that failed, as a form that sends it once more."""

    action: str
    fields: list[tuple[str, str]]


def install(app: Flask) -> None:
    app.register_error_handler(DiaryError, _told)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(peewee.PeeweeException, _database)
    app.register_error_handler(storage.Away, _store)
    app.register_error_handler(Exception, _unexpected)


def _told(error: DiaryError) -> Response:
    response = _answer(error.status, str(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, SecurityError):
        log.warning("a request for the host %r was refused, as BASE_URL names another", request.environ.get("HTTP_HOST"))
    response = _answer(error.code or 500, "")
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _database(error: peewee.PeeweeException) -> Response:
    if not database.is_away(error):
        return _unexpected(error)
    log.warning("the database refused: %s", database.cause(error))
    if _disk_is_full(error):
        return _answer(507, "")
    return _back_in_a_moment()


def _store(error: storage.Away) -> Response:
    log.warning("%s", error)
    return _back_in_a_moment()


def _back_in_a_moment() -> Response:
    response = _answer(503, "")
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    # Some paths hold a key, and all of them what somebody looked at.
    log.error("%s %s failed", request.method, request.url_rule or "(no such page)", exc_info=error)
    return _answer(507 if _disk_is_full(error) else 500, "")


def _disk_is_full(error: BaseException | None) -> bool:
    # Told by SQLite, by the system and through the file store, each in its own class. SQLite has rolled back by itself
    # then, so that rolling back once more fails, and stands before the error that counts.
    while error is not None:
        if any(words in str(error) for words in ("disk is full", "No space left", "os error 28")):
            return True
        error = error.__context__
    return False


def _answer(status: int, sentence: str) -> Response:
    failure = FAILURES.get(status) or FAILURES[500 if status >= 500 else 400]
    context: dict[str, Any] = {
        "status": status,
        "heading": failure.heading,
        "sentence": sentence or failure.sentence,
        "advice": failure.advice,
        "retry": _again(status),
        "page": Page(failure.heading, failure.sentence, request.path),
    }
    try:
        response = make_response(render_template(_template(), **context), status)
    except Exception:
        # Drawing a page asks the database who reads it; where that is what broke, plain words have to do.
        log.exception("the error page could not be drawn")
        plain = f"{failure.heading}\n\n{failure.sentence}\n{failure.advice}\n"
        response = make_response(plain, status, {"Content-Type": "text/plain; charset=utf-8"})
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("HX-Request-Type")
    return response


def _template() -> str:
    if impersonal():
        return "errors/framed.html"
    return "errors/problem.swap.html" if wants_fragment() else "errors/error.html"


def _again(status: int) -> Again | None:
    # Strangers have typed nothing that they could not type again.
    if request.method != "POST" or status in (405, 413) or not request.cookies:
        return None
    try:
        fields = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET]
    except RequestEntityTooLarge:
        return None
    return Again(request.full_path.removesuffix("?"), fields) if fields else None
