"""Whether anything can be saved: found out by saving, seldom, and without waiting for what is stuck."""

import threading

import pytest
from people import config
from servers import until

from moviediary import database, schedule, start
from moviediary.database import db
from moviediary.disks import FULL, Disk
from moviediary.readiness import NAME, Probe


@pytest.fixture
def probe(site_database, tmp_path):
    start(config(site_database, tmp_path))
    with database.connected():
        yield Probe()
    database.disconnect()


@pytest.fixture
def stopped_writer(probe):
    """Somebody who began to write and does not go on until they are told."""
    writes, goes_on = threading.Event(), threading.Event()

    def write():
        with database.writing():
            writes.set()
            goes_on.wait(90)
        db.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert writes.wait(60)
    yield goes_on.set
    goes_on.set()
    thread.join()


def test_where_something_can_be_saved_there_is_no_problem(probe):
    assert probe.problem() == ""
    assert schedule.last_run(NAME) is not None


def test_asking_again_at_once_saves_nothing(probe):
    probe.problem()
    saved = schedule.last_run(NAME)
    assert [probe.problem() for _ in range(20)] == [""] * 20
    assert schedule.last_run(NAME) == saved


def test_a_writer_that_stopped_is_noticed_and_so_is_that_it_went_on(probe, stopped_writer):
    # Waiting for SQLite itself, after one's turn, would take five seconds more.
    if database.is_sqlite():
        db.execute_sql("PRAGMA busy_timeout = 100")
    assert "lock" in probe.problem()
    stopped_writer()
    until(lambda: probe.problem() == "", "it can be written again")


def test_nobody_waits_for_the_one_who_tries(probe, stopped_writer):
    trying = threading.Thread(target=lambda: (probe.problem(), db.close()))
    trying.start()
    until(probe._lock.locked, "somebody tries")
    # Nothing is known yet, so nothing is said against it.
    assert probe.problem() == ""
    until(lambda: probe.problem() != "", "it is told")
    stopped_writer()
    trying.join()


def test_a_database_that_may_only_be_read_is_noticed(probe):
    setting = "PRAGMA query_only = 1" if database.is_sqlite() else "SET default_transaction_read_only = on"
    db.execute_sql(setting)
    assert "read" in probe.problem()
    db.execute_sql(setting.replace("= 1", "= 0").replace("= on", "= off"))
    until(lambda: probe.problem() == "", "it can be written again")


@pytest.mark.parametrize(
    ("free", "size", "full", "tight"),
    [(FULL - 1, 10**12, True, True), (FULL, 10**8, False, True), (10**9, 10**11, False, True), (9 * 10**9, 10**11, False, False)],
)
def test_a_disk_is_tight_before_it_is_full(free, size, full, tight):
    disk = Disk(free, size)
    assert (disk.full, disk.tight) == (full, tight)
