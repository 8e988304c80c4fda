"""A feed as a document of one of its formats. Everything in it follows from the feed and its version, the wish, and the site."""

from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from moviediary.clock import EPOCH
from moviediary.drawing import macro
from moviediary.feeds import hub
from moviediary.feeds.items import Item, Items, read_items
from moviediary.feeds.queries import Feed
from moviediary.feeds.rules import Wish, query
from moviediary.feeds.writing import Draw, json_feed, json_item, mail_date, shown
from moviediary.pages import asset
from moviediary.text import query_of, xml_safe
from moviediary.words import iso

DATES = {"rss": mail_date, "atom": iso}
# When a feed changed last that has no entry.
# Entries with longer texts are not kept once drawn: a few thousand of the longest would fill the memory of a small machine.
LONG = 1_500


def document(templates: Environment, site: str, feed: Feed, wished: Wish, form: str) -> bytes:
    """What a reader gets that wishes something of a feed."""
    found = read_items(feed, wished)
    pieces = [_piece(templates, item, form, site) for item in found.items]
    named = links(site, feed, wished, form, found)
    home, icon = site + quote(feed.home), site + asset("icons/icon-192.png")
    if form == "json":
        return xml_safe(json_feed(feed, pieces, named, home, icon)).encode()
    # A site that was upgraded has feeds that nothing moved yet.
    updated = feed.at or max((item.updated for item in found.items), default=EPOCH)
    context = {"feed": feed, "links": named, "home": home, "icon": icon, "identity": identity(site, feed, wished)}
    template = templates.get_template(f"feeds/feed.{form}.xml")
    drawn = template.render(items=Markup("").join(pieces), updated=DATES[form](updated), **context)
    return xml_safe(drawn).encode()


def links(site: str, feed: Feed, wished: Wish, form: str, found: Items | None = None) -> dict[str, str]:
    """The addresses a feed names by what they are to it (RFC 5005, section 3; W3C WebSub, section 4)."""

    def at(**place: str) -> str:
        return site + quote(f"{feed.path}.{form}") + query(wished, key=feed.key, **place)

    named = {"self": at(before=wished.before, after=wished.after), "first": at()}
    if found and found.newer:
        named["previous"] = at(after=found.newer)
    if found and found.older:
        named["next"] = at(before=found.older)
    # The hub is only told of whole feeds.
    if hub.address() and not feed.private and wished == Wish():
        named["hub"] = hub.address()
    return named


def identity(site: str, feed: Feed, wished: Wish) -> str:
    """What a feed is called for ever, wherever it is (RFC 4287, 4.2.6)."""
    if feed.kind == "everyone":
        name = f"{site}/feed"
        kind = {}
    else:
        name = feed.subject.urn
        kind = {"feed": "reviews" if feed.with_text else feed.kind}
    asked = {**kind, "tag": wished.tag, "rating": str(wished.rating if wished.rating is not None else "")}
    said = query_of(asked)
    return f"{name}#{said}" if said else name


def _piece(templates: Environment, item: Item, form: str, site: str) -> str:
    return (_drawn if len(item.entry.text) > LONG else _kept)(templates, item, form, site)


def _drawn(templates: Environment, item: Item, form: str, site: str) -> str:
    content: Draw = macro(templates, "feeds/content.html", "content")
    entry = shown(item, site, content)
    if form == "json":
        return json_item(entry)
    return macro(templates, f"feeds/item.{form}.xml", "drawn")(entry, DATES[form])


# A feed that has one entry more says of all others what it said before.
_kept = lru_cache(maxsize=1000)(_drawn)
