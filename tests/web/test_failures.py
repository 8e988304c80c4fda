"""When something breaks: a sentence, the right status, and what was typed still there."""

from datetime import timedelta

import peewee
import pytest
from people import Site, config

from moviediary import clock, create_app, database, jobs, publishing, sweep
from moviediary.accounts.models import Session
from moviediary.database import db
from moviediary.log import LogEntry
from moviediary.movies.models import Movie


def locked(site):
    """Another writer that holds the database and does not let go."""
    other = database.open_database(f"sqlite:///{db.obj.database}")
    other.connect()
    other.execute_sql("BEGIN IMMEDIATE")
    return other


def test_a_database_that_is_busy_says_so_and_keeps_what_was_typed(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path))
    alice = site.member("alice")
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Stalker", "year": "1979", "text": "Kept."}
    # The five seconds a writer waits are too long for a test.
    db.execute_sql("PRAGMA busy_timeout = 100")
    other = locked(site)
    try:
        busy = alice.post("/reviews", form)
        assert busy.status == 503
        assert busy.headers["Retry-After"]
        assert "Kept." in busy.text
        again = busy.form("/reviews")
        part = alice.post("/reviews", form, partial=True)
        assert part.status == 503
    finally:
        other.execute_sql("ROLLBACK")
        other.close()
    assert alice.post("/reviews", again).status == 303
    assert alice.get("/members/alice").entries()
    database.disconnect()


def test_pages_can_be_read_while_another_writer_does_not_let_go(small_site):
    alice = small_site.member("alice")
    alice.log()
    # It is an hour since this was noted last, so that the next page would.
    Session.update(seen_at=clock.now() - timedelta(hours=2)).execute()
    db.execute_sql("PRAGMA busy_timeout = 100")
    other = locked(small_site)
    try:
        page = alice.get("/members/alice")
        assert (page.status, len(page.entries())) == (200, 1)
    finally:
        other.execute_sql("ROLLBACK")
        other.close()
    alice.get("/")
    assert clock.now() - Session.get().seen_at < timedelta(hours=1)


def test_a_full_disk_says_so_and_nothing_is_half_written(small_site):
    alice = small_site.member("alice")
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Stalker", "year": "1979", "text": "Kept. " * 1600}
    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {pages}")
    full = alice.post("/reviews", form)
    assert full.status == 507
    assert full.form("/reviews")["text"].strip() == form["text"].strip()
    assert (Movie.select().count(), LogEntry.select().count()) == (0, 0)
    db.execute_sql("PRAGMA max_page_count = 1000000")
    assert alice.post("/reviews", full.form("/reviews")).status == 303


def test_how_the_site_is_run_is_told_only_nearby(small_site):
    stranger = small_site.browser()
    stranger.client.environ_base["REMOTE_ADDR"] = "192.0.43.8"
    assert stranger.get("/readyz").status == 404
    assert stranger.get("/healthz").status == 200


def test_a_write_after_the_session_ended_is_kept_for_the_next_one(small_site):
    alice = small_site.member("alice")
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Stalker", "year": "1979", "text": "Kept."}
    alice.send("/", "/logout")
    told = alice.post("/reviews", form)
    assert told.status == 401
    assert told.form("/reviews")["text"] == "Kept."


def test_passwords_are_never_shown_again(small_site):
    small_site.member("alice")
    refused = small_site.browser().post("/settings/password", {"current": "my old secret", "new": "my new secret", "x": "y"})
    assert refused.status == 401
    assert "secret" not in refused.html


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/admin", 404), ("/members/nobody", 404), ("/logout", 405)])
def test_errors_have_a_page_of_the_site(small_site, path, status):
    page = small_site.browser().get(path)
    assert page.status == status
    assert "Movie Diary" in page.text
    assert "To the front page" in page.text


def test_an_error_in_a_part_of_a_page_is_a_message_and_not_a_page(small_site):
    alice = small_site.member("alice")
    told = alice.get("/reviews/zzzz", partial=True)
    assert told.status == 404
    assert "<!doctype" not in told.html
    assert "#toasts" in told.html


def test_whether_the_site_is_well_can_be_asked(small_site):
    browser = small_site.browser()
    assert browser.get("/healthz").status == 200
    ready = browser.get("/readyz").response
    assert ready.status_code == 200
    assert "not reachable" in ready.json["queue"]


def test_the_admin_sees_what_a_message_server_is_yet_to_be_told(small_site, sqlite_url, tmp_path):
    admin = Site(config(sqlite_url, tmp_path, nats_url="nats://127.0.0.1:1")).member("alice")
    admin.log("Stalker")
    told = admin.get("/readyz").response.json["events out"]
    assert " for nats, the oldest for " in told
    publishing.configure(())


def test_how_the_site_is_can_be_told_while_redis_does_not_answer_sense(sqlite_url, tmp_path, redis_server, redis_url):
    admin = Site(config(sqlite_url, tmp_path, redis_url=redis_url)).member("alice")
    sweep.sweep(timedelta(0))
    assert "0 listening" in admin.get("/readyz").response.json["worker"]
    with redis_server.client() as client:
        # The list of workers is no list: an answer to a ping does not promise one to every question.
        client.set("rq:workers", "x")
    assert admin.get("/admin").status == 200
    ready = admin.get("/readyz").response
    assert (ready.status_code, "listening" in ready.json["worker"]) == (200, False)
    jobs.bell.link.connection.close()
    database.disconnect()


def test_without_a_database_the_process_is_alive_but_not_ready(tmp_path):
    site = Site(config("postgresql://nobody@localhost:1/nothing", tmp_path))
    browser = site.browser()
    assert browser.get("/healthz").status == 200
    assert browser.get("/readyz").status == 503
    assert browser.get("/").status == 503
    database.disconnect()


@pytest.mark.parametrize(("error", "status"), [(peewee.DatabaseError, 503), (peewee.IntegrityError, 500)])
def test_a_connection_that_breaks_in_the_middle_of_an_answer_is_no_fault_of_the_site(postgres_url, tmp_path, error, status):
    assert failing(postgres_url, tmp_path, error("server closed the connection unexpectedly")) == status


def test_a_file_that_is_damaged_will_not_be_well_in_a_moment(sqlite_url, tmp_path):
    assert failing(sqlite_url, tmp_path, peewee.DatabaseError("database disk image is malformed")) == 500


def failing(url, tmp_path, error):
    """The status of a page that ends with this error of the database."""
    app = create_app(config(url, tmp_path))

    @app.get("/failing")
    def fail():
        raise error

    status = app.test_client().get("/failing").status_code
    database.disconnect()
    return status
