"""The command line, as somebody at a shell uses it."""

import json
import os
import subprocess
import sys
import zipfile
from contextlib import closing
from resource import RLIMIT_FSIZE, setrlimit
from urllib.parse import urlsplit

import psycopg2
import pytest
from click.testing import CliRunner
from people import PASSWORD, Site, config
from starting import done

from moviediary import clock, database, ids
from moviediary.accounts.models import Member
from moviediary.commandline import commands
from moviediary.deliveries import Delivery
from moviediary.diary.models import RatingCount, Review

ROOT = database.MIGRATIONS.parents[1]


@pytest.fixture
def shell(tmp_path):
    """Run a command in a process and on a database of its own; its output, after its exit code is what was expected."""

    def run(*arguments, code=0, url=f"sqlite:///{tmp_path / 'diary.db'}", typed="", prepare=None):
        env = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "SECRET_KEY": "x", "STORAGE_URL": f"file://{tmp_path / 'files'}"}
        env |= {"REDIS_URL": f"unix://{tmp_path / 'no.sock'}", "LOG_LEVEL": "error", "METADATA_PROVIDERS": "none"}
        line = ["-m", "moviediary", *arguments]
        if prepare:
            # Python takes no notice where a file it compiled is cut off, and nobody could import it any more.
            env["PYTHONDONTWRITEBYTECODE"] = "1"
            quiet = {"capture_output": True, "text": True, "timeout": 60}
            ended = subprocess.run([sys.executable, *line], cwd=ROOT, env=env, preexec_fn=prepare, **quiet)
        else:
            ended = done(*line, env=env, typed=typed)
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    return run


@pytest.fixture
def here(site):
    """Run a command in this process, on the database it has: each start of another takes half a second."""

    def run(*arguments, code=0, typed=""):
        done = CliRunner().invoke(commands, arguments, input=typed)
        assert done.exit_code == code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.output

    return run


@pytest.fixture
def site(sqlite_url, tmp_path):
    yield Site(config(sqlite_url, tmp_path))
    database.disconnect()


def test_a_new_database_is_migrated_once(shell):
    assert "ran 0001_initial" in shell("migrate")
    assert "up to date" in shell("migrate")


def test_a_member_is_made_and_can_sign_in(shell, site, sqlite_url):
    told = shell(
        "create-member", "Alice", "--email", "a@example.org", "--admin", "--password-stdin", url=sqlite_url, typed=PASSWORD + "\n"
    )
    assert "alice can sign in and is an admin" in told
    signed_in = site.browser().send("/login", "/login", identifier="alice", password=PASSWORD)
    assert signed_in.status == 303


def test_a_member_with_a_bad_password_is_refused_with_a_sentence(here):
    told = here("create-member", "alice", "--email", "a@example.org", "--password-stdin", typed="short\n", code=1)
    assert "at least 8 characters" in told
    assert "Traceback" not in told


def test_a_forgotten_password_is_set_anew_and_ends_the_sessions(here, site):
    alice = site.member("alice")
    here("set-password", "alice", "--password-stdin", typed="another good one\n")
    assert alice.get("/settings/profile").status == 302
    signed_in = site.browser().send("/login", "/login", identifier="alice", password="another good one")
    assert signed_in.status == 303
    assert "no member called nobody" in here("set-password", "nobody", "--password-stdin", typed="x\n", code=1)


def test_a_table_that_is_not_what_the_log_says_is_found_and_put_right(here, site):
    alice = site.member("alice")
    entry = alice.log(rating="9")
    assert "no difference" in here("events", "verify")
    Review.update(rating=1).where(Review.id == ids.from_short(entry)).execute()
    RatingCount.delete().execute()
    told = here("events", "verify", code=1)
    assert "review" in told
    assert "rating_count" in told
    assert "2 rows were put right" in here("events", "rebuild")
    assert "no difference" in here("events", "verify")
    assert Review.get().rating == 9


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_no_room_for_the_comparison_is_a_sentence(shell, site, sqlite_url, command):
    site.member("alice").log(rating="9")
    told = shell("events", command, url=sqlite_url, code=2, prepare=lambda: setrlimit(RLIMIT_FSIZE, (0, 0)))
    assert told.startswith("The tables cannot be made from the log: ")
    assert "as much room as the database has now" in told
    assert "Traceback" not in told


@pytest.fixture
def modest_url(postgres_template):
    """The database as a user sees it who may read and write its tables, and no more."""
    connection = psycopg2.connect(postgres_template)
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE modest LOGIN PASSWORD 'modest'")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO modest")
        parts = urlsplit(postgres_template)
        yield parts._replace(netloc=f"modest:modest@{parts.netloc.rpartition('@')[2]}").geturl()
        cursor.execute("DROP OWNED BY modest")
        cursor.execute("DROP ROLE modest")


def test_no_right_to_make_a_schema_is_a_sentence(shell, modest_url):
    told = shell("events", "verify", url=modest_url, code=2)
    assert "permission denied for database" in told
    assert "in a schema, which the user must be allowed to create" in told
    assert "Traceback" not in told


def test_the_log_is_told_as_lines_of_json(here, site):
    site.member("alice").log(text="Rain.")
    lines = [json.loads(line) for line in here("events", "tail", "--once").splitlines()]
    assert [line["subject"] for line in lines] == ["movies.discovered", "reviews.logged"]
    assert lines[1]["data"]["viewing"]["text"] == "Rain."
    assert lines[1]["at"].endswith("Z")


def test_given_up_deliveries_are_listed_and_tried_again(here, site):
    site.member("alice").log()
    here("sweep")
    assert not Delivery.select().where(Delivery.done_at.is_null()).exists()
    Delivery.update(done_at=None, failed_at=clock.now(), error="no answer").where(Delivery.handler == "enrich").execute()
    listed = here("deliveries", "list")
    assert "enrich for Stalker (1979)" in listed
    assert "no answer" in listed
    number = listed.split("\t")[0]
    here("deliveries", "retry", number)
    here("sweep")
    assert "Nothing is waiting" in here("deliveries", "list")
    assert "was given up" in here("deliveries", "retry", "999", code=1)


def test_the_demonstration_fills_an_empty_diary_and_only_that(here, site):
    told = here("demo")
    assert "Sign in as mira" in told
    assert Member.select().count() == 3
    assert 480 <= Review.select().count() <= 520
    assert "no difference" in here("events", "verify")
    assert "members here already" in here("demo", code=1)
    page = site.browser().get("/members/mira")
    assert len(page.entries()) == 20
    assert len(site.browser().get("/members/mira/diary").entries()) == 50


def test_a_senseless_setting_is_told_in_a_sentence(shell):
    told = shell("migrate", url="mysql://x", code=1)
    assert told == "DATABASE_URL must start with sqlite:/// or postgresql://.\n"


@pytest.mark.parametrize("command", [("migrate",), ("demo",), ("events", "tail", "--once"), ("deliveries", "list"), ("sweep",)])
def test_a_database_that_does_not_answer_is_a_sentence(shell, tmp_path, command):
    said = shell(*command, code=1, url=f"postgresql://diary@/diary?host={tmp_path}")
    assert "The database says: " in said
    assert "doctor" in said
    assert "Traceback" not in said


def test_every_command_explains_itself(shell, here):
    assert "create-member" in shell("--help")
    for command in (["migrate"], ["create-member"], ["events", "verify"], ["deliveries", "retry"], ["sweep"], ["demo"]):
        assert "--help" in here(*command, "--help")


def test_a_diary_is_exported_into_a_file_that_only_its_owner_reads(shell, site, sqlite_url, tmp_path):
    site.member("alice").log("Stalker", audience="me")
    file = tmp_path / "diary.zip"
    told = shell("export", "--member", "Alice", str(file), url=sqlite_url)
    assert "holds 4 rows" in told
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        assert b"Stalker" in archive.read("reviews.jsonl")
    assert [path.name for path in tmp_path.glob(".diary*")] == []


def test_an_export_can_go_to_standard_output(here, site):
    site.member("alice").log("Stalker")
    (review,) = json.loads(here("export", "--member", "alice", "-", "--format", "json"))
    assert review["movie"]["title"] == "Stalker"


def test_an_export_that_cannot_be_made_is_a_sentence_and_leaves_the_old_file(here, site, tmp_path):
    site.member("alice")
    file = tmp_path / "diary.zip"
    file.write_text("older")
    assert "no member called nobody" in here("export", "--member", "nobody", str(file), code=1)
    assert file.read_text() == "older"
    told = here("export", "--member", "alice", str(tmp_path / "nowhere" / "x.zip"), code=1)
    assert "cannot be written: No such file or directory" in told
    assert "Traceback" not in told
    assert "room for posters" in here("export", "--member", "alice", "-", "--format", "csv", "--posters", code=2)


def test_a_file_to_import_that_cannot_be_read_is_a_sentence(here, site, tmp_path):
    site.member("alice")
    file = tmp_path / "ratings.csv"
    file.write_text("Date,Name,Year,Letterboxd URI,Rating\n")
    # A file in the folder of root cannot be looked at either. Click would say of both that they do not exist.
    hidden = file / "profile.json"
    refusal = f"Error: {hidden} cannot be read: Not a directory.\n"
    assert here("import", str(hidden), "--member", "alice", code=1) == refusal
    assert here("import", str(file), "--member", "alice", "--profile", str(hidden), code=1) == refusal
    file.write_bytes(b"\xff\xfe{")
    assert "Traceback" not in here("import", str(file), "--member", "alice", "--profile", str(file), code=1)
