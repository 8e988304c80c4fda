"""Feeds in three formats, for readers that ask again and again: nearly all they get is that nothing changed."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from moviediary import clock, metrics
from moviediary.errors import NotFound
from moviediary.feeds import actions, bodies, hub, keys, queries
from moviediary.feeds.bodies import Bodies
from moviediary.feeds.documents import document, links
from moviediary.feeds.queries import NO_FEED, Feed
from moviediary.feeds.rules import wish
from moviediary.htmx import moved
from moviediary.pages import absolute
from moviediary.security import keyed
from moviediary.words import FEED_FORMATS

feeds = Blueprint("feeds", __name__)
# When feeds were last made to say something else of the same: readers get the whole again.
WRITTEN = datetime(2026, 11, 21, tzinfo=UTC)
FORM = "<any(rss, atom, json):form>"


@feeds.get(f"/feed.{FORM}")
def everyone(form: str) -> Response:
    return answer(queries.everyone(), form)


@feeds.get(f"/members/<username>/feed.{FORM}")
def member(username: str, form: str) -> Response:
    return _own(username, form) if "key" in request.args else answer(queries.of_member(username), form)


@feeds.get(f"/members/<username>/reviews.{FORM}")
def reviews(username: str, form: str) -> Response:
    return answer(queries.of_member(username, with_text=True), form)


@feeds.get(f"/movies/<address>/feed.{FORM}")
def movie(address: str, form: str) -> Response:
    feed = queries.of_movie(address)
    if feed.home != f"/movies/{address}":
        return open_to_all(moved(f"{feed.path}.{form}"))
    return answer(feed, form)


def answer(feed: Feed, form: str) -> Response:
    """A feed, or that it is as it was. No cookie is looked at: it is the same for whoever reads it."""
    wished, site = wish(request.args), absolute("")
    state = (feed.kind, feed.subject, feed.version, feed.title, feed.description, feed.with_text, feed.key, hub.address())
    etag = keyed("feed", repr((WRITTEN, site, form, wished, state)))
    if unchanged(etag, since := max(bodies.since(feed.at or WRITTEN), WRITTEN)):
        metrics.one_more(metrics.FEEDS, metrics.UNCHANGED)
        return _headed(Response(status=304), feed, etag, since)
    body = kept().get(etag, lambda: document(current_app.jinja_env, site, feed, wished, form))
    response = bodies.response(body, FEED_FORMATS[form][1], request.accept_encodings)
    named = links(site, feed, wished, form)
    response.headers["Link"] = ", ".join(f'<{named[name]}>; rel="{name}"' for name in ("self", "hub") if name in named)
    return _headed(response, feed, etag, since)


def kept() -> Bodies:
    """The bodies that this application keeps."""
    found: Bodies = current_app.extensions.setdefault("feed_bodies", Bodies())
    return found


def unchanged(etag: str, since: datetime | None = None) -> bool:
    """Whether the reader has what there is (RFC 9110, 13.2.2: a date only counts where no version is named)."""
    if request.if_none_match:
        return request.if_none_match.contains_weak(etag)
    read = request.if_modified_since
    return read is not None and since is not None and read >= since


def open_to_all(response: Response) -> Response:
    """Let pages of other sites read it, and caches keep it as long as they ask each time: what was deleted must be gone."""
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _own(username: str, form: str) -> Response:
    """A private feed, for whoever has its key."""
    key_id = keys.id_in(request.args["key"])
    if key_id is None:
        raise NotFound(NO_FEED)
    feed, key = queries.own(username, key_id, request.args["key"])
    actions.note_use(key)
    return answer(feed, form)


def _headed(response: Response, feed: Feed, etag: str, since: datetime) -> Response:
    response.set_etag(etag, weak=True)
    if since <= clock.now():
        response.last_modified = since
    response.vary.add("Accept-Encoding")
    if not feed.private:
        return open_to_all(response)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
