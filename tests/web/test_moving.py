"""Moving a living site: to the other database and back, its files to a bucket and back, and what must stop it."""

import re
import threading

import pytest
from drill import counts, lived_in, pages, pictures, run
from people import Site, config
from taking import asked
from test_storage import bucket, bucket_server  # noqa: F401 -- fixtures

from moviediary import database, storage
from moviediary.accounts.models import Session
from moviediary.log import LogEntry


@pytest.fixture
def sqlite_site(sqlite_url, tmp_path):
    yield Site(config(sqlite_url, tmp_path))
    database.disconnect()


def test_a_diary_moves_to_postgres_and_back_and_is_the_same(sqlite_site, sqlite_url, postgres_url, tmp_path):
    alice, _ = lived_in(sqlite_site)
    before, rows = pages(sqlite_site), counts()
    assert "is the same. The old one was not touched." in run("move", "--to", postgres_url)
    for url in (postgres_url, f"sqlite:///{tmp_path / 'back' / 'diary.db'}"):
        database.disconnect()
        if url.startswith("sqlite:"):
            database.configure(postgres_url)
            run("move", "--to", url)
        moved = Site(config(url, tmp_path))
        # Nobody has to sign in again; those who look at the pages do.
        assert counts() == rows
        assert moved.browser().get("/feed.json").status == 200
        run("events", "verify")
        with database.connected():
            assert Session.select().exists()
            newest = LogEntry.select().count()
    assert pages(moved) == before
    database.disconnect()
    database.configure(sqlite_url)
    assert counts() == rows
    assert newest == rows["log"]
    assert alice.get("/notifications").status == 200


def test_a_database_with_members_is_never_moved_onto(sqlite_site, postgres_url, tmp_path):
    lived_in(sqlite_site)
    run("move", "--to", postgres_url)
    assert "members or entries in this database already" in run("move", "--to", postgres_url, code=1)


def test_what_was_recorded_meanwhile_is_told(sqlite_site, tmp_path):
    _, bob = lived_in(sqlite_site)
    over = threading.Event()

    def write():
        number = 0
        while not over.is_set():
            number += 1
            bob.log(f"Film {number}", "1990")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        said = run("move", "--to", f"sqlite:///{tmp_path / 'new.db'}", code=1)
    finally:
        over.set()
        writer.join()
    assert "came meanwhile, and not into the new database." in said
    assert "Stop the site, empty the new database, and move once more." in said


def test_a_place_that_cannot_be_reached_is_told_and_nothing_is_left(sqlite_site, tmp_path):
    lived_in(sqlite_site)
    assert "Nothing was moved." in run("move", "--to", "postgresql://nobody@127.0.0.1:1/none", code=1)
    assert "must start with" in run("move", "--to", "mysql://x", code=2)
    (tmp_path / "file").write_text("")
    assert "Nothing was moved." in run("move", "--to", f"sqlite:///{tmp_path / 'file' / 'new.db'}", code=1)


def test_a_database_of_something_else_is_left_alone(sqlite_site, tmp_path):
    lived_in(sqlite_site)
    other = database.open_database(f"sqlite:///{tmp_path / 'other.db'}")
    with other.connection_context():
        other.execute_sql("CREATE TABLE recipe (name TEXT)")
    assert "tables of something else" in run("move", "--to", f"sqlite:///{tmp_path / 'other.db'}", code=1)
    with other.connection_context():
        assert other.get_tables() == ["recipe"]


def test_files_move_to_a_bucket_and_back(sqlite_site, bucket, tmp_path):  # noqa: F811
    # The fixture chose the bucket as the site's store.
    storage.configure(f"file://{tmp_path / 'files'}")
    lived_in(sqlite_site)
    storage.put("exports/part-1", b"x" * 3_000_000)
    seen = pictures(tmp_path / "files")
    assert "Copied: 5 files" in run("files", "move", "--to", "s3://diary/pictures")
    assert {name.rpartition("/")[2] for name in bucket.files} == {*seen, "part-1"}
    assert "Copied: 0 files, 0 bytes. There already: 5." in run("files", "move", "--to", "s3://diary/pictures")
    storage.configure("s3://diary/pictures")
    assert "Copied: 5 files" in run("files", "move", "--to", f"file://{tmp_path / 'back'}")
    assert pictures(tmp_path / "back") == seen
    assert pictures(tmp_path / "files") == seen


def test_moving_files_goes_on_where_it_stopped(sqlite_site, bucket, tmp_path):  # noqa: F811
    storage.configure(f"file://{tmp_path / 'files'}")
    lived_in(sqlite_site)
    run("files", "move", "--to", "s3://diary/pictures")
    damaged, lost = sorted(bucket.files)[:2]
    bucket.files[damaged] = b"half"
    del bucket.files[lost]
    assert "Copied: 2 files" in run("files", "move", "--to", "s3://diary/pictures")
    assert bucket.files[damaged] == (tmp_path / "files" / "posters" / damaged.rpartition("/")[2]).read_bytes()
    bucket.broken = 503
    said = run("files", "move", "--to", "s3://diary/pictures", code=1)
    assert "the bucket does not answer" in said
    assert "goes on where this one stopped" in said


def test_a_store_of_another_kind_is_refused(sqlite_site):
    assert "--to must be" in run("files", "move", "--to", "ftp://files", code=2)


@pytest.mark.parametrize("there", [False, True])
def test_posters_and_exports_come_from_a_bucket_as_from_a_folder(sqlite_url, tmp_path, bucket, there):  # noqa: F811
    store = "s3://diary/pictures" if there else f"file://{tmp_path / 'files'}"
    site = Site(config(sqlite_url, tmp_path, storage_url=store))
    alice, _ = lived_in(site)
    page = alice.get("/members/alice/diary").html
    poster = alice.client.get(re.search(r"/posters/\w+\.webp", page)[0])
    assert (poster.status_code, poster.data[:6] in (b"small ", b"large ")) == (200, True)
    assert "immutable" in poster.headers["Cache-Control"]
    answer = asked(alice)
    assert (answer.status_code, answer.data[:2]) == (200, b"PK")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    bucket.broken = 503
    gone = alice.client.get(re.search(r"/posters/\w+\.webp", page)[0])
    assert gone.status_code == (503 if there else 200)
    database.disconnect()
