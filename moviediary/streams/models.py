"""Webhooks, what waits for them, and their latest calls: plain rows, which go with the account."""

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import ListField, Row, UtcField


class Webhook(Row):
    """An address of a member's own that is told of events.

    Its secret follows from the `salt` and the site's own secret (`site.secret`). Of events up to `since` in the log it is told
    nothing. `attempts` counts those at the event that is first in line, which waits until `next_at`. `stopped` says why it was
    turned off by itself. A `slow` one keeps others waiting no more (`pump.py`).
    """

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    address = peewee.TextField()
    wants = ListField()
    salt = peewee.TextField()
    salted_at = UtcField()
    old_salt = peewee.TextField(default="")
    active = peewee.BooleanField(default=True)
    stopped = peewee.TextField(default="")
    since = peewee.BigIntegerField()
    attempts = peewee.SmallIntegerField(default=0)
    next_at = UtcField(null=True)
    failing_since = UtcField(null=True)
    slow = peewee.BooleanField(default=False)
    claimed_until = UtcField(null=True)
    holder = peewee.TextField(default="")
    made_at = UtcField()

    class Meta:
        indexes = ((("member", "id"), False),)


Webhook.add_index(Webhook.index(Webhook.since, where=Webhook.active, name="webhook_active"))


class Message(Row):
    """Something that waits to be sent: an event, one that is sent again by hand, or a test, which stands nowhere in the log."""

    id = peewee.BigAutoField()
    webhook = peewee.ForeignKeyField(Webhook, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    kind = peewee.TextField()
    seq = peewee.BigIntegerField()

    class Meta:
        table_name = "webhook_message"
        indexes = ((("webhook", "kind", "seq"), True),)


class Call(Row):
    """One call of a webhook and what came of it. Without a `status` there was no answer."""

    id = peewee.BigAutoField()
    webhook = peewee.ForeignKeyField(Webhook, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    kind = peewee.TextField()
    seq = peewee.BigIntegerField()
    subject = peewee.TextField()
    attempt = peewee.SmallIntegerField()
    at = UtcField()
    status = peewee.SmallIntegerField(null=True)
    milliseconds = peewee.IntegerField()
    answer = peewee.TextField(default="")
    problem = peewee.TextField(default="")
    outcome = peewee.TextField()

    class Meta:
        table_name = "webhook_call"
        indexes = ((("webhook", "id"), False),)
