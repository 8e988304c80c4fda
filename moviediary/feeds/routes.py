"""Feeds in three formats, for readers that ask again and again: nearly all they get is that nothing changed."""

import hmac
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, current_app, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from moviediary import clock, ids
from moviediary.errors import NotFound
from moviediary.feeds import actions, bodies, hub, queries
from moviediary.feeds.items import Item, Items, read_items
from moviediary.feeds.queries import NO_FEED, Feed, Moved
from moviediary.feeds.rules import MEDIA_TYPES, Wish, query, wish
from moviediary.feeds.writing import Draw, iso, json_feed, json_item, mail_date, shown
from moviediary.htmx import moved
from moviediary.pages import absolute, asset
from moviediary.security import keyed
from moviediary.text import xml_safe

feeds = Blueprint("feeds", __name__)
# Raised when feeds are written in another way, so that readers ask for the whole again.
WRITTEN = 1
DATES = {"rss": mail_date, "atom": iso}
FORM = "<any(rss, atom, json):form>"


@feeds.get(f"/feed.{FORM}")
def everyone(form: str) -> Response:
    return answer(queries.everyone(), form)


@feeds.get(f"/members/<username>/feed.{FORM}")
def member(username: str, form: str) -> Response:
    if "key" not in request.args:
        return answer(queries.of_member(username), form)
    feed, key = queries.own(username, _checked(request.args["key"]), request.args["key"])
    actions.note_use(key)
    return answer(feed, form)


@feeds.get(f"/members/<username>/reviews.{FORM}")
def reviews(username: str, form: str) -> Response:
    return answer(queries.of_member(username, told=True), form)


@feeds.get(f"/movies/<address>/feed.{FORM}")
def movie(address: str, form: str) -> Response:
    feed = queries.of_movie(address)
    if isinstance(feed, Moved):
        return moved(f"/movies/{feed.path}/feed.{form}")
    return answer(feed, form)


def answer(feed: Feed, form: str) -> Response:
    """A feed, or that it is as it was. No cookie is looked at: it is the same for whoever reads it."""
    wished = wish(request.args)
    told = (feed.kind, feed.subject, feed.version, feed.title, feed.description, feed.told, feed.key)
    etag = keyed("feed", repr((WRITTEN, absolute(""), hub.address(), form, wished, told)))
    if _unchanged(feed, etag):
        response = Response(status=304)
    else:
        body = _body(feed, wished, form, absolute(""))
        response = bodies.response(body, f"{MEDIA_TYPES[form]}; charset=utf-8", request.accept_encodings)
        own = {name: address for name, address in _links(feed, wished, form).items() if name in ("self", "hub")}
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in own.items())
    return _headed(response, feed, etag)


def _unchanged(feed: Feed, etag: str) -> bool:
    """Whether the reader has what there is (RFC 9110, 13.2.2: a date only counts where no version is named)."""
    if request.if_none_match:
        return request.if_none_match.contains_weak(etag)
    read, since = request.if_modified_since, bodies.since(feed.at)
    return read is not None and since is not None and read >= since


def _headed(response: Response, feed: Feed, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    since = bodies.since(feed.at)
    if since is not None and since <= clock.now():
        response.last_modified = since
    # Each reader asks every time, as what was deleted must be gone; that nothing changed is quickly said.
    response.headers["Cache-Control"] = f"{'private' if feed.private else 'public'}, no-cache"
    response.vary.add("Accept-Encoding")
    # Readers and widgets on other sites show both feeds and pictures.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if not feed.private:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# Many readers ask for the same just after it changed. What a feed says follows from its version, which stands in `feed`.
@lru_cache(maxsize=16)
def _body(feed: Feed, wished: Wish, form: str, site: str) -> bytes:
    found = read_items(feed, wished)
    pieces = [_piece(item, form, site) for item in found.items]
    links = _links(feed, wished, form, found)
    home, icon = site + quote(feed.home), site + asset("mark.svg")
    if form == "json":
        return xml_safe(json_feed(feed, pieces, links, home, icon)).encode()
    identity = feed.subject.urn if feed.private else f"{site}{quote(feed.path)}.atom{query(wished)}"
    context = {"feed": feed, "items": Markup("").join(pieces), "links": links, "home": home, "icon": icon, "identity": identity}
    template = current_app.jinja_env.get_template(f"feeds/feed.{form}.xml")
    return xml_safe(template.render(date=DATES[form], **context)).encode()


# A feed that has one entry more says of all others what it said before.
@lru_cache(maxsize=2000)
def _piece(item: Item, form: str, site: str) -> str:
    templates = current_app.jinja_env
    content: Draw = templates.get_template("feeds/content.html").module.content  # type: ignore[attr-defined]
    told = shown(item, site, content)
    if form == "json":
        return json_item(told)
    drawn: Callable[..., str] = templates.get_template(f"feeds/item.{form}.xml").module.drawn  # type: ignore[attr-defined]
    return drawn(told, DATES[form])


def _links(feed: Feed, wished: Wish, form: str, found: Items | None = None) -> dict[str, str]:
    """The addresses a feed names by what they are to it (RFC 5005, section 3; W3C WebSub, section 4)."""
    path = f"{feed.path}.{form}"

    def at(**place: str) -> str:
        return absolute(quote(path) + query(wished, key=feed.key, **place))

    place = {"before": wished.before, "after": wished.after}
    links = {"self": at(**place), "first": at()}
    if found and found.newer:
        links["previous"] = at(after=found.newer)
    if found and found.older:
        links["next"] = at(before=found.older)
    if hub.address() and not feed.private:
        links["hub"] = hub.address()
    return links


def _checked(key: str) -> UUID:
    """The id that a key of a private feed was made for. Raises NotFound."""
    name, _, signature = key.partition("-")
    key_id = ids.from_short(name)
    if key_id is None or not hmac.compare_digest(signature.encode(), keyed("feed key", name).encode()):
        raise NotFound(NO_FEED)
    return key_id
