"""What search engines ask a site for: robots.txt, and a sitemap in pages."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from moviediary.conditional import conditional
from moviediary.pages import absolute
from moviediary.sitemaps import queries, rules

sitemaps = Blueprint("sitemaps", __name__)
KIND = f"<any({','.join(queries.KINDS)}):kind>"


@sitemaps.get("/robots.txt")
def robots() -> Response:
    response = Response(rules.robots(absolute("/sitemap.xml")), mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


# All at the root of the site: a sitemap may name only what lies below itself.
@sitemaps.get("/sitemap.xml")
def index() -> Response:
    pages = [absolute(f"/sitemap-{kind}-{number}.xml") for kind, number in queries.names()]
    return _xml(rules.index([absolute("/sitemap-site.xml"), *pages]))


@sitemaps.get("/sitemap-site.xml")
def site() -> Response:
    return _xml(rules.page(absolute(""), map(rules.Place, rules.SITE)))


@sitemaps.get(f"/sitemap-{KIND}-<int(min=1, max=99999):number>.xml")
def page(kind: str, number: int) -> Response:
    return _xml(rules.page(absolute(""), queries.places(kind, number)))


def _xml(text: str) -> Response:
    """Asked for anew each time: what was made private meanwhile must be on nobody's copy."""
    return conditional(text, "application/xml", "public, no-cache", request.environ)
