"""A feed reader: parses a feed as people's readers do, and says what each format requires and it lacks."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime

import feedparser

ATOM, LETTERBOXD = "{http://www.w3.org/2005/Atom}", "{https://letterboxd.com}"
TMDB, DUBLIN, MEDIA = "{https://themoviedb.org}", "{http://purl.org/dc/elements/1.1/}", "{http://search.yahoo.com/mrss/}"


def parsed(page):
    """The feed in an answer, as feedparser reads it, which must have nothing to complain about."""
    found = feedparser.parse(page.html.encode(), response_headers={"content-type": page.headers["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    return found


def problems(page, form):
    """What is missing or wrong in a feed of a format: "rss", "atom" or "json"."""
    return list({"rss": _rss, "atom": _atom, "json": _json}[form](page.html))


def _rss(text):
    """RSS 2.0 (rssboard.org/rss-specification), with what its advisory board recommends."""
    channel = ET.fromstring(text.encode()).find("channel")
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"channel without {name}"
    if not any(link.get("rel") == "self" for link in channel.iter(f"{ATOM}link")):
        yield "channel without its own address"
    guids = [item.findtext("guid") for item in channel.iter("item")]
    if len(set(guids)) != len(guids) or not all(guids):
        yield "guids that are missing or the same"
    for item in channel.iter("item"):
        yield from (f"item without {name}" for name in ("title", "link", "description", "pubDate") if not item.findtext(name))
        if parsedate_to_datetime(item.findtext("pubDate")).utcoffset() is None:
            yield "pubDate without an offset"
        for enclosure in item.iter("enclosure"):
            if not (enclosure.get("url") and enclosure.get("length", "").isdigit() and enclosure.get("type")):
                yield "enclosure without url, length or type"


def _atom(text):
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    feed = ET.fromstring(text.encode())
    for place in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            if len(place.findall(f"{ATOM}{name}")) != 1 or not place.findtext(f"{ATOM}{name}"):
                yield f"{place.tag} without one {name}"
        datetime.fromisoformat(place.findtext(f"{ATOM}updated"))
        if not place.findtext(f"{ATOM}author/{ATOM}name"):
            yield f"{place.tag} without author"
        if not any(link.get("rel") == "alternate" for link in place.findall(f"{ATOM}link")):
            yield f"{place.tag} without alternate link"
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        yield "feed without its own address"
    keys = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    if len(set(keys)) != len(keys):
        yield "two entries with the same id"


def _json(text):
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    feed = json.loads(text)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "another version"
    yield from (f"feed without {name}" for name in ("title", "home_page_url", "feed_url") if not feed.get(name))
    for item in feed["items"]:
        if not isinstance(item.get("id"), str) or not item["id"]:
            yield "item without id"
        if not item.get("content_html"):
            yield "item without content"
        for name in ("date_published", "date_modified"):
            if datetime.fromisoformat(item[name]).utcoffset() is None:
                yield f"{name} without an offset"
        yield from (f"extension {name} without a line before it" for name in item if name not in KNOWN and name[0] != "_")


KNOWN = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}
