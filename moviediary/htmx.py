"""One address, one set of templates: the whole page, or the fragment htmx asked for."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Response, make_response, redirect, render_template, request
from werkzeug.urls import iri_to_uri

from moviediary.security import safe_next
from moviediary.text import one_line


def wants_fragment() -> bool:
    """Whether htmx asked for a part of the page. A Back or a boosted request gets the whole."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(page: str, fragment: str, status: int = 200, /, **context: Any) -> Response:
    """The page, or only its fragment; the answer always varies on which was asked for."""
    template = fragment if wants_fragment() else page
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request-Type")
    return response


def go(address: str, status: int = 303) -> Response:
    """Send the browser elsewhere, as after a write. htmx loses headers of a redirect, so it is told in an answer of its own."""
    # Slugs keep the letters of any script; headers hold none but ASCII.
    location = iri_to_uri(address)
    if wants_fragment():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = location
    else:
        response = make_response(redirect(location, status))
    response.vary.add("HX-Request-Type")
    return response


def came_from(usual: str, mark: str) -> str:
    """The page of ours that a button was pressed on, at one of its marks; `usual`, where the browser does not say."""
    try:
        referrer = urlsplit(request.referrer or "")
    except ValueError:
        return usual
    if referrer.netloc != request.host:
        return usual
    return f"{safe_next(urlunsplit(('', '', referrer.path, referrer.query, '')))}#{mark}"


def moved(address: str) -> Response:
    """A permanent redirect to the right address of the same thing; it keeps the query."""
    query = request.query_string.decode()
    return Response("", 301, {"Location": iri_to_uri(f"{address}?{query}" if query else address)})


def older_than() -> str:
    """The cursor of the row that the asked page of a list comes after, an id in its short form; nothing on the first page."""
    return one_line(request.args.get("before", ""))[:30]
