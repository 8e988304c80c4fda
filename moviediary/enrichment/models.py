"""When film databases are asked about a movie again."""

import peewee

from moviediary.tables import Row, UtcField


class Enquiry(Row):
    """How it went when film databases were asked about a movie, by which numbers, and when they are asked next.

    `misses` counts the times in a row that nobody knew it; `next_at` is None where that was once too often. There are no
    `numbers` where nobody has answered yet.
    """

    movie_id = peewee.UUIDField(primary_key=True)
    numbers = peewee.TextField()
    misses = peewee.SmallIntegerField(default=0)
    next_at = UtcField(null=True, index=True)
