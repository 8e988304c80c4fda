"""An import of a whole life: every line accounted for, twice the same, taken back to nothing, and through ten kills."""

import io
import random
import shutil
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import letterboxd
import pytest
from people import config
from processes import Processes
from servers import until
from tries import numbers, soon

from moviediary import database, ids, jobs, rebuild, start, work
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.diary.models import DayCount, DirectorCount, MonthRatingCount, RatingCount, Review, ReviewChange, ReviewSource
from moviediary.imports import actions, queries, upload_actions
from moviediary.imports.commands import Take
from moviediary.imports.models import Import, ImportLine
from moviediary.movies.models import Movie
from moviediary.tables import get

pytestmark = pytest.mark.real
HASTY = Path(__file__).with_name("hasty_worker.py")
KILLS, VIEWINGS, KILLED, STOPPED = numbers(5, 20), numbers(600, 2_500), numbers(2_000, 14_000), numbers(2_000, 3_000)
LIFE = numbers(1_500, 10_000)
TABLES = (Review, ReviewChange, ReviewSource, DayCount, RatingCount, MonthRatingCount, DirectorCount)


@contextmanager
def a_site(sqlite_template, folder):
    """An empty diary, with its tables open in this process; yields its owner."""
    shutil.copy(sqlite_template, folder / "diary.db")
    start(config(f"sqlite:///{folder / 'diary.db'}", folder))
    jobs.bell = None
    with database.connected():
        yield register(Account("alice", "alice@example.org", "correct horse"))
    database.disconnect()


def brought(member, viewings):
    return upload_actions.upload(member, "letterboxd.zip", io.BytesIO(letterboxd.export(viewings)))


def finished(batch):
    while work.do(batch.id, 60):
        pass
    return get(Import, batch.id)


def imported(member, viewings):
    batch = finished(brought(member, viewings))
    assert batch.state == "ready", batch.problem
    actions.run(member, ids.short(batch.id), Take())
    return finished(batch)


def diary():
    """What a diary says, without the names of rows."""
    rows = Review.select(Review, Movie).join(Movie)
    said = ("watched", "time", "rating", "heart", "tags", "text", "spoiler", "seen_before", "audience")
    return sorted((row.movie.title, row.movie.year, *(repr(getattr(row, name)) for name in said)) for row in rows)


def rows():
    return {model: sorted(map(repr, model.select().tuples())) for model in TABLES}


def outcomes(batch):
    return {name: count for name, count in queries.counted(batch).outcomes.items() if count}


@pytest.fixture(scope="module")
def undisturbed(sqlite_template, tmp_path_factory):
    """undisturbed(viewings): the diary, and what became of the lines, of an import that nothing interrupts."""

    @cache
    def told(viewings):
        with a_site(sqlite_template, tmp_path_factory.mktemp("quiet")) as alice:
            batch = imported(alice, viewings)
            return diary(), outcomes(batch)

    return told


def test_the_viewings_of_a_life_are_accounted_for_once(sqlite_template, tmp_path):
    with a_site(sqlite_template, tmp_path) as alice:
        batch = imported(alice, LIFE)
        assert batch.state == "done"
        told = {}
        for (file,) in ImportLine.select(ImportLine.file).tuples():
            told[file] = told.get(file, 0) + 1
        assert told == dict(letterboxd.lines(LIFE))
        assert sum(outcomes(batch).values()) == sum(told.values())
        assert "" not in outcomes(batch)
        before = rows()
        again = imported(alice, LIFE)
        assert rows() == before
        assert "imported" not in outcomes(again)


def test_thousands_of_viewings_are_taken_back_to_nothing(sqlite_template, tmp_path):
    with a_site(sqlite_template, tmp_path) as alice:
        batch = imported(alice, VIEWINGS)
        assert rebuild.differences() == []
        imported(alice, VIEWINGS)
        actions.take_back(alice, ids.short(batch.id), changed_too=False)
        assert finished(batch).state == "undone"
        assert rows() == {model: [] for model in TABLES}
        assert rebuild.differences() == []


def test_ten_kills_end_as_none_would(sqlite_template, tmp_path, redis_url, wired, undisturbed, figure):
    expected, told = undisturbed(KILLED)
    killed = tmp_path / "killed"
    killed.mkdir()
    site = Processes(killed, redis_url)
    with a_site(sqlite_template, killed) as alice:
        jobs.configure(redis_url)
        try:
            batch = brought(alice, KILLED)
            kills = _killed_often(site, alice, batch)
        finally:
            site.kill(site.worker)
        figure(f"{kills} kills in an import of {KILLED} viewings", f"{len(expected)} entries, as without a kill")
        # A fast machine may be done before the last one.
        assert kills > KILLS / 2
        assert diary() == expected
        assert outcomes(batch) == told
        assert rebuild.differences() == []


def test_stopping_the_worker_in_the_middle_of_it_ends_as_none_would(sqlite_template, tmp_path, redis_url, wired, undisturbed):
    expected, told = undisturbed(STOPPED)
    stopped = tmp_path / "stopped"
    stopped.mkdir()
    site = Processes(stopped, redis_url)
    site.worker_file = HASTY
    with a_site(sqlite_template, stopped) as alice:
        jobs.configure(redis_url)
        try:
            batch = brought(alice, STOPPED)
            assert _stopped_often(site, alice, batch)
        finally:
            site.stop()
        assert diary() == expected
        assert outcomes(batch) == told
        assert rebuild.differences() == []


def _stopped_often(site, alice, batch):
    """Stop the worker when something was done, twice in the middle of it where it lasts. Returns how often it did."""
    stops = 0
    while stops < 2 and _run_when_ready(alice, batch) != "done":
        before = _progress(batch)
        site.start_worker()
        work.announce(batch.id)
        until(lambda before=before: _progress(batch) != before, "some of the import is done", seconds=60)
        # Hosts kill a process that takes longer.
        with soon(10):
            site.worker.terminate()
            assert site.worker.wait(30) == 0
        stops += get(Import, batch.id).state in ("reading", "running")
    site.start_worker()
    until(lambda: _run_when_ready(alice, batch) == "done", "the import is done", seconds=90)
    return stops


def _killed_often(site, alice, batch):
    """Kill the worker whenever something was done. Returns how often it was in the middle of the import."""
    dice, kills = random.Random(1), 0
    while kills < KILLS and _run_when_ready(alice, batch) != "done":
        before = _progress(batch)
        site.start_worker()
        work.announce(batch.id)
        until(lambda before=before: _progress(batch) != before, "some of the import is done", seconds=60)
        # Half of them at once, which is before a long step is done.
        time.sleep(max(0, dice.uniform(-0.1, 0.1)))
        site.kill(site.worker)
        kills += get(Import, batch.id).state != "done"
    site.start_worker()
    until(lambda: _run_when_ready(alice, batch) == "done", "the import is done", seconds=90)
    return kills


def _run_when_ready(alice, batch):
    """Says what a member says who finds a file read; on a slow machine that may be after the last kill."""
    state = get(Import, batch.id).state
    if state == "ready":
        actions.run(alice, ids.short(batch.id), Take())
    return state


def _progress(batch):
    now = get(Import, batch.id)
    return now.state, now.doing, now.done
