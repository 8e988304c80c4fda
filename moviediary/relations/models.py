"""Who follows, blocks and mutes whom. Follows and blocks come from the log; muting is nobody's business, so it is a plain row."""

from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.relations.rules import ACCEPTED
from moviediary.tables import Row, UtcField

# The notice that a member mutes others than before.
MUTES_CHANGED = "members.mutes_changed"


class Follow(Row):
    """That one member follows another, or asks to. `id` is that of the event that made it so; newer ones are greater."""

    follower = peewee.UUIDField()
    followed = peewee.UUIDField()
    state = peewee.TextField()
    id = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("follower", "followed")
        indexes = ((("followed", "state", "id"), False), (("follower", "state", "id"), False))


class Block(Row):
    """That a member blocks another; it holds both ways."""

    blocker = peewee.UUIDField()
    blocked = peewee.UUIDField(index=True)
    id = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("blocker", "blocked")


class Mute(Row):
    """That a member wants to see nothing of another in lists."""

    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    muted = peewee.UUIDField(index=True)
    at = UtcField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "muted")


def followed_by(reader_id: UUID, owner: peewee.Field) -> peewee.Expression:
    """The condition that a reader follows the owner of a row."""
    follow = Follow.alias()
    pair = (follow.follower == reader_id) & (follow.followed == owner) & (follow.state == ACCEPTED)
    return peewee.fn.EXISTS(follow.select(peewee.SQL("1")).where(pair))


def barred_from(reader_id: UUID, owner: peewee.Field) -> peewee.Expression:
    """The condition that a reader and the owner of a row are gone for each other."""
    block = Block.alias()
    one = block.select(peewee.SQL("1")).where((block.blocker == reader_id) & (block.blocked == owner))
    other = block.select(peewee.SQL("1")).where((block.blocker == owner) & (block.blocked == reader_id))
    return peewee.fn.EXISTS(one) | peewee.fn.EXISTS(other)


# The ids of all who are gone for somebody, in statements that are written out: it takes their id twice.
BARRED_BY = "SELECT blocked FROM block WHERE blocker = ? UNION ALL SELECT blocker FROM block WHERE blocked = ?"


def barred_by(reader_id: UUID) -> peewee.ModelSelect:
    """The ids of all who are gone for a reader: of these there are few, while a row may have any number of owners."""
    one = Block.select(Block.blocked).where(Block.blocker == reader_id)
    other = Block.select(Block.blocker).where(Block.blocked == reader_id)
    return one.union_all(other)


def muted_by(reader_id: UUID, owner: peewee.Field) -> peewee.Expression:
    """The condition that a reader does not want to see the owner of a row in lists."""
    mute = Mute.alias()
    return peewee.fn.EXISTS(mute.select(peewee.SQL("1")).where((mute.member == reader_id) & (mute.muted == owner)))
