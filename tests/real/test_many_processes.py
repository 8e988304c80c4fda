"""Two web servers and three workers on one Postgres and one Redis: whoever is killed, each thing is done once."""

import json
import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from processes import ROOT, Processes, Visitor
from servers import until
from starting import python
from tries import numbers

from moviediary import database, deliveries
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.notifications.models import NotificationAct
from moviediary.periodic import LONG, SCHEDULE
from moviediary.reactions.models import ReviewLike
from moviediary.schedule import Run

pytestmark = pytest.mark.real
WRITES, KILLS = numbers(15, 25), numbers(6, 10)
PERIODIC = [*SCHEDULE, *LONG]
HASTY = Path(__file__).with_name("hasty_worker.py")


class Machine(Processes):
    """One of several that run the site: its processes, and what they log."""

    def __init__(self, folder, redis_url, name, **env):
        super().__init__(folder, redis_url, **{**env, "LOG_FORMAT": "json", "LOG_REQUESTS": "on"})
        self.log = folder / f"{name}.log"

    def start_worker(self):
        with open(self.log, "ab") as log:
            self.worker = python(HASTY, env={**self.env, "PYTHONPATH": str(ROOT)}, stderr=log.fileno())

    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


@pytest.fixture
def machines(postgres_url, tmp_path, redis_url):
    """Two with a web server, three with a worker."""
    made = [Machine(tmp_path, redis_url, f"machine{number}", DATABASE_URL=postgres_url) for number in range(3)]
    for machine in made[:2]:
        machine.start_web()
    for machine in made:
        machine.start_worker()
    database.configure(postgres_url)
    yield made
    for machine in made:
        machine.stop()
    database.disconnect()


def told(machines, name):
    """How often each thing was done, by what the workers logged of it."""
    return Counter(line[name] for machine in machines for line in machine.lines() if name in line)


def everything_delivered():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def test_each_scheduled_thing_is_done_by_one_worker_only(machines):
    def all_ran():
        with database.connected():
            runs = list(Run.select())
        return {run.name for run in runs if run.last_run} >= {job.name for job in PERIODIC}

    until(all_ran, "all of it ran")
    often = {job.name for job in PERIODIC if job.every.total_seconds() <= 60}
    done = told(machines, "periodic")
    assert {name: count for name, count in done.items() if name not in often and count > 1} == {}
    assert set(done) == {job.name for job in PERIODIC}


def test_whoever_is_killed_nothing_is_lost_or_done_twice(machines):
    alice, bob = Visitor(machines[0].address), Visitor(machines[1].address)
    alice.register("alice")
    bob.register("bob")
    over, dice = threading.Event(), random.Random(1)

    def kill():
        for _ in range(KILLS):
            if over.wait(dice.uniform(0.2, 0.7)):
                return
            victim = dice.choice(machines)
            if dice.random() < 0.4 and victim.web is not None:
                victim.kill(victim.web)
                victim.start_web()
            else:
                victim.kill(victim.worker)
                victim.start_worker()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        for number in range(WRITES):
            form = alice.get("/reviews/new?by_hand=1").form("/reviews")
            made = alice.post("/reviews", {**form, "title": f"Film {number}", "year": "1999", "text": f"Words {number}."})
            assert made.status == 303, made.text
            entry = bob.get("/members/alice").entries()[0]
            assert bob.send(f"/reviews/{entry}", f"/reviews/{entry}/like").status == 303
    finally:
        over.set()
        killer.join()
    until(everything_delivered, "every delivery is done", seconds=60)
    with database.connected():
        assert sorted(row[0] for row in Review.select(Review.text).tuples()) == sorted(f"Words {n}." for n in range(WRITES))
        assert deliveries.failed_count() == 0
        likes = ReviewLike.select().count()
        assert likes == WRITES
        assert NotificationAct.select().count() == likes
    verified = machines[0].command("events", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
