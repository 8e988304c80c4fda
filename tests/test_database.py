"""The database: the same behaviour from SQLite and Postgres, and nothing lost."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from statistics import median

import peewee
import pytest
from servers import until

from moviediary import database
from moviediary.config import ROOT
from moviediary.database import connected, db, writing
from moviediary.tables import ListField, Row, UtcField

NOON = datetime(2026, 2, 28, 12, 0, tzinfo=UTC)
AGAIN = """
import sys, time
from moviediary import database
database.configure(sys.argv[1])
while True:
    with database.writing():
        database.db.execute_sql("UPDATE moment SET count = count + 1 WHERE id = 1")
        time.sleep(0.02)
"""


class Moment(Row):
    at = UtcField(null=True)
    words = ListField(default=())
    count = peewee.IntegerField(default=0)


@pytest.fixture
def moments(database):
    database.create_tables([Moment])
    yield database
    database.drop_tables([Moment])


@pytest.mark.parametrize("at", [NOON, NOON.replace(microsecond=1), datetime(1, 1, 1, tzinfo=UTC), None])
def test_a_moment_comes_out_as_it_went_in(moments, at):
    Moment.insert(at=at).execute()
    assert Moment.get().at == at


@pytest.mark.parametrize("at", [datetime(2026, 2, 28, 12), NOON.astimezone(timezone(timedelta(hours=2)))])  # noqa: DTZ001
def test_a_time_that_is_not_utc_is_refused(moments, at):
    with pytest.raises(ValueError, match=r"at: .* is not in UTC"):
        Moment.insert(at=at).execute()
    with pytest.raises(ValueError, match="is not in UTC"):
        Moment.get_or_none(Moment.at < at)


def test_moments_are_compared_as_moments(moments):
    times = [NOON + timedelta(microseconds=number) for number in (0, 1, 999_999, 1_000_000)]
    Moment.insert_many([{"at": at} for at in reversed(times)]).execute()
    assert [row.at for row in Moment.select().order_by(Moment.at)] == times
    assert Moment.select().where(Moment.at > times[0]).count() == 3
    assert Moment.select(peewee.fn.MIN(Moment.at)).scalar() == times[0]


@pytest.mark.parametrize("words", [(), ("a",), ('"', "\N{CLAPPER BOARD}", "a,b", "[]", "")])
def test_a_list_of_words_comes_out_as_it_went_in(moments, words):
    Moment.insert(words=words).execute()
    assert Moment.get().words == words


def test_writers_at_the_same_time_wait_for_each_other(moments):
    Moment.insert(id=1).execute()
    database.disconnect()
    problems = []

    def add():
        try:
            for _ in range(20):
                with writing():
                    Moment.update(count=Moment.get().count + 1).execute()
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    moments.connect(reuse_if_open=True)
    assert (problems, Moment.get().count) == ([], 120)


def test_who_writes_again_and_again_lets_each_other_process_through_in_between(sqlite_url):
    """As an import does, many transactions without a pause: another process gets its turn after the one that is going on."""
    database.configure(sqlite_url)
    db.create_tables([Moment])
    Moment.insert(id=1).execute()
    database.disconnect()
    busy = subprocess.Popen([sys.executable, "-c", AGAIN, sqlite_url], cwd=ROOT)
    try:
        until(lambda: counted() > 3, "the other process writes")
        passed = []
        for _ in range(10):
            before = counted()
            Moment.insert(count=0).execute()
            passed.append(counted() - before)
    finally:
        busy.kill()
        busy.wait()
        db.drop_tables([Moment])
        database.disconnect()
    # The one that was going on, the one that ends while the count is asked for, and one more; but who stops in between, as any
    # process does at times on a busy machine, lets more of them through.
    assert median(passed) <= 3, passed


def counted():
    return Moment.get(Moment.id == 1).count


ONE_MORE = "UPDATE moment SET count = count + 1 WHERE id = 1"


def elsewhere(look):
    def ask():
        with connected():
            return look()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask).result()


def change_later(transaction, *texts, look=False, fail=False):
    with transaction():
        if look:
            counted()
        for text in texts:
            db.later(text)
        if fail:
            raise KeyError


def test_what_is_done_later_is_done_before_the_next_look_and_with_the_commit(moments):
    Moment.insert(id=1).execute()
    with writing():
        db.later(ONE_MORE)
        db.later(ONE_MORE.replace("1 WHERE", f"{db.param} WHERE"), (10,))
        assert counted() == 11
        db.later(ONE_MORE)
    # By another connection, as others see it.
    assert elsewhere(counted) == 12
    db.later(ONE_MORE)
    assert elsewhere(counted) == 13


@pytest.mark.parametrize("look", [True, False])
def test_what_is_done_later_is_rolled_back_with_the_rest(moments, look):
    Moment.insert(id=1).execute()
    with pytest.raises(KeyError):
        change_later(writing, ONE_MORE, look=look, fail=True)
    assert (counted(), db.in_transaction()) == (0, False)
    with writing():
        with pytest.raises(KeyError):
            change_later(db.atomic, ONE_MORE, look=look, fail=True)
        db.later(ONE_MORE)
    assert counted() == 1


def test_what_fails_later_fails_the_transaction_and_the_next_one_goes_well(moments):
    Moment.insert(id=1).execute()
    with pytest.raises(peewee.IntegrityError):
        change_later(writing, ONE_MORE, "INSERT INTO moment (id, words, count) VALUES (1, '[]', 0)")
    change_later(writing, ONE_MORE)
    assert counted() == 1


def test_a_reader_does_not_wait_for_a_writer(moments):
    Moment.insert(id=1).execute()
    seen = []

    def read():
        with connected():
            seen.append(Moment.get().count)

    with writing():
        Moment.update(count=5).execute()
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen == [0]


def test_a_connection_that_was_open_is_left_open(site_database):
    with connected():
        with connected():
            pass
        assert not db.is_closed()
    assert db.is_closed()


def test_migrating_at_the_same_time_migrates_once(tmp_path):
    database.configure(f"sqlite:///{tmp_path / 'new' / 'diary.db'}")
    names = []
    threads = [threading.Thread(target=lambda: names.extend(database.migrate())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == len(set(names)) >= 1
    assert database.pending() == []


def test_sqlite_is_a_version_and_set_up_so_that_it_loses_nothing(sqlite_url):
    database.configure(sqlite_url)
    with connected():
        settings = {
            name: db.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        assert db.server_version >= (3, 51, 3)
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_postgres_address_may_carry_a_password_and_settings_of_the_driver():
    opened = database.open_database(
        "postgres://diary:a%2Fb%40c@db.example:5433/movie%20diary?sslmode=require&options=-c%20work_mem%3D8MB"
    )
    assert opened.database == "movie diary"
    wanted = {"host": "db.example", "port": 5433, "user": "diary", "password": "a/b@c", "sslmode": "require"}
    assert {name: opened.connect_params[name] for name in wanted} == wanted
    assert opened.connect_params["options"] == f"{database.OPTIONS} -c work_mem=8MB"
