"""Where feeds stand, and the keys of those that are not for everybody. Plain tables: they say nothing that members said."""

from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import Row, UtcField

# What the feed of everyone is about.
NOBODY = UUID(int=0)


class FeedMark(Row):
    """The version of what a feed shows, and when it became that; without a mark nothing happened yet. `event` is the last event
    that moved it, which is not the version where something else did since."""

    kind = peewee.TextField()
    subject = peewee.UUIDField()
    version = peewee.UUIDField()
    at = UtcField()
    event = peewee.UUIDField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("kind", "subject")


class FeedKey(Row):
    """That a member has a private feed. Its address holds a signature of the id, so no secret is kept here."""

    member = peewee.ForeignKeyField(Member, primary_key=True, lazy_load=False, on_delete="CASCADE", backref=None)
    id = peewee.UUIDField()
    made_at = UtcField()
    used_at = UtcField(null=True)
