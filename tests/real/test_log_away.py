"""Nobody can read the log any more, or nothing fits on its disk: the site goes on."""

import os
from itertools import product
from pathlib import Path

import pytest
from processes import ROOT, Processes, Visitor
from servers import until
from starting import python
from tries import numbers

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review

pytestmark = pytest.mark.real
FULL = Path("/dev/full")


class Unheard(Processes):
    """A site whose processes write their log where nothing can be written."""

    def __init__(self, folder, redis_url, log, **env):
        super().__init__(folder, redis_url, LOG_LEVEL="debug", LOG_REQUESTS="on", **env)
        self.log = log
        self.worker_file = Path(__file__).with_name("hasty_worker.py")

    def _started(self, *arguments, env):
        return python(*arguments, env={**env, "PYTHONPATH": str(ROOT)}, stdout=self.log, stderr=self.log)


def a_full_disk():
    return os.open(FULL, os.O_WRONLY)


def a_reader_who_left():
    reading, writing = os.pipe()
    os.close(reading)
    return writing


# The form of the lines has little to do with where they cannot go: by day each is tried once.
EACH = [(a_full_disk, "text"), (a_reader_who_left, "json")]
ALL = list(product((a_full_disk, a_reader_who_left), ("text", "json")))


@pytest.mark.parametrize(("log", "form"), numbers(EACH, ALL))
def test_a_log_that_cannot_be_written_stops_nobody(tmp_path, redis_url, sqlite_template, log, form, figure):
    (tmp_path / "diary.db").write_bytes(sqlite_template.read_bytes())
    opened = log()
    site = Unheard(tmp_path, redis_url, opened, LOG_FORMAT=form)
    try:
        site.start_web()
        site.start_worker()
        alice = Visitor(site.address)
        alice.register("alice")
        logged = alice.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979")
        statuses = [alice.get(path).status for path in ("/", "/nothing", "/members/alice", "/search?q=x")]
        database.configure(site.env["DATABASE_URL"])
        until(nothing_waits, "the worker delivers", seconds=60)
        with database.connected():
            rows = Review.select().count()
        figure(f"films logged, {log.__name__.replace('_', ' ')}, as {form}", f"{rows} film, all delivered")
        assert (logged.status, statuses, rows) == (303, [200, 404, 200, 200], 1)
        assert site.web.poll() is None
        assert site.worker.poll() is None
    finally:
        site.stop()
        database.disconnect()
        os.close(opened)


def nothing_waits():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()
