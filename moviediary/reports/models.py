"""Reports: plain rows, because they must be erasable. They go with the account they are about."""

import peewee

from moviediary.accounts.models import Member
from moviediary.tables import Row, UtcField

# The notice that something was reported, or that a report is settled.
REPORT_CHANGED = "reports.changed"


class Report(Row):
    """That a member asks the admin to look at something. `said` is what it said then."""

    id = peewee.UUIDField(primary_key=True)
    kind = peewee.TextField()
    about = peewee.UUIDField()
    reported = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, on_delete="CASCADE")
    reporter = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, null=True, on_delete="SET NULL")
    reason = peewee.TextField()
    said = peewee.TextField()
    made_at = UtcField()
    resolved_at = UtcField(null=True)
    # By name: what was done stays known when the admin who did it leaves.
    resolver = peewee.TextField(default="")
    note = peewee.TextField(default="")


Report.add_index(Report.index(Report.id, where=Report.resolved_at.is_null(), name="report_open"))
