"""A worker that is killed at random while 2,000 things happen: each member is told exactly what stands in the end."""

import random
import threading
from pathlib import Path

import pytest
from evening import Evening
from people import Site, config
from processes import Processes
from servers import until

from moviediary import database, deliveries, jobs
from moviediary.deliveries import WAITING, Delivery
from moviediary.log import changes
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved

pytestmark = pytest.mark.real
EVENTS, AT_ONCE = 2_000, 40
KINDS = {"like": (LikeAdded, LikeRemoved), "boost": (BoostAdded, BoostRemoved)}


@pytest.fixture
def tonight(sqlite_url, tmp_path, redis_url):
    Site(config(sqlite_url, tmp_path, redis_url=redis_url))
    jobs.configure(redis_url)
    with database.connected():
        evening = Evening(1)
        evening.site = Processes(tmp_path, redis_url)
        evening.site.worker_file = Path(__file__).with_name("hasty_worker.py")
        yield evening
    evening.site.stop()
    database.disconnect()


def toggled(tonight):
    """Likes and boosts, and the end of those there are, by whoever."""
    name, review = tonight.dice.choice(list(tonight.ids)), tonight.dice.choice(list(tonight.reviews))
    author, kind = tonight.reviews[review], tonight.dice.choice(list(KINDS))
    if name == author:
        return toggled(tonight)
    key = (author, kind, review, name)
    there = tonight.standing.symmetric_difference({key})
    tonight.standing = there
    return KINDS[kind][key not in there](review, tonight.ids[name])


def nothing_waits():
    return not Delivery.select().where(WAITING).exists()


def test_each_is_told_exactly_what_stands_though_the_worker_is_killed_at_random(tonight):
    tonight.standing, over, dice = set(), threading.Event(), random.Random(2)
    tonight.site.start_worker()

    def kill():
        while not over.wait(dice.uniform(0.5, 2.0)):
            tonight.site.kill(tonight.site.worker)
            tonight.site.start_worker()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        for _ in range(EVENTS // AT_ONCE):
            with changes(None) as record:
                for _ in range(AT_ONCE):
                    record(toggled(tonight))
        over.wait(6)
    finally:
        over.set()
        killer.join()
    jobs.ask(jobs.DRAIN, (), "rest")
    until(nothing_waits, "every delivery is made", seconds=120)
    assert deliveries.failed() == []
    silent = {key for key in tonight.standing if (key[0], key[3]) == ("eve", "ada")}
    assert tonight.found() == dict.fromkeys(tonight.standing - silent, False)
    assert tonight.counts() == tonight.expected_counts()
