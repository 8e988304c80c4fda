"""What is done by the clock: a backup a day, of which the last few stay, and a look whether the database is sound."""

import logging
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from drill import lived_in, run
from people import Site, config
from starting import cramped

from moviediary import clock, database, logs, schedule
from moviediary.backups import making
from moviediary.upkeep import jobs, models, queries
from moviediary.upkeep import site as upkeep_site
from moviediary.upkeep.models import BACKUP, INTEGRITY

pytestmark = pytest.mark.everywhere


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


@pytest.fixture
def site(database_url, tmp_path, folder):
    yield Site(config(database_url, tmp_path, backup_folder=str(folder), backup_keep=3))
    database.disconnect()


def days_later(count):
    """The worker looks what is to be done, each day for so many days."""
    began = datetime.now(UTC)
    for day in range(count):
        with time_machine.travel(began + timedelta(days=day), tick=False):
            schedule.run_long()


def test_a_backup_is_made_every_day_and_the_last_ones_are_kept(site, folder):
    lived_in(site)
    (folder / "mine.zip").write_text("not ours")
    days_later(5)
    made = sorted(path.name for path in folder.iterdir())
    today = datetime.now(UTC)
    days = [f"diary-{today + timedelta(days=day):%Y-%m-%d}" for day in (2, 3, 4)]
    assert [name[:16] for name in made] == [*days, "mine.zip"]
    assert made[0].endswith(".zip")
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in made if name.startswith("diary-"))


def test_a_scheduled_backup_can_be_restored(site, folder, tmp_path):
    lived_in(site)
    days_later(1)
    (made,) = folder.iterdir()
    database.disconnect()
    Site(config(f"sqlite:///{tmp_path / 'new' / 'diary.db'}", tmp_path / "new"))
    assert "Every table is what the log says." in run("restore", made)


def test_within_a_day_no_second_one_is_made_by_whichever_worker(site, folder):
    lived_in(site)
    for hours in (0, 2, 10, 23):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=False):
            schedule.run_long()
    assert len(list(folder.iterdir())) == 1


def test_nothing_is_made_where_no_folder_is_named(database_url, tmp_path):
    site = Site(config(database_url, tmp_path))
    lived_in(site)
    assert "make a backup" in schedule.run_long()
    assert models.last(BACKUP) is None
    database.disconnect()


def test_the_log_says_what_became_of_the_backup(site, folder, caplog):
    def said():
        with caplog.at_level(logging.INFO, logger=logs.DONE):
            caplog.clear()
            schedule.run_long()
        return [line for line in caplog.messages if line.startswith("make a backup: ")]

    lived_in(site)
    away = folder.rename(folder.with_name("away"))
    assert said() == ["make a backup: failed"]
    away.rename(folder)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert said() == ["make a backup: done"]
    with time_machine.travel(clock.now() + timedelta(hours=4)):
        assert said() == ["make a backup: not due yet"]


def test_the_log_says_where_no_backup_is_wanted(database_url, tmp_path, caplog):
    Site(config(database_url, tmp_path))
    with caplog.at_level(logging.INFO, logger=logs.DONE):
        schedule.run_long()
    assert "make a backup: not wanted, as BACKUP_FOLDER is not set" in caplog.messages
    database.disconnect()


def test_a_backup_by_hand_does_not_say_that_the_daily_ones_are_made(site):
    def by_hand():
        """What is said of the backups after one that was made by hand just now."""
        with database.connected():
            models.note(models.BY_HAND, clock.now(), size=1_500_000)
            (told,) = [state for state in queries.standings() if state.label == "backup"]
        return told.ok, told.value

    assert by_hand() == (False, "the last just now, 1.5 MB, made by hand in 0.0 s; the worker makes one within the hour")
    schedule.run_long()
    assert by_hand() == (True, "the last just now, 1.5 MB, made by hand in 0.0 s")
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert by_hand() == (False, "the last just now, 1.5 MB, made by hand in 0.0 s; the last daily one is of 3 days ago")


def test_a_draft_that_cannot_be_removed_is_told_by_its_folder(site, folder, tmp_path):
    alice = site.member("alice")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / ".draft-1").symlink_to(elsewhere)
    os.utime(elsewhere, (0, 0))
    schedule.run_long()
    assert f"symbolic link ({folder})" in alice.get("/admin/").text


def test_a_backup_that_fails_is_told_to_the_admin_and_tried_again(site, folder):
    alice, _ = lived_in(site)
    folder.rename(folder.with_name("away"))
    schedule.run_long()
    page = alice.get("/admin/").text
    assert f"failed just now: No such file or directory ({folder})" in page
    assert "none was ever made" in page
    folder.with_name("away").rename(folder)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=False):
        schedule.run_long()
        assert models.last(BACKUP).problem == ""
    assert len(list(folder.iterdir())) == 1


def test_a_disk_that_is_full_leaves_the_older_backups_and_nothing_half_made(site, folder, database_url):
    alice, _ = lived_in(site)
    days_later(3)
    kept = sorted(folder.iterdir())
    env = {"DATABASE_URL": database_url, "STORAGE_URL": f"file://{folder.parent / 'files'}", "SECRET_KEY": "tests only"}
    with database.connected():
        told = cramped("-m", "moviediary", "backup", folder / "by-hand.zip", env={**os.environ, **env}, most=8_000)
    assert "the disk is full" in told.stderr or "File too large" in told.stderr
    assert sorted(folder.iterdir()) == kept
    alice.log("Mirror", "1975")
    making.make(folder / "by-hand.zip", upkeep_site.of_backups)


def test_what_a_killed_process_left_is_removed_after_a_day(site, folder):
    (folder / ".draft-copy").mkdir()
    (folder / ".draft-copy" / "copy.db").write_text("half")
    (folder / ".draft-1-abc").write_text("half")
    (folder / ".draft-young").write_text("half")
    old = time.time() - 90_000
    for name in (".draft-copy", ".draft-1-abc"):
        os.utime(folder / name, (old, old))
    lived_in(site)
    schedule.run_long()
    assert [path.name for path in sorted(folder.iterdir())][:1] == [".draft-young"]
    assert len(list(folder.iterdir())) == 2


def test_the_admin_sees_when_the_last_backup_was_made_and_how_large_it_is(site):
    alice, _ = lived_in(site)
    page = alice.get("/admin/").text
    assert "none was ever made; the worker makes one within the hour" in page
    assert "not checked yet" in page
    schedule.run_long()
    page = alice.get("/admin/").text
    assert "the last just now, " in page
    assert "sound, checked just now" in page


def test_a_damaged_database_is_found_told_and_never_backed_up(sqlite_url, tmp_path, folder, caplog):
    site = Site(config(sqlite_url, tmp_path, backup_folder=str(folder)))
    alice, _ = lived_in(site)
    with database.connected():
        database.db.execute_sql("PRAGMA foreign_keys = 0")
        database.db.execute_sql("DELETE FROM movie WHERE title = 'Heat'")
        database.db.execute_sql("PRAGMA foreign_keys = 1")
    schedule.run_long()
    assert "found damaged just now: a row of" in alice.get("/admin/").text
    assert "integrity check failed" in caplog.text
    database.disconnect()


def test_a_file_with_broken_pages_is_no_backup(sqlite_url, tmp_path, folder):
    site = Site(config(sqlite_url, tmp_path, backup_folder=str(folder)))
    lived_in(site)
    with database.connected():
        database.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        root, size = database.db.execute_sql(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'review_member_movie'"
            " UNION SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'log'"
        ).fetchone()
    database.disconnect()
    path = tmp_path / "diary.db"
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    assert "The database is damaged" in (said := run("backup", folder / "b.zip", code=1)) or "The database says" in said
    assert "No backup was made." in said
    assert list(folder.iterdir()) == []
    database.disconnect()


def test_on_postgres_an_index_that_is_not_valid_is_found(postgres_url, tmp_path):
    Site(config(postgres_url, tmp_path))
    with database.connected():
        assert jobs.damages(database.db.obj) == []
        with database.db.atomic() as undone:
            database.db.execute_sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'log_pkey'::regclass")
            assert jobs.damages(database.db.obj) == ["the index log_pkey"]
            undone.rollback()
    database.disconnect()


def test_every_look_is_noted(site):
    schedule.run_long()
    assert models.last(INTEGRITY).done_at <= clock.now()
