"""Exports and the wish for one every month: plain rows, which go with the account. What is in an export is kept nowhere else."""

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import JsonField, Row, UtcField


class Export(Row):
    """A copy of a diary that a member may take with them.

    `state`: making, done or failed. `parts` are the files in the store that make it up, each with its size, in their order;
    `progress` is where the next part begins (`making.Progress`), None before the first and after the last. `step` counts how
    often that was written down, so that of two processes only one goes on. `seen` is the last event when it was begun: where
    another has come since, it is begun anew, and `begun` counts that. Without `expires_at` it stays until newer ones take its
    place.
    """

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False, on_delete="CASCADE")
    format = peewee.TextField()
    posters = peewee.BooleanField(default=False)
    automatic = peewee.BooleanField(default=False)
    state = peewee.TextField(default="making")
    doing = peewee.TextField(default="")
    done = peewee.IntegerField(default=0)
    total = peewee.IntegerField(default=0)
    problem = peewee.TextField(default="")
    size = peewee.BigIntegerField(default=0)
    parts = JsonField(default=list)
    progress = JsonField(default=None, null=True)
    step = peewee.IntegerField(default=0)
    seen = peewee.BigIntegerField(default=0)
    begun = peewee.SmallIntegerField(default=0)
    made_at = UtcField()
    ended_at = UtcField(null=True)
    expires_at = UtcField(null=True)

    class Meta:
        indexes = ((("member", "id"), False),)


Export.add_index(
    Export.index(Export.expires_at, where=Export.expires_at.is_null(False), name="export_expires"),
)


class ExportPlan(Row):
    """That a member wants an export every month, of which the last `keep` stay."""

    member = peewee.ForeignKeyField(Member, primary_key=True, lazy_load=False, backref=None, on_delete="CASCADE")
    format = peewee.TextField()
    posters = peewee.BooleanField(default=False)
    keep = peewee.SmallIntegerField()
    next_at = UtcField()
