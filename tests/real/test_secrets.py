"""What must never be read in a log, an error page or a job: the site runs with marked secrets, and is looked through for them."""

import json
import re
import tempfile
import zlib
from pathlib import Path

import psycopg2
import pytest
import redis
import requests
from mailserver import MailServer
from processes import Processes, Visitor
from provider_stub import ProviderStub
from servers import RedisServer, until

pytestmark = pytest.mark.real
# Each with a name of its own, so that a failure says what was told, and by none of these letters anywhere else.
SETTINGS = ("secretkey", "redispass", "tmdbkey", "omdbkey", "smtppass", "natspass", "monitor", "dbpass", "awssecret")
TYPED = ("password", "wrongpass", "newpass", "words", "query", "feedkey", "tag", "address")
# Those that the film databases of the tests ask for.
GIVEN = {"tmdbkey": "tmdb-canary-key", "omdbkey": "omdb-canary-key"}


def canary(name):
    return GIVEN.get(name) or f"zqx-{name}-0123456789"


def in_redis(client):
    """All that stands there, jobs unpacked, as one text."""
    values = []
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"hash":
            values += [piece for pair in client.hgetall(key).items() for piece in pair]
        elif kind == b"string":
            values += [client.get(key)]
        elif kind == b"list":
            values += client.lrange(key, 0, -1)
        values += [key]
    return "\n".join(unpacked(value).decode("utf-8", "replace") for value in values)


def unpacked(value):
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


@pytest.fixture
def marked(postgres_url, tmp_path):
    """A site with marked secrets, its Redis, and a film database and a mail server that fail."""
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder, ProviderStub() as stub, MailServer() as mail:
        server = RedisServer(Path(folder))
        server.start()
        with server.client() as client:
            client.config_set("requirepass", canary("redispass"))
        address = f"{server.patient_url}&password={canary('redispass')}"
        site = Processes(tmp_path, address, **settings(postgres_url, stub, mail))
        site.log, site.worker_file = tmp_path / "log", Path(__file__).with_name("hasty_worker.py")
        stub.break_("image", "status", status=500)
        mail.mood = "closes"
        try:
            site.start_web()
            yield site, redis.from_url(address), server, postgres_url
        finally:
            site.stop()
            server.kill()


def settings(database_url, stub, mail):
    return {
        **stub.settings,
        "DATABASE_URL": database_url.replace("postgres@", f"postgres:{canary('dbpass')}@"),
        "SECRET_KEY": canary("secretkey"),
        "TMDB_API_KEY": canary("tmdbkey"),
        "OMDB_API_KEY": canary("omdbkey"),
        "SMTP_URL": f"smtp://somebody:{canary('smtppass')}@127.0.0.1:{mail.port}",
        "MAIL_FROM": "diary@example.org",
        "BASE_URL": "http://127.0.0.1",
        "NATS_URL": f"nats://somebody:{canary('natspass')}@127.0.0.1:1",
        "AWS_SECRET_ACCESS_KEY": canary("awssecret"),
        "MONITOR_TOKEN": canary("monitor"),
        "METRICS": "on",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "json",
    }


def an_evening(site, refused):
    """Alice does a bit of everything, and some of it wrongly."""
    alice = Visitor(site.address)
    made = alice.send("/register", "/register", username="alice", email="alice@example.org", password=canary("password"))
    assert made.status == 303
    entry = alice.send("/reviews/new?movie=tt0133093", "/reviews", text=canary("words"), tags=canary("tag"), rating="8")
    assert entry.status == 303, entry.text
    alice.send("/settings/feeds", "/settings/feeds/key")
    feed = re.search(r"feed\.rss\?key=([\w.-]+)", alice.get("/settings/feeds").html)[1]
    told = [
        alice.get(f"/members/alice/feed.rss?key={feed}"),
        alice.get(f"/members/alice/feed.rss?key={canary('feedkey')}"),
        alice.get(f"/search?q={canary('query')}"),
        alice.get(f"/reviews/new/found?q={canary('query')}"),
        alice.get(f"/nothing/{canary('query')}?q={canary('query')}"),
        alice.get(f"/unsubscribe/{canary('feedkey')}"),
        alice.send("/settings/password", "/settings/password", current=canary("wrongpass"), new=canary("newpass")),
        alice.post("/reviews", {"text": canary("words"), "password": canary("password")}),
        alice.send("/settings/webhooks", "/settings/webhooks", address=f"http://127.0.0.1:1/{canary('address')}", wants="diary"),
        Visitor(site.address).send("/login", "/login", identifier="alice", password=canary("wrongpass")),
        Visitor(site.address).post("/login", {"identifier": "alice", "password": canary("password")}),
    ]
    requests.get(f"{site.address}/metrics", headers={"Authorization": f"Bearer {canary('monitor')}"}, timeout=10)
    refused += [page for page in told if page.status >= 400]
    return alice, feed, alice.session.cookies["diary"]


def broken(site, alice, database_url):
    """What the site answers when its database refuses, and repeats in its errors what it was told to write."""
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    data = {**form, "title": "Stalker", "year": "1979", "text": canary("words")}
    alter(database_url, "ALTER TABLE review ADD CONSTRAINT no_more CHECK (id IS NULL) NOT VALID")
    answers = [alice.session.post(f"{site.address}/reviews", data=data, timeout=10)]
    alter(database_url, "ALTER TABLE review DROP CONSTRAINT no_more")
    alter(database_url, "ALTER TABLE review RENAME TO lost_review")
    answers += [
        alice.session.post(f"{site.address}/reviews", data=data, timeout=10),
        alice.session.get(f"{site.address}/search", params={"q": canary("query")}, timeout=10),
        alice.session.get(f"{site.address}/members/alice", params={"q": canary("query")}, timeout=10),
    ]
    alter(database_url, "ALTER TABLE lost_review RENAME TO review")
    return answers


def alter(database_url, statement):
    connection = psycopg2.connect(database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def found(text, names):
    return {name for name in names if canary(name) in text}


def test_no_secret_and_nothing_anybody_typed_is_in_logs_error_pages_or_jobs(marked):
    site, client, server, database_url = marked
    refused = []
    alice, feed, cookie = an_evening(site, refused)
    jobs = in_redis(client)
    site.start_worker()
    failed = broken(site, alice, database_url)
    assert 500 in {answer.status_code for answer in failed}
    until(lambda: "will be tried again" in site.log.read_text(), "the poster failed")
    until(lambda: "nats" in site.log.read_text(), "NATS is missed")
    server.kill()
    alice.get("/")
    until(lambda: "Redis is left alone" in site.log.read_text(), "Redis is missed")
    site.stop()
    log = site.log.read_text()
    # Or nothing would have been looked through.
    assert "moviediary.queue.deliver" in jobs
    assert {"GET /search: 200", "POST /reviews: 303"} <= {entry["message"] for entry in entries(log)}
    assert any("failed" in entry["message"] and "exception" in entry for entry in entries(log))
    for text in (log, jobs):
        assert found(text, (*SETTINGS, *TYPED)) == set()
        assert feed not in text
        assert cookie not in text
    assert "alice" not in log
    for page in [*(page.html for page in refused), *(answer.text for answer in failed)]:
        # What was typed may be there to be sent again; a password never.
        assert found(page, (*SETTINGS, "password", "wrongpass", "newpass")) == set()
        assert "Traceback" not in page


def test_lines_of_the_worker_name_the_event_they_are_about(marked):
    site, _, _, database_url = marked
    an_evening(site, [])
    site.start_worker()
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM log")
        events = {row[0] for row in cursor.fetchall()}
    connection.close()
    until(lambda: any("handler" in entry for entry in entries(site.log.read_text())), "a delivery is told of")
    told = [entry for entry in entries(site.log.read_text()) if "handler" in entry]
    assert {entry["event"] for entry in told} <= events
    assert all(entry["ms"] >= 0 and entry["attempt"] >= 1 for entry in told)


def entries(log):
    return [json.loads(line) for line in log.splitlines() if line.startswith("{")]
