"""What members are told, and how they want to be: plain rows, as they have to be erasable and follow from what stands now."""

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import Row, UtcField


class Notification(Row):
    """Something a member is told, of one or many. `about` is what it goes together by; `latest` the last event of it, by which
    notifications are in order; `written` is of the moment something was added to it, which a late delivery does long after the
    event. Without the review of `review_id` it leads nowhere."""

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    kind = peewee.TextField()
    about = peewee.UUIDField()
    review_id = peewee.UUIDField(null=True)
    latest = peewee.UUIDField()
    written = peewee.UUIDField()
    read_at = UtcField(null=True)

    class Meta:
        indexes = ((("member", "latest"), False),)


UNREAD = Notification.read_at.is_null()
Notification.add_index(
    Notification.index(Notification.review_id, where=Notification.review_id.is_null(False), name="notification_review")
)
Notification.add_index(
    Notification.index(
        *(Notification.member, Notification.kind, Notification.about), unique=True, where=UNREAD, name="notification_unread"
    )
)


class NotificationAct(Row):
    """One thing that was done, of those that a notification tells of. A member is told of it once: it is their key to it.

    `act` is the event, or the comment or review that says it; `actor` is None where it was the site itself.
    """

    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    act = peewee.UUIDField(index=True)
    notification = peewee.ForeignKeyField(Notification, lazy_load=False, backref=None, on_delete="CASCADE")
    actor = peewee.UUIDField(null=True, index=True)
    event = peewee.UUIDField()
    at = UtcField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "act")


class NotificationApart(Row):
    """That two members blocked each other at some time, and the event of it: what was before is told neither, though they may
    have met again. Deliveries have no order, so that of an old like may come long after. `one` is the lesser id."""

    one = peewee.UUIDField()
    other = peewee.UUIDField(index=True)
    since = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("one", "other")


class NotificationChoice(Row):
    """How a member wants to hear of a kind, where it is not as usual."""

    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    kind = peewee.TextField()
    page = peewee.BooleanField()
    mail = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "kind")


class NotificationDigest(Row):
    """When a member wants the digest. `told` is when the latest that the one before told was written."""

    member = peewee.ForeignKeyField(Member, primary_key=True, lazy_load=False, backref=None, on_delete="CASCADE")
    every = peewee.TextField()
    hour = peewee.SmallIntegerField()
    next_at = UtcField(index=True)
    told = peewee.UUIDField(null=True)


class RefusedAddress(Row):
    """That the address of a member takes no mail, in the words of its server. Another address is another matter."""

    member = peewee.ForeignKeyField(Member, primary_key=True, lazy_load=False, backref=None, on_delete="CASCADE")
    address = peewee.TextField()
    reason = peewee.TextField()
    at = UtcField()


class Letter(Row):
    """A mail to a member: about one `act`, or a digest. What it says is read when it is sent.

    `key` says what it is about, so that it is sent once; the address of the message is made of `id`, so that a mail server
    knows it again. Ended by `ended_at`, with an outcome: sent, empty (nothing was left to say), refused or failed.
    """

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    key = peewee.TextField()
    kind = peewee.TextField()
    act = peewee.UUIDField(null=True)
    made_at = UtcField()
    next_at = UtcField()
    claimed_until = UtcField(null=True)
    tries = peewee.SmallIntegerField(default=0)
    ended_at = UtcField(null=True)
    outcome = peewee.TextField(default="")
    error = peewee.TextField(default="")

    class Meta:
        indexes = ((("member", "key"), True),)


WAITING = Letter.ended_at.is_null()
Letter.add_index(Letter.index(Letter.next_at, where=WAITING, name="letter_waiting"))
