"""Answers that are made anew each time they are asked for, and only sent to those who do not have them yet."""

from typing import Any

from werkzeug.wrappers import Response


def conditional(body: str, kind: str, keep: str, environ: dict[str, Any]) -> Response:
    """A text of a media type, or 304. `keep` is its Cache-Control, `environ` that of the request."""
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = keep
    response.add_etag()
    return response.make_conditional(environ)
