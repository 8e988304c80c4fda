"""A site that is used for a long time is what it was: no memory, file or log that grows, and nothing fails."""

import time
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
    """Those that stay: a job has one of its own, which ends with it."""
    return [pid for first in (site.web.pid, site.worker.pid) for pid in (first, *children(first))]


def memory(site):
    """Bytes that all of them hold, each page once."""
    sizes = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes(site))
    return sum(int(line.split()[1]) for text in sizes for line in text.splitlines() if line.startswith("Pss:")) << 10


def files(site):
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in processes(site))


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
