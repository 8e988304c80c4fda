"""Laying out the sitemap: plain rows, as they can be found out again."""

from moviediary.database import writing
from moviediary.sitemaps import queries
from moviediary.sitemaps.models import SitemapPage


def lay_out(kind: str, most: int) -> None:
    """Note where each page of a kind begins and ends by now. Only what everyone may see decides that."""
    pages = [(kind, number, *bounds) for number, bounds in enumerate(queries.ranges(kind, most), 1)]
    own = SitemapPage.kind == kind
    if pages == list(SitemapPage.select().where(own).order_by(SitemapPage.number).tuples()):
        return
    with writing():
        SitemapPage.delete().where(own).execute()
        if pages:
            SitemapPage.insert_many(pages, SitemapPage._meta.sorted_fields).execute()
