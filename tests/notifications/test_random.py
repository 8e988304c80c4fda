"""Whatever members do and take back, and whenever and however often it is delivered: each is told exactly what stands."""

import pytest
from evening import NAMES, Evening
from people import Site, config
from tries import numbers

from moviediary import attempts, database, deliveries
from moviediary.accounts.actions import delete_account
from moviediary.deliveries import WAITING, Delivery

# What is told has nothing to do with the database: by day each evening is played on one of them.
PLAYED = numbers([("sqlite", 0), ("postgres", 1)], [(kind, seed) for kind in ("sqlite", "postgres") for seed in range(2)])


@pytest.fixture
def evening(database_url, tmp_path):
    Site(config(database_url, tmp_path))
    # Kept open: the last one to close an SQLite file has to tidy up.
    with database.connected():
        yield Evening
    database.disconnect()


def deliver(dice, share=1.0):
    """Make some of the deliveries that wait, in any order, and some of those once more that were made already."""
    with database.connected():
        waiting = [row.id for row in Delivery.select(Delivery.id).where(WAITING)]
        made = [row.id for row in Delivery.select(Delivery.id).where(Delivery.handler.startswith("tell_"), ~WAITING)]
        again = dice.sample(made, min(len(made), 5))
        Delivery.update(done_at=None, attempts=0).where(Delivery.id.in_(again)).execute()
    chosen = [one for one in (*waiting, *again) if dice.random() < share]
    dice.shuffle(chosen)
    for delivery in chosen:
        attempts.deliver(delivery)


@pytest.mark.parametrize(("database_url", "seed"), PLAYED, indirect=["database_url"])
def test_each_is_told_exactly_what_stands_however_deliveries_come(evening, seed):
    tonight = evening(seed)
    for number in range(200):
        tonight.act()
        if tonight.dice.random() < 0.2:
            deliver(tonight.dice, 0.5)
        if number % 25 == 24:
            deliver(tonight.dice)
            assert tonight.found() == tonight.told, number
            assert tonight.counts() == tonight.expected_counts()
            tonight.read(tonight.dice.choice(NAMES))
    deliver(tonight.dice)
    assert tonight.found() == tonight.told
    assert len(tonight.told) > 15
    assert deliveries.failed() == []
    with database.connected():
        delete_account(tonight.people["ben"].member, "correct horse battery")
    deliver(tonight.dice)
    assert tonight.found() == tonight.without("ben")
