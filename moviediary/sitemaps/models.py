"""The pages of the sitemap: plain rows, laid out anew by the clock."""

import peewee

from moviediary.tables import Row


class SitemapPage(Row):
    """Which ids of a kind stand on a page: those behind `after`, up to and with `until`. What is on it is asked each time."""

    kind = peewee.TextField()
    number = peewee.IntegerField()
    after = peewee.UUIDField()
    until = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("kind", "number")
