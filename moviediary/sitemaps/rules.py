"""What robots are told: where they may go, and sitemaps in the form of sitemaps.org. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from moviediary.words import iso

# A tenth of what the protocol allows, so that a page is made quickly and holds well under its 50 MB.
MOST = 5_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What always is there. With it an index is never empty, which the protocol does not allow.
SITE = ("/", "/members", "/about")
# Forms, what is only for members, and lists narrowed in all the ways there are, which lead to nothing that is not listed anyway.
USELESS = (
    *("/login", "/register", "/settings", "/exports", "/search", "/offline"),
    *("/reviews/new", "/reviews/deleted", "/reviews/*/edit", "/reviews/*/history"),
    *("/movies/*/correction", "/movies/*/match", "/movies/*/merge", "/movies/*/poster", "/posters/elsewhere/"),
    *("/members/*?", "/movies/*?", "/?"),
)
# What networks show beside a link, with or without a query.
ALLOWED = ("/members/*/card.jpg", "/movies/*/card.jpg")


@dataclass(frozen=True)
class Place:
    """A page of this site by its path, and when it was last changed, where that is known."""

    path: str
    changed: datetime | None = None


def robots(sitemap: str) -> str:
    """The text of robots.txt (RFC 9309)."""
    rules = [*(f"Disallow: {path}" for path in USELESS), *(f"Allow: {path}" for path in ALLOWED)]
    return "\n".join(["User-agent: *", *rules, "", f"Sitemap: {sitemap}", ""])


def index(addresses: Iterable[str]) -> str:
    """The sitemap of sitemaps."""
    listed = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{NAMESPACE}">\n{listed}</sitemapindex>\n'


def page(base: str, places: Iterable[Place]) -> str:
    """A page of the sitemap, of a site that has this address."""
    listed = "".join(_url(base, place) for place in places)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{listed}</urlset>\n'


def _url(base: str, place: Place) -> str:
    # Slugs keep the letters of any script; addresses in a sitemap hold none but ASCII.
    address = escape(base + quote(place.path))
    changed = f"<lastmod>{iso(place.changed)}</lastmod>" if place.changed else ""
    return f"<url><loc>{address}</loc>{changed}</url>\n"
