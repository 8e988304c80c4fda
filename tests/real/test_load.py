"""Members write while a worker imports a whole life: nobody is refused, nobody waits long, and every number is right."""

import io
import threading

import letterboxd
import pytest
from load import Load
from processes import Processes, Visitor
from servers import until
from tries import numbers

from moviediary import database
from moviediary.diary.models import Review
from moviediary.imports.models import Import, ImportLine
from moviediary.log import LogEntry

pytestmark = pytest.mark.real
VIEWINGS = numbers(100, 10_000)
FOUR = pytest.param(4, numbers(0.5, 0.25), 0.3, id="four")
EIGHT = pytest.param(8, 0.0, 1.0, id="eight")


@pytest.fixture
def site(sqlite_url, tmp_path, redis_url):
    # Two processes of four threads.
    site = Processes(tmp_path, redis_url, WEB_CONCURRENCY="2")
    site.start_web()
    site.start_worker()
    database.configure(sqlite_url)
    yield site
    site.stop()
    database.disconnect()


def state():
    with database.connected():
        return Import.select(Import.state).tuples()[0][0]


def brought(visitor):
    """Send a file, and import all of it as soon as it was read."""
    form = visitor.get("/imports").form("/imports")
    files = {"file": ("letterboxd.zip", io.BytesIO(letterboxd.export(VIEWINGS)))}
    answer = visitor.session.post(f"{visitor.address}/imports", data=form, files=files, allow_redirects=False, timeout=60)
    assert answer.status_code == 303, answer.text
    until(lambda: state() == "ready", "the file was read", seconds=120)
    address = answer.headers["Location"]
    visitor.send(address, f"{address}/run")


@pytest.mark.parametrize(("members", "pause", "patience"), numbers([FOUR], [EIGHT, FOUR]))
def test_members_write_while_a_life_is_imported(site, members, pause, patience, figure):
    olga = Visitor(site.address)
    olga.register("olga")
    with Load(site.address, members, pause) as load:
        brought(olga)
        until(lambda: state() == "done", "all is imported", seconds=300)
        until(lambda: len(load.acknowledged) >= 2 * members, "everybody wrote, however fast the import was")
        threading.Event().wait(numbers(0, 10))
    slowest = load.slowest(0.99 if pause == 0 else 0.95)
    with database.connected():
        imported = ImportLine.select().where(ImportLine.outcome == "imported").count()
        rows, logged = Review.select().count(), LogEntry.select().where(LogEntry.subject == "reviews.logged").count()
        texts = {row[0] for row in Review.select(Review.text).tuples()}
    figure(f"{members} writers beside {VIEWINGS} viewings imported: {load.told()}", f"{rows} rows", met=slowest <= patience)
    assert set(load.statuses) == {303}
    assert set(load.acknowledged) <= texts
    assert rows == logged
    assert imported > 0
    verified = site.command("events", "verify")
    assert verified.stdout.strip().endswith("no difference."), verified.stdout + verified.stderr
