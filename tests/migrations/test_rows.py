"""What migrations do to rows that were there before them."""

from uuid import uuid4

import pytest

from moviediary import clock
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.models import Member
from moviediary.database import MIGRATIONS, db, is_sqlite, runner
from moviediary.notifications.models import Notification
from moviediary.tables import get


@pytest.fixture
def migrated_since(database):
    """Takes the schema back to what it was before a migration, and up again. The shared database of Postgres never sees it."""
    steps = runner(db.obj, MIGRATIONS)

    def migrated(name):
        steps.down(name)
        if not is_sqlite():
            # Tests begin all sequences anew, also that of the migrations, which they leave alone otherwise.
            db.execute_sql("SELECT setval('schema_migration_id_seq', 1000)")
        assert steps.up()[0] == name

    with db.atomic() as all_of_it:
        yield migrated
        all_of_it.rollback()


def told(member, read_at=None):
    new = {"about": uuid4(), "latest": uuid4(), "written": uuid4()}
    return Notification.create(id=uuid4(), member=member, kind="like", read_at=read_at, **new)


def test_notifications_were_written_at_their_latest_event_and_no_bell_counts_what_is_gone(migrated_since):
    alice, bob = (register(Account(name, f"{name}@example.org", "correct horse battery")) for name in ("alice", "bob"))
    rows = [told(alice, clock.now()), told(alice), told(bob, clock.now())]
    # An unread one of Bob was removed after a year.
    Member.update(unread=1).execute()
    migrated_since("0022_written_notifications")
    assert [get(Notification, row.id).written for row in rows] == [row.latest for row in rows]
    assert [get(Member, member.id).unread for member in (alice, bob)] == [1, 0]


def test_members_from_before_are_found_by_their_folded_names(migrated_since):
    member = register(Account("elodie", "elodie@example.org", "correct horse battery"))
    Member.update(display_name="Élodie Ærø").execute()
    migrated_since("0025_folded_members")
    assert get(Member, member.id).folded == "elodie aero"
