"""kill -9 at random, and Redis away: nothing that was acknowledged is lost, nothing is done twice."""

import os
import random
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count, takewhile
from pathlib import Path

import pytest
from processes import Processes, Visitor, children
from provider_stub import ProviderStub
from servers import RedisServer, until
from tries import numbers

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.movies.models import MovieDetails

pytestmark = pytest.mark.real
WRITES, KILLS, WRITERS = numbers(60, 10_000), numbers(10, 200), 4
HASTY = Path(__file__).with_name("hasty_worker.py")


class Killer(threading.Thread):
    """Kills a process of the site at random, and starts again what nobody else does, until it is told to stop."""

    def __init__(self, site, redis_server):
        super().__init__()
        self.site, self.redis_server = site, redis_server
        self.dice, self.over, self.killed = random.Random(1), threading.Event(), Counter()

    @property
    def enough(self):
        return self.killed.total() >= KILLS

    def run(self):
        victims = (self.web, self.web_process, self.worker, self.worker_process, self.redis)
        while not self.over.wait(self.dice.uniform(*numbers((0.2, 1.0), (0.5, 2.0)))):
            victim = self.dice.choice(victims)
            victim()
            self.killed[victim.__name__] += 1

    def web(self):
        self.site.kill(self.site.web)
        self.site.start_web()

    def web_process(self):
        self._kill_one(children(self.site.web.pid))

    def worker(self):
        self.site.kill(self.site.worker)
        self.site.start_worker()

    def worker_process(self):
        """The queue, the sweep, or what runs a job: the first process starts another, or the lease runs out."""
        of_worker = children(self.site.worker.pid)
        self._kill_one([*of_worker, *(child for one in of_worker for child in children(one))])

    def redis(self):
        """It keeps nothing, so every bell is lost."""
        self.redis_server.kill()
        self.redis_server.start()

    def _kill_one(self, pids):
        if pids:
            with suppress(ProcessLookupError):
                os.kill(self.dice.choice(pids), signal.SIGKILL)


@pytest.fixture
def own_redis(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def site(sqlite_url, tmp_path, own_redis):
    """The site with a provider that knows some films; its own tables can be looked at from here."""
    with ProviderStub() as stub:
        site = Processes(tmp_path, own_redis.url, **stub.settings)
        site.worker_file = HASTY
        site.start_web()
        site.start_worker()
        database.configure(sqlite_url)
        yield site
        site.stop()
        database.disconnect()


def logged(visitor, number):
    """Log a film and press the button again whenever no answer came, always with the same form."""
    form = visitor.get("/reviews/new?by_hand=1").form("/reviews")
    answer = visitor.post("/reviews", {**form, "title": f"Film {number}", "year": "1999", "text": f"Words {number}."})
    assert answer.status == 303, answer.text
    return number


def everything_delivered():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def test_processes_are_killed_and_every_acknowledged_film_is_there_once(site, own_redis, figure):
    visitors = [Visitor(site.address) for _ in range(WRITERS)]
    for number, visitor in enumerate(visitors):
        visitor.register(f"member{number}")
    killer, numbered = Killer(site, own_redis), count()

    def write(visitor):
        return [logged(visitor, number) for number in takewhile(lambda number: number < WRITES or not killer.enough, numbered)]

    killer.start()
    try:
        with ThreadPoolExecutor(WRITERS) as writers:
            acknowledged = [number for some in writers.map(write, visitors) for number in some]
    finally:
        killer.over.set()
        killer.join()
    stopped = time.monotonic()
    until(everything_delivered, "every delivery is done", seconds=numbers(60, 300))
    took = time.monotonic() - stopped
    with database.connected():
        texts = [row[0] for row in Review.select(Review.text).tuples()]
        delivered, sound = Delivery.select().count(), database.selected("PRAGMA integrity_check")
    expected = [f"Words {number}." for number in acknowledged]
    missing, doubled = Counter(expected) - Counter(texts), Counter(texts) - Counter(expected)
    figure(
        f"{killer.killed.total()} kills in {len(acknowledged)} films by {WRITERS} members: {told(killer.killed)}",
        f"{missing.total()} lost, {doubled.total()} doubled, {3 * len(texts) - delivered} deliveries missing, "
        f"all made {took:.0f} s later, integrity {sound[0][0]}",
        met=took <= 60,
    )
    assert (missing, doubled) == ({}, {})
    assert (delivered, sound) == (3 * len(texts), [("ok",)])
    verified = site.command("events", "verify")
    assert (verified.returncode, verified.stdout.strip().endswith("no difference.")) == (0, True), (
        verified.stdout + verified.stderr
    )


def told(killed):
    return ", ".join(f"{name} {number}" for name, number in sorted(killed.items()))


def test_without_redis_films_are_logged_and_the_poster_comes_all_the_same(sqlite_url, tmp_path, tmp_path_factory):
    redis_server = RedisServer(tmp_path_factory.mktemp("r"))
    redis_server.start()
    with ProviderStub() as stub:
        site = Processes(tmp_path, redis_server.url, **stub.settings)
        site.worker_file = HASTY
        site.start_web()
        site.start_worker()
        database.configure(sqlite_url)
        try:
            alice = Visitor(site.address)
            alice.register("alice")
            redis_server.kill()
            answer = alice.send("/reviews/new?movie=tt0118694", "/reviews", rating="10")
            assert answer.status == 303

            def arrived():
                with database.connected():
                    return MovieDetails.get().poster_state == "found"

            until(arrived, "the poster came without Redis", seconds=60)
            assert "/posters/" in alice.get(answer.location).html
        finally:
            site.stop()
            database.disconnect()
