"""Members and their sessions: plain rows, because they must be erasable."""

import hashlib

import peewee

from moviediary.ids import hue
from moviediary.tables import Row, UtcField

# The notice that a member has another name, or says something else about themselves.
PROFILE_CHANGED = "members.profile_changed"
# That a member is an admin from now on, or no longer.
ADMIN_CHANGED = "members.admin_changed"


class Member(Row):
    """A registered account."""

    id = peewee.UUIDField(primary_key=True)
    username = peewee.TextField(unique=True)
    display_name = peewee.TextField()
    # The same as it is compared (`text.fold`).
    folded = peewee.TextField()
    email = peewee.TextField(unique=True)
    password = peewee.TextField()
    about = peewee.TextField(default="")
    time_zone = peewee.TextField(default="UTC")
    audience = peewee.TextField(default="everyone")
    # 0 is Monday, 6 is Sunday, as Python counts.
    week_start = peewee.SmallIntegerField(default=0)
    is_admin = peewee.BooleanField(default=False)
    # Whether others have to ask before they follow, and who sees whom one follows and by whom one is followed.
    locked = peewee.BooleanField(default=False)
    follows_audience = peewee.TextField(default="everyone")
    # How many notifications were not read, up to a hundred: every page shows it, and asks for the member anyway.
    unread = peewee.IntegerField(default=0)
    created_at = UtcField()

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.id)


class Session(Row):
    """A signed-in browser. The cookie holds a random token, the row its hash."""

    id = peewee.UUIDField(primary_key=True)
    token_hash = peewee.TextField(unique=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, on_delete="CASCADE", backref=None)
    device = peewee.TextField(default="")
    started_at = UtcField()
    seen_at = UtcField()


def token_hash(token: str) -> str:
    """What is stored of a token. It is random and long, so a fast hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()
