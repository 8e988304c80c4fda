"""Postgres crashes and comes back while members write: a clear answer meanwhile, nothing lost, and soon all is well again."""

import shutil
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from load import Load
from processes import Processes, Visitor
from servers import crash_postgres, start_postgres, stop_postgres, until
from tries import numbers

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review

pytestmark = pytest.mark.real
CRASHES = numbers(2, 20)
HASTY = Path(__file__).with_name("hasty_worker.py")


@pytest.fixture
def server():
    """A folder that belongs to the user Postgres runs as, which has no way into that of the tests."""
    folder = Path(tempfile.mkdtemp(prefix="diary-pg-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))  # noqa: S108
    start_postgres(folder)
    yield folder
    stop_postgres(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site(server, tmp_path, redis_url):
    url = f"postgresql://postgres@/postgres?host={server}"
    site = Processes(tmp_path, redis_url, DATABASE_URL=url)
    assert site.command("migrate").returncode == 0
    site.worker_file = HASTY
    site.start_web()
    site.start_worker()
    database.configure(url)
    yield site
    site.stop()
    database.disconnect()


def asked(site):
    return Visitor(site.address).session.get(site.address, timeout=60)


def crashed(site, server):
    """How a page is answered while the server is away, and the seconds after its return until the next good one."""
    crash_postgres(server)
    away = asked(site)
    start_postgres(server)
    back = time.monotonic()
    until(lambda: asked(site).status_code == 200, "a page is answered")
    return away.status_code, away.headers.get("Retry-After"), time.monotonic() - back


def nothing_waits():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def test_the_database_crashes_while_members_write(site, server, figure):
    away, moment = [], threading.Event()
    with Load(site.address, 3, pause=0.1) as load:
        for _ in range(CRASHES):
            moment.wait(0.5)
            away.append(crashed(site, server))
        moment.wait(0.5)
    until(nothing_waits, "everything is delivered", seconds=60)
    with database.connected():
        texts = Counter(row[0] for row in Review.select(Review.text).tuples())
    lost = set(load.acknowledged) - set(texts)
    slowest = max(seconds for _, _, seconds in away)
    figure(f"{CRASHES} crashes: {load.told()}", f"{len(lost)} lost, back within {slowest:.1f} s", met=slowest <= 5)
    assert {status for status, _, _ in away} == {503}
    assert all(retry for _, retry, _ in away)
    assert not lost
    assert set(texts.values()) == {1}
    assert set(load.statuses) <= {303, 503}
