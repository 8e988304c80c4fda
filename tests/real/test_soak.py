"""A site that is used for a long time is what it was: no memory, file or log that grows, and nothing fails."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from load import Load
from processes import Processes, Visitor, children
from tries import numbers

pytestmark = pytest.mark.real
SECONDS, WRITERS, PAUSE = numbers(3, 600), 4, 0.4
LOOKED_AT = (
    "/",
    "/members",
    "/members/writer1",
    "/members/writer1/diary",
    "/search?q=film",
    "/feed.rss",
    "/members/writer2/ratings",
)


@pytest.fixture
def site(sqlite_url, tmp_path, redis_url):
    site = Processes(tmp_path, redis_url, WEB_CONCURRENCY="2")
    site.start_web()
    site.start_worker()
    yield site
    site.stop()


def processes(site):
    """The folders the system has for those that stay: a job has a process of its own, which ends with it."""
    return [Path(f"/proc/{pid}") for first in (site.web.pid, site.worker.pid) for pid in (first, *children(first))]


def summed(site, number):
    """A number of each process, added up. One that ended meanwhile has none."""
    total = 0
    for folder in processes(site):
        with suppress(FileNotFoundError, ProcessLookupError):
            total += number(folder)
    return total


def memory(site):
    """Bytes that all of them hold, each page once."""
    return summed(site, lambda folder: int(re.search(r"Pss: +(\d+)", (folder / "smaps_rollup").read_text())[1]) << 10)


def files(site):
    return summed(site, lambda folder: len(list((folder / "fd").iterdir())))


def test_a_site_that_is_used_for_long_stays_what_it_was(site, tmp_path, figure):
    reader, asked, failed = Visitor(site.address), 0, 0
    wal, before, started = 0, None, time.monotonic()
    with Load(site.address, WRITERS, PAUSE) as load:
        while time.monotonic() - started < SECONDS:
            answer = reader.session.get(site.address + LOOKED_AT[asked % len(LOOKED_AT)], timeout=30)
            asked += 1
            failed += answer.status_code >= 500
            wal = max(wal, (tmp_path / "diary.db-wal").stat().st_size)
            # Caches fill in the first third.
            if before is None and time.monotonic() - started > SECONDS / 3:
                before = memory(site), files(site)
            time.sleep(0.1)
        after = memory(site), files(site)
    grown, opened = after[0] / before[0] - 1, after[1] - before[1]
    failed += sum(count for status, count in load.statuses.items() if status != 303)
    figure(
        f"{SECONDS} s, {(asked + len(load.answers)) / SECONDS:.0f} requests a second: {load.told()}",
        f"{failed} failed, memory {grown:+.1%} to {after[0] >> 20} MB, {opened:+d} files open, WAL {wal >> 20} MB",
        met=grown <= 0.05 and abs(opened) <= 4 and wal <= 64 << 20,
    )
    assert failed == 0
