"""Where the feed of those one follows begins: what is newest of each member. It follows from the log."""

import peewee

from moviediary.tables import Row


class Newest(Row):
    """The newest of what a member gave their followers to see: the id of an entry of theirs, or that of a boost.

    Both are made of the time, so the greater is the newer one. Who never gave anything has no row.
    """

    member = peewee.UUIDField(primary_key=True)
    place = peewee.UUIDField()
