"""Redis hangs, is killed, emptied or wants another password while members write: nobody waits, and nothing is lost."""

import threading
from pathlib import Path

import pytest
from load import Load
from processes import Processes, Visitor
from servers import RedisServer, until
from tries import numbers

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review

pytestmark = pytest.mark.real
SECONDS, PAUSE = numbers(0.7, 30), numbers(0.2, 0.02)
HASTY = Path(__file__).with_name("hasty_worker.py")


@pytest.fixture
def server(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.thaw()
    server.kill()


@pytest.fixture
def site(sqlite_url, tmp_path, server):
    site = Processes(tmp_path, server.url)
    site.worker_file = HASTY
    site.start_web()
    site.start_worker()
    database.configure(sqlite_url)
    yield site
    site.stop()
    database.disconnect()


def nothing_waits():
    with database.connected():
        return not Delivery.select().where(Delivery.done_at.is_null()).exists()


def hanging(server):
    server.freeze()
    yield
    server.thaw()


def killed(server):
    server.kill()
    yield
    server.start()


def emptied(server):
    with server.client() as client:
        client.flushall()
        yield
        client.flushall()


def locked(server):
    with server.client() as client:
        client.config_set("requirepass", "another")
        yield
        client.config_set("requirepass", "")


@pytest.mark.parametrize("fault", [hanging, killed, emptied, locked], ids=lambda fault: fault.__name__)
def test_members_write_on_while_redis_is_away(site, server, fault, figure):
    admin = Visitor(site.address)
    admin.register("ada")
    with Load(site.address, 3, pause=PAUSE) as load:
        waiting = threading.Event()
        waiting.wait(0.3)
        happening = fault(server)
        next(happening)
        waiting.wait(SECONDS)
        if fault is emptied:
            until(lambda: "not reachable" not in admin.get("/admin").text, "it is told to be there")
        shown = admin.get("/admin").text
        next(happening, None)
    until(nothing_waits, "everything is delivered after it is back", seconds=60)
    figure(f"{fault.__name__} for {SECONDS:g} s: {load.told()}", "0 not answered, all delivered", met=load.slowest(0.99) <= 1)
    assert set(load.statuses) == {303}
    # Who is connected already needs no password.
    assert fault in (locked, emptied) or "not reachable" in shown
    with database.connected():
        assert Review.select().count() == len(load.acknowledged)
