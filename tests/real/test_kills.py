"""kill -9 at random, and Redis away: nothing that was acknowledged is lost, nothing is done twice."""

import random
import threading
from pathlib import Path

import pytest
from processes import Processes, Visitor
from provider_stub import ProviderStub
from servers import RedisServer, until

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.movies.models import MovieDetails

pytestmark = pytest.mark.real
WRITES = 60
HASTY = Path(__file__).with_name("hasty_worker.py")


@pytest.fixture
def site(sqlite_url, tmp_path, redis_url):
    """The site with a provider that knows some films; its own tables can be looked at from here."""
    with ProviderStub() as stub:
        site = Processes(tmp_path, redis_url, **stub.settings)
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


def everything_delivered():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def test_processes_are_killed_and_every_acknowledged_film_is_there_once(site):
    alice = Visitor(site.address)
    alice.register("alice")
    over = threading.Event()
    dice = random.Random(1)

    def kill():
        while not over.wait(dice.uniform(0.3, 1.2)):
            if dice.random() < 0.5:
                site.kill(site.web)
                site.start_web()
            else:
                site.kill(site.worker)
                site.start_worker()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        for number in range(WRITES):
            logged(alice, number)
    finally:
        over.set()
        killer.join()
    with database.connected():
        texts = sorted(row[0] for row in Review.select(Review.text).tuples())
    assert texts == sorted(f"Words {number}." for number in range(WRITES))
    verified = site.command("events", "verify")
    assert (verified.returncode, verified.stdout.strip().endswith("no difference.")) == (0, True), (
        verified.stdout + verified.stderr
    )
    until(everything_delivered, "every delivery is done", seconds=60)
    with database.connected():
        assert Delivery.select().count() == 3 * WRITES


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
