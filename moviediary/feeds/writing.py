"""A feed as it is written: what every format says of an entry, and the one of them that is no template."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from moviediary.diary.entries import Entry
from moviediary.feeds.items import Item
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import headline, told_stars
from moviediary.words import iso

# Draws the content of an entry, given the addresses of its picture and of its page.
Draw = Callable[[Entry, str, str], str]
JSON_FEED = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class Shown:
    """An entry with all that a feed says of it; addresses are whole. `stars` and `day` are empty where they are not known."""

    entry: Entry
    title: str
    address: str
    author_address: str
    guid: str
    published: datetime
    updated: datetime
    day: str
    stars: str
    rewatch: bool
    tmdb_id: int | None
    picture: str
    bytes: int
    content: str


def shown(item: Item, site: str, draw: Draw) -> Shown:
    entry, film = item.entry, item.film
    address = f"{site}/reviews/{entry.id}"
    picture = f"{site}/posters/{film.picture}.webp" if film.picture else ""
    return Shown(
        entry=entry,
        title=headline(entry.title, entry.year, entry.rating, bool(entry.text) and entry.spoiler),
        address=address,
        author_address=f"{site}/members/{entry.username}",
        # Widgets drop what begins otherwise, whatever site it comes from. The rest is ours, and survives every edit.
        guid=f"letterboxd-watch-{entry.review_id}",
        published=item.published,
        updated=item.updated,
        day=entry.watched if entry.precision == "day" else "",
        stars=told_stars(entry.rating) if entry.rating else "",
        rewatch=entry.ordinal != 1,
        tmdb_id=film.tmdb_id,
        picture=picture,
        bytes=film.bytes,
        content=draw(entry, picture, address),
    )


def mail_date(moment: datetime) -> str:
    """A moment as RSS writes it (RFC 2822)."""
    return format_datetime(moment)


def json_feed(feed: Feed, items: Sequence[str], links: Mapping[str, str], home: str, icon: str) -> str:
    """A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1), of items that are JSON already."""
    head: dict[str, Any] = {
        "version": JSON_FEED,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": home,
        "feed_url": links["self"],
        "next_url": links.get("next"),
        "icon": icon,
        "language": "en",
        "authors": [{"name": feed.author, "url": home}] if feed.author else None,
        "hubs": [{"type": "WebSub", "url": links["hub"]}] if "hub" in links else None,
    }
    return f'{_json(head)[:-1]}, "items": [{", ".join(items)}]}}'


def json_item(item: Shown) -> str:
    attachment = {"url": item.picture, "mime_type": "image/webp", "size_in_bytes": item.bytes or None}
    said: dict[str, Any] = {
        "id": item.entry.review_id.urn,
        "url": item.address,
        "title": item.title,
        "content_html": item.content,
        "image": item.picture or None,
        "date_published": iso(item.published),
        "date_modified": iso(item.updated),
        "authors": [{"name": item.entry.display_name, "url": item.author_address}],
        "tags": list(item.entry.tags) or None,
        "attachments": [_known(attachment)] if item.picture else None,
        "_movie_diary": _viewing(item),
    }
    return _json(said)


def _json(said: Mapping[str, Any]) -> str:
    return json.dumps(_known(said), ensure_ascii=False)


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


def _viewing(item: Shown) -> dict[str, Any]:
    """What the other formats say in the words of Letterboxd's feed. An extension, so its name begins with a line."""
    return _known(
        {
            "film_title": item.entry.title,
            "film_year": item.entry.year,
            "watched_date": item.day or None,
            "member_rating": float(item.stars) if item.stars else None,
            "rewatch": item.rewatch,
            "member_like": item.entry.heart,
            "tmdb_movie_id": item.tmdb_id,
        }
    )
