"""What is forgotten with an account, a little at a time: nobody who writes waits for thousands of likes to go."""

import pytest
from people import PASSWORD, Site, config

from moviediary import database, ids
from moviediary.accounts.actions import delete_account
from moviediary.accounts.models import Member
from moviediary.database import db
from moviediary.notifications import actions
from moviediary.notifications.counting import recount
from moviediary.notifications.models import Notification, NotificationAct
from moviediary.notifications.telling import Act, settle

LIKED = 300
# SQLite's name for a statement that begins.
BEGUN = 1


@pytest.fixture
def site(database_url, tmp_path):
    site = Site(config(database_url, tmp_path))
    with database.connected():
        yield site
    database.disconnect()


@pytest.fixture
def transactions():
    """What SQLite was asked for in each transaction meanwhile; it tells of one again for each reference it looks after."""
    told = []

    def note(kind, statement, text, nanoseconds):
        if text.startswith("BEGIN"):
            told.append(set())
        elif told:
            told[-1].add(text)

    db.connection().trace(note, BEGUN)
    yield told
    db.connection().trace(None)


def liked(by, whose, *, lost=False):
    """Somebody is told of many likes, each of another entry, or of entries that are not there any more."""
    acts = []
    for _ in range(LIKED):
        event, entry = ids.uuid7(), ids.uuid7()
        acts.append(Act(whose, (("like", entry),), event, event, by, entry if lost else None))
    with database.writing():
        settle([], acts)


def people(site):
    for name in ("alice", "ada", "ben"):
        site.member(name)
    return [Member.get(Member.username == name) for name in ("alice", "ada", "ben")]


def test_what_somebody_did_goes_with_them_and_what_others_did_stays(site, deliver_all):
    alice, ada, ben = people(site)
    liked(ada.id, alice.id)
    liked(ben.id, alice.id)
    liked(ben.id, ada.id, lost=True)
    # Together with what goes, and told of by an earlier event now.
    both, early, late = ids.uuid7(), ids.uuid7(), ids.uuid7()
    with database.writing():
        settle([], [Act(alice.id, (("like", both),), event, event, by.id) for event, by in ((early, ada), (late, ben))])
    delete_account(ben, PASSWORD)
    deliver_all()
    assert NotificationAct.select().count() == Notification.select().count() == LIKED + 1
    assert NotificationAct.select().where(NotificationAct.actor != ada.id).count() == 0
    assert Notification.get(Notification.about == both).latest == early
    told = {one.username: one.unread for one in Member.select()}
    assert told == {"alice": 100, "ada": 0}
    recount((alice.id, ada.id))
    assert {one.username: one.unread for one in Member.select()} == told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_transaction_is_as_long_as_the_list_of_what_goes(site, transactions, deliver_all):
    alice, _, ben = people(site)
    liked(ben.id, alice.id)
    delete_account(ben, PASSWORD)
    transactions.clear()
    deliver_all()
    assert Notification.select().count() == 0
    assert max(map(len, transactions)) < 30


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_import_is_forgotten_without_a_look_at_all_that_was_ever_told(site):
    def steps():
        """How often SQLite's machine took a hundred steps to forget one."""
        taken = []
        db.connection().progress(lambda: taken.append(1) or 0, 100)
        with database.writing():
            actions.import_forgotten(ids.uuid7())
        db.connection().progress(None, 0)
        return len(taken)

    alice, ada, _ = people(site)
    few = steps()
    liked(ada.id, alice.id)
    assert steps() <= few + 2
