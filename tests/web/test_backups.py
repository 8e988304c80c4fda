"""The drill: a backup of a site that is at work, everything lost, restored elsewhere, and nobody finds anything missing."""

import hashlib
import json
import shutil
import threading
import zipfile
from dataclasses import fields
from datetime import timedelta

import pytest
from acts import Somebody
from click.testing import CliRunner
from drill import counts, lived_in, pages, pictures, run, signed_in
from people import Site, config
from playhouse.migrations import Runner
from receiver import Receiver

from moviediary import clock, database, ids, log, logplaces, mail_settings, schedule, storage, work
from moviediary.accounts.models import Session
from moviediary.backups import archive, environment, making
from moviediary.commandline import commands
from moviediary.config import Config
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.exports.models import Export
from moviediary.feeds.models import FeedMark
from moviediary.imports.models import Import, ImportOwner
from moviediary.log import LogEntry
from moviediary.mail import Server
from moviediary.notifications.models import Letter, Notification
from moviediary.streams import pump, rules
from moviediary.upkeep import site as upkeep_site

KINDS = [(source, target) for source in ("sqlite", "postgres") for target in ("sqlite", "postgres")]
between_all = pytest.mark.parametrize("kinds", KINDS, ids=["-".join(kinds) for kinds in KINDS])
on_both = pytest.mark.parametrize("kinds", [("sqlite", "sqlite"), ("postgres", "postgres")], ids=["sqlite", "postgres"])


class Places:
    """A site on one database, and after `lose` another one, which knows nothing of it."""

    def __init__(self, request, kinds, folder):
        self._request, self._kinds, self._folder = request, kinds, folder
        self.file = folder / "backup.zip"

    def first(self, **changes) -> Site:
        return Site(config(self._request.getfixturevalue(f"{self._kinds[0]}_url"), self._folder / "first", **changes))

    def lose(self, **changes) -> Site:
        """Everything is gone but the file; the second site has a secret of the same text, and no tables yet where it can."""
        database.disconnect()
        shutil.rmtree(self._folder / "first", ignore_errors=True)
        return Site(config(self._empty(), self._folder / "second", **changes))

    def other(self) -> Site:
        """The second site, with tables, where it does not matter that there was a first."""
        return Site(config(self._request.getfixturevalue(f"{self._kinds[1]}_url"), self._folder / "second"))

    def _empty(self) -> str:
        if self._kinds[1] == "sqlite":
            return f"sqlite:///{self._folder / 'second' / 'diary.db'}"
        # The one database there is for a test process.
        self._request.getfixturevalue("emptied")()
        return self._request.getfixturevalue("postgres_url")


@pytest.fixture
def kinds():
    return ("sqlite", "sqlite")


@pytest.fixture
def places(request, kinds, tmp_path):
    yield Places(request, kinds, tmp_path)
    database.disconnect()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, sqlite_template):
    """The bytes of a backup, for tests that only spoil them."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copy(sqlite_template, folder / "diary.db")
    lived_in(Site(config(f"sqlite:///{folder / 'diary.db'}", folder)))
    run("backup", folder / "backup.zip")
    database.disconnect()
    return (folder / "backup.zip").read_bytes()


@between_all
def test_nobody_finds_anything_missing_after_everything_was_lost(places, tmp_path):
    site = places.first()
    lived_in(site)
    before, rows, seen = pages(site), counts(), pictures(tmp_path / "first" / "files")
    said = run("backup", places.file)
    assert f"{sum(rows.values()):,} rows and 4 pictures" in said
    assert places.file.stat().st_mode & 0o777 == 0o600
    again = places.lose()
    said = run("restore", places.file)
    assert "Every table is what the log says." in said
    assert {**rows, "session": 0} == {**counts(), "session": 0}
    assert pages(again) == before
    assert pictures(tmp_path / "second" / "files") == seen


@on_both
def test_what_is_logged_after_a_restore_follows_what_was_there(places):
    lived_in(places.first())
    run("backup", places.file)
    again = places.lose()
    run("restore", places.file)
    with database.connected():
        newest = logplaces.newest()
    alice = signed_in(again, "alice")
    alice.log("Mirror", "1975")
    assert "Mirror" in alice.get("/search?q=mirr").text
    with database.connected():
        assert logplaces.newest() > newest
    run("events", "verify")


@on_both
def test_a_backup_under_writes_is_of_one_moment_and_has_all_that_was_acknowledged_before(places):
    site = places.first()
    _, bob = lived_in(site)
    over, logged = threading.Event(), []

    def write():
        while not over.is_set():
            logged.append(bob.log(f"Film {len(logged)}", "1990", text="Written meanwhile."))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(logged) < 3:
            over.wait(0.01)
        before = len(logged)
        run("backup", places.file)
    finally:
        over.set()
        writer.join()
    places.lose()
    # Each event is in the tables, and no row is there without its event.
    assert "Every table is what the log says." in run("restore", places.file)
    with database.connected():
        kept = {ids.short(row.id) for row in Review.select(Review.id)}
    assert set(logged[:before]) <= kept


@on_both
def test_nothing_that_waited_is_sent_again_but_it_stands_on_the_page(places, deliver_all):
    mail = Server("localhost", 1, False, "", "", None)
    with Receiver() as receiver:
        site = places.first(mail_server=mail, allow_private_addresses=True)
        alice, _ = lived_in(site)
        alice.send("/settings/notifications", "/settings/notifications", mail_like="instant", mail_comment="instant")
        alice.send("/settings/webhooks", "/settings/webhooks", address=receiver.address, wants=list(rules.GROUPS))
        entry = ids.from_short(alice.log("Solaris", "1972"))
        Somebody("bob").like(entry)
        deliver_all()
        # A letter and calls wait; the next like was not even delivered.
        Somebody("bob").comment(entry, "Well said.")
        with database.connected():
            assert Letter.select().where(Letter.ended_at.is_null()).count() == 1
            assert Delivery.select().where(Delivery.done_at.is_null(), Delivery.handler == "tell_of_comment").count() == 1
        run("backup", places.file)
        again = places.lose(mail_server=mail, allow_private_addresses=True)
        said = run("restore", places.file)
        assert "Not sent, as it may have been since: 2 letters, 0 calls of webhooks, 4 events for others" in said
        deliver_all()
        pump.once()
        assert receiver.calls == []
        with database.connected():
            assert not Letter.select().where(Letter.ended_at.is_null()).exists()
            assert Notification.select().count() == 2
        assert "commented on" in signed_in(again, "alice").get("/notifications").text
        # What happens from now on is told as ever.
        Somebody("bob").boost(entry)
        pump.once()
        assert receiver.subjects == ["boosts.added"]


@on_both
def test_a_restore_signs_everybody_out(places):
    alice, _ = lived_in(places.first())
    run("backup", places.file)
    again = places.lose()
    assert "Ended: 2 sessions" in run("restore", places.file)
    with database.connected():
        assert not Session.select().exists()
    cookie = alice.client.get_cookie(again.app.config["SESSION_COOKIE_NAME"])
    thief = again.browser()
    thief.client.set_cookie(cookie.key, cookie.value)
    assert thief.get("/settings").status == 302


@on_both
def test_a_reader_of_feeds_does_not_take_the_new_site_for_the_lost_one(places):
    site = places.first()
    alice, _ = lived_in(site)
    run("backup", places.file)
    alice.log("Lost", "2001")
    kept = site.browser().get("/feed.rss").headers["ETag"]
    again = places.lose()
    run("restore", places.file)
    assert again.browser().get("/feed.rss", **{"If-None-Match": kept}).status == 200
    # No version, and so no date, is one that a reader may have seen with something else behind it.
    with database.connected():
        assert FeedMark.select(FeedMark.version).distinct().count() == 1


@on_both
def test_exports_and_files_to_import_are_no_part_of_a_backup(places):
    alice, _ = lived_in(places.first())
    alice.send("/exports", "/exports", format="zip")
    with database.connected():
        member = Review.select(Review.member).limit(1).scalar()
        batch = ids.uuid7()
        Import.insert(
            id=batch, member=member, file_name="a.csv", file="imports/a", size=1, state="ready", made_at=clock.now()
        ).execute()
        ImportOwner.insert(batch=batch, said="{}").execute()
        work.add("import", batch)
    storage.put("imports/a", b"x")
    run("backup", places.file)
    with zipfile.ZipFile(places.file) as found:
        assert not [name for name in found.namelist() if "imports/" in name or "exports/" in name]
    places.lose()
    assert "Forgotten, as their files are in no backup: 1 exports, 1 imports" in run("restore", places.file)
    with database.connected():
        assert not Export.select().exists()
        assert not Import.select().exists()
        assert not work.Work.select().exists()


def test_a_backup_holds_no_secret_unless_it_is_asked_for(places):
    lived_in(places.first(tmdb_api_key="canary-key", nats_url="nats://me:canary-word@bus.example"))
    run("backup", places.file)
    run("backup", places.file, "--with-secret", "--force")
    assert _member(places.file, archive.SECRET) == "tests only\n"
    run("backup", places.file, "--force")
    with zipfile.ZipFile(places.file) as found:
        everything = b"".join(found.read(name) for name in found.namelist())
        assert archive.SECRET not in found.namelist()
    assert b"canary" not in everything
    assert b"tests only" not in everything
    settings = _member(places.file, archive.SETTINGS)
    assert "ALLOW_REGISTRATION=true" in settings
    assert "# TMDB_API_KEY was set" in settings


def test_a_backup_tells_of_every_setting_there_is(sqlite_url, tmp_path):
    told = {*environment.PLAIN.values(), *environment.SECRET.values()}
    assert {field.name for field in fields(Config)} - told == {"rate_limits", "read_by_others"}
    post = mail_settings.server({"SMTP_URL": "smtp://me:canary@mail.example", "MAIL_FROM": "Diary <d@example.org>"}, "https://x")
    chosen = {"mail_server": post, "metrics": True, "monitor_token": "canary" * 8, "backup_folder": "/backups"}
    theirs = {"WEB_CONCURRENCY": "4", "AWS_ENDPOINT": "http://minio:9000", "AWS_SECRET_ACCESS_KEY": "canary"}
    said = environment.settings(config(sqlite_url, tmp_path, read_by_others=theirs, **chosen))
    assert (said["MAIL_FROM"], said["METRICS"], said["BACKUP_FOLDER"]) == ("Diary <d@example.org>", "true", "/backups")
    assert "canary" not in repr(said)
    assert (said["WEB_CONCURRENCY"], said["AWS_ENDPOINT"]) == ("4", "http://minio:9000")
    assert said["MONITOR_TOKEN"] is said["SMTP_URL"] is said["AWS_SECRET_ACCESS_KEY"] is None
    assert "AWS_REGION" not in said


def test_another_secret_is_noticed(places):
    lived_in(places.first())
    run("backup", places.file)
    places.lose(secret_key="something else")
    assert "another secret than the one of the backup" in run("restore", places.file)


def test_an_older_backup_is_brought_up_to_date(places, tmp_path):
    site = places.first()
    lived_in(site)
    before = pages(site)
    with database.connected():
        Runner(database.db.obj, str(database.MIGRATIONS)).down("0017_upkeep")
    making.make(places.file, upkeep_site.of_backups)
    again = places.lose()
    run("migrate")
    run("restore", places.file)
    assert database.pending() == []
    assert pages(again) == before


@on_both
def test_a_site_with_members_is_never_written_over(places):
    site = places.first()
    lived_in(site)
    run("backup", places.file)
    before = pages(site), counts()
    assert "There are members or entries in this database already" in run("restore", places.file, code=1)
    assert (pages(site), {**counts(), "session": 0}) == (before[0], {**before[1], "session": 0})


@on_both
def test_a_backup_is_looked_at_on_the_site_it_was_made_of(places):
    lived_in(places.first())
    run("backup", places.file)
    told = run("restore", places.file, "--check")
    assert "This backup is whole." in told
    assert "There are members or entries" in told
    whole = places.file.read_bytes()
    places.file.write_bytes(whole[: len(whole) // 2])
    assert "This backup is whole" not in run("restore", places.file, "--check", code=1)


@on_both
def test_while_the_worker_is_at_work_nothing_is_restored(places):
    lived_in(places.first())
    run("backup", places.file)
    places.lose()
    run("migrate")
    with database.connected():
        schedule.note("sweep")
    assert "Stop the site and wait a minute" in run("restore", places.file, code=1)
    with database.connected():
        schedule.Run.update(last_run=clock.now() - timedelta(minutes=2)).execute()
    run("restore", places.file)


def test_a_file_that_is_there_is_kept_unless_somebody_insists(places):
    lived_in(places.first())
    places.file.write_text("precious")
    assert "is there already" in run("backup", places.file, code=1)
    assert places.file.read_text() == "precious"
    run("backup", places.file, "--force")
    assert zipfile.is_zipfile(places.file)


def test_a_folder_that_cannot_be_written_to_is_told_of_by_its_whole_path(places, tmp_path, monkeypatch):
    lived_in(places.first())
    monkeypatch.chdir(tmp_path)
    assert run("backup", "none/b.zip", code=1) == f"Error: {tmp_path}/none: No such file or directory. No backup was made.\n"
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run("backup", "b.zip", code=1).endswith(": No such file or directory. No backup was made.\n")


def test_a_picture_that_is_gone_from_the_store_is_told_of_and_keeps_nothing_else_away(places, tmp_path):
    lived_in(places.first())
    next((tmp_path / "first" / "files" / "posters").glob("*")).unlink()
    assert "1 picture is not in the store any more" in run("backup", places.file)
    places.lose()
    run("restore", places.file)


def _member(path, name):
    with zipfile.ZipFile(path) as found:
        return found.read(name).decode()


def _changed(path, change):
    """Write a backup anew, with what `change` makes of its members."""
    with zipfile.ZipFile(path) as found:
        members = change({name: found.read(name) for name in found.namelist()})
    with zipfile.ZipFile(path, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)


def _of_manifest(**said):
    return lambda members: {**members, archive.MANIFEST: json.dumps({**json.loads(members[archive.MANIFEST]), **said}).encode()}


def _without(name):
    return lambda members: {other: data for other, data in members.items() if other != name}


def _other(name, data):
    return lambda members: {**members, name: data}


def _row_less(members):
    lines = members["tables/log.jsonl"].splitlines(keepends=True)
    return {**members, "tables/log.jsonl": b"".join(lines[:-1])}


def _word_changed(members):
    return {**members, "tables/movie.jsonl": members["tables/movie.jsonl"].replace(b"Stalker", b"Stolker")}


SPOILED = {
    "a word was changed": (_word_changed, "is not what it was"),
    "a row is missing": (_row_less, "damaged"),
    "a table is missing": (_without("tables/review.jsonl"), "damaged"),
    "the manifest is missing": (_without("manifest.json"), "manifest.json is missing"),
    "a newer format": (_of_manifest(version=2), "newer release"),
    "a newer schema": (_of_manifest(migrations=["0001_initial", "9999_future"]), "newer release"),
    "no migrations": (_of_manifest(migrations=[]), "newer release"),
    "something else": (_of_manifest(format="other"), "no backup of a Movie Diary"),
    "no object": (_other("manifest.json", b"[]"), "no backup of a Movie Diary"),
    "no JSON": (_other("manifest.json", b"{"), "cannot be understood"),
    "a name that leads out": (_other("files.jsonl", b'{"name":"../x","bytes":1,"sha256":""}\n'), "damaged"),
}


@pytest.mark.parametrize("what", SPOILED)
@on_both
def test_a_backup_that_is_not_as_it_was_changes_nothing(places, whole, what, tmp_path):
    places.other()
    places.file.write_bytes(whole)
    change, sentence = SPOILED[what]
    _changed(places.file, change)
    assert sentence in (said := run("restore", places.file, code=1))
    assert "Nothing was restored." in said
    assert not any(counts().values())
    assert pictures(tmp_path / "second" / "files") == {}


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(places, whole, where):
    places.other()
    places.file.write_bytes(whole[: int(len(whole) * where)])
    assert "Nothing was restored." in run("restore", places.file, code=1)


def test_a_wrong_byte_is_noticed_wherever_it_is(places, whole):
    places.other()
    for place in range(7, len(whole), len(whole) // 150):
        places.file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        done = CliRunner().invoke(commands, ["restore", str(places.file), "--check"])
        # Some bytes of a ZIP are of no concern, such as the hour; what is read is always as it was.
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert done.exit_code == 0 or "Nothing was restored." in done.output


def test_a_restore_that_fails_in_the_middle_leaves_an_empty_site(places, whole):
    places.other()
    places.file.write_bytes(whole)

    def twice(members):
        rows = members["tables/review.jsonl"].splitlines(keepends=True)
        return {**members, "tables/review.jsonl": b"".join([*rows, rows[0]])}

    _changed(places.file, twice)
    with zipfile.ZipFile(places.file) as found:
        data = found.read("tables/review.jsonl")
        tables = json.loads(found.read(archive.MANIFEST))["tables"]
    _changed(places.file, _of_manifest(tables=[_honest(table, data) for table in tables]))
    assert "The database says: " in run("restore", places.file, code=1)
    assert not any(counts().values())


def _honest(table, data):
    if table["name"] != "review":
        return table
    return {**table, "rows": table["rows"] + 1, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_rows_of_the_log_come_back_as_they_were_to_the_byte(places):
    lived_in(places.first())
    with database.connected():
        before = list(LogEntry.select().order_by(LogEntry.seq).tuples())
    run("backup", places.file)
    places.lose()
    run("restore", places.file)
    with database.connected():
        assert list(LogEntry.select().order_by(LogEntry.seq).tuples()) == before
        assert all(log.opened(entry) for entry in LogEntry.select())
