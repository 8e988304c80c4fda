"""Watching the site: who may, what they are told, and that the numbers are those of what was done."""

import re

import pytest
from people import Site, config, stubbed
from provider_stub import ProviderStub
from servers import until

from moviediary import database, deliveries, figures, metrics, storage, tallies
from moviediary.database import db
from moviediary.disks import fullest

TOKEN = "a token of some length"
STRANGER = {"REMOTE_ADDR": "192.0.43.8"}
LINE = re.compile(r"moviediary_(\w+?)(?:\{(.*)\})? ([0-9.e+-]+)")


@pytest.fixture
def watched(database_url, tmp_path, redis_url):
    """A site that counts, in a Redis it shares with the worker."""
    yield Site(config(database_url, tmp_path, metrics=True, monitor_token=TOKEN, redis_url=redis_url))
    database.disconnect()
    metrics.configure(False)
    tallies.configure("")


def numbers(browser):
    """What Prometheus reads, by name and labels."""
    answer = browser.get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {}
    for line in answer.html.splitlines():
        if not line.startswith("#"):
            name, labels, value = LINE.fullmatch(line).groups()
            found[name, *re.findall(r'"((?:[^"\\]|\\.)*)"', labels or "")] = float(value)
    return found


def more(before, after):
    """What became more, without times."""
    return {
        name: after[name] - before.get(name, 0)
        for name in after
        if name[0].endswith("_total") and after[name] != before.get(name, 0)
    }


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_how_a_site_is_run_is_told_to_its_network_and_to_whoever_has_the_token(watched, path):
    stranger = watched.browser()
    assert stranger.get(path).status == 200
    stranger.client.environ_base.update(STRANGER)
    nothing = stranger.get("/nothing")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}):
        refused = stranger.get(path, **headers)
        assert (refused.status, refused.text) == (404, nothing.text)
    assert stranger.get(path, Authorization=f"Bearer {TOKEN}").status == 200


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_a_proxy_nobody_believes_makes_everybody_a_stranger(watched, path):
    assert watched.browser().get(path, **{"X-Forwarded-For": "10.0.0.1"}).status == 404


def test_an_empty_token_opens_nothing(small_site):
    stranger = small_site.browser()
    stranger.client.environ_base.update(STRANGER)
    assert stranger.get("/readyz", Authorization="Bearer ").status == 404


def test_numbers_are_told_only_where_they_are_wanted(small_site):
    assert small_site.browser().get("/metrics").status == 404


def test_a_site_that_cannot_save_anything_is_not_ready_and_says_why(small_site):
    browser = small_site.browser()
    ready = browser.get("/readyz").response
    assert (ready.status_code, ready.json["ready"], ready.json["database"]) == (200, True, "can be written")
    # There is neither Redis nor a worker.
    assert ready.json["well"] is False
    db.execute_sql("PRAGMA query_only = 1")
    try:
        until(lambda: browser.get("/readyz").status == 503, "it is noticed")
        refused = browser.get("/readyz").response
    finally:
        db.execute_sql("PRAGMA query_only = 0")
    assert refused.json["ready"] is False
    assert "readonly" in refused.json["database"]
    assert "not reachable" in refused.json["queue"]


def test_requests_are_counted_by_route_and_never_by_path(watched):
    alice = watched.member("alice")
    before = numbers(alice)
    alice.get("/members/alice")
    alice.get("/members/nobody")
    alice.get("/nothing/there?secret=1")
    alice.client.head("/members/alice")
    entry = alice.log()
    after = numbers(alice)
    counted = more(before, after)
    show = "/members/<username>"
    assert counted["requests_total", show, "GET", "2xx"] == 1
    assert counted["requests_total", show, "GET", "4xx"] == 1
    assert counted["requests_total", show, "HEAD", "2xx"] == 1
    assert counted["requests_total", "none", "GET", "4xx"] == 1
    assert counted["requests_total", "/reviews", "POST", "3xx"] == 1
    assert counted["requests_total", "/metrics", "GET", "2xx"] == 1
    told = alice.get("/metrics").html
    assert not [word for word in ("alice", "nobody", "secret", "there", entry) if word in told]


@pytest.mark.everywhere
def test_times_are_a_histogram_that_agrees_with_the_count(watched):
    alice = watched.member("alice")
    for _ in range(5):
        alice.get("/about")
    found = numbers(alice)
    buckets = [(name[2], value) for name, value in found.items() if name[:2] == ("request_seconds_bucket", "/about")]
    assert [end for end, _ in buckets] == [*(str(end) for end in metrics.TIMES), "+Inf"]
    values = [value for _, value in buckets]
    assert values == sorted(values)
    assert values[-1] == found["request_seconds_count", "/about"] == found["requests_total", "/about", "GET", "2xx"]
    assert found["request_seconds_sum", "/about"] > 0


def test_each_family_is_told_once_with_its_kind(watched):
    text = watched.member("alice").get("/metrics").html
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE)
    names = [name for name, _ in kinds]
    assert len(names) == len(set(names)) > 10
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert {re.sub(r"_(bucket|sum|count)$", "", re.match(r"\w+", line)[0]) for line in lines} <= set(names)
    assert len(lines) == len({line.rpartition(" ")[0] for line in lines})
    assert text.endswith("\n")
    for name, kind in kinds:
        assert name.endswith("_total") is (kind == "counter")


def test_feeds_are_counted_by_what_they_cost(watched):
    alice = watched.member("alice")
    alice.log()
    before = numbers(alice)
    first = alice.get("/feed.rss")
    alice.get("/feed.rss")
    alice.get("/feed.rss", **{"If-None-Match": first.headers["ETag"]})
    counted = more(before, numbers(alice))
    assert {name[1]: counted[name] for name in counted if name[0] == "feed_answers_total"} == {
        "made": 1,
        "kept": 1,
        "unchanged": 1,
    }


@pytest.mark.everywhere
def test_limits_that_were_hit_are_counted(database_url, tmp_path, redis_url):
    limited = {**config(database_url, tmp_path).rate_limits, "SEARCH": "1 per hour"}
    site = Site(config(database_url, tmp_path, metrics=True, rate_limits=limited, redis_url=redis_url))
    alice = site.member("alice")
    before = numbers(alice)
    assert [alice.get("/reviews/new/choices?q=x").status for _ in range(3)] == [200, 429, 429]
    assert more(before, numbers(alice))["limits_hit_total", "SEARCH"] == 2
    database.disconnect()
    metrics.configure(False)
    tallies.configure("")


def test_work_is_counted_by_state_until_it_is_done(watched, deliver_all):
    alice = watched.member("alice")
    alice.log()
    waiting = numbers(alice)
    assert waiting["deliveries", "waiting"] == deliveries.waiting_count() > 0
    assert waiting["deliveries", "given_up"] == 0
    deliver_all()
    after = numbers(alice)
    assert after["deliveries", "waiting"] == after["delivery_oldest_seconds",] == 0
    assert after["delivery_attempts_total", "sync_poster", "done"] == 1


def test_long_work_is_counted_by_kind(watched):
    alice = watched.member("alice")
    alice.send("/exports", "/exports")
    assert numbers(alice)["work", "export", "waiting"] == 1


def test_questions_to_film_databases_are_counted_by_what_became_of_them(sqlite_url, tmp_path, redis_url):
    with ProviderStub() as stub:
        site = Site(config(sqlite_url, tmp_path, metrics=True, redis_url=redis_url, **stubbed(stub, tmp_path)))
        alice = site.member("alice")
        for _ in range(2):
            alice.get("/reviews/new/found?q=tt0133093")
        found = numbers(alice)
        assert found["provider_questions_total", "TMDB", "answered"] >= 1
        assert found["provider_questions_total", "TMDB", "kept"] >= 1
        assert found["provider_left_alone", "TMDB"] == 0
    database.disconnect()
    metrics.configure(False)
    tallies.configure("")


def test_without_redis_the_web_is_counted_all_the_same(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, metrics=True))
    alice = site.member("alice")
    before = numbers(alice)
    alice.get("/about")
    assert more(before, numbers(alice))["requests_total", "/about", "GET", "2xx"] == 1
    database.disconnect()
    metrics.configure(False)


def test_the_size_of_a_site_is_measured_by_the_schedule_and_kept(watched):
    alice = watched.member("alice")
    alice.log()
    storage.put("posters/some.webp", b"x" * 1234)
    assert ("events",) not in numbers(alice)
    assert "measured within an hour" in alice.get("/admin").text
    figures.measure()
    first = numbers(alice)
    assert (first["events",], first["stored_files",], first["stored_bytes",]) == (2, 1, 1234)
    assert first["database_bytes",] == pytest.approx(figures.database_bytes(), rel=0.5)
    alice.log("Solaris", "1972")
    assert numbers(alice)["events",] == 2
    figures.measure()
    assert numbers(alice)["events",] == 4
    page = alice.get("/admin").text
    assert "4 in the log" in page
    assert "1 in a folder, 1.2 kB" in page


def test_the_admin_sees_databases_that_do_not_answer_and_what_runs(watched):
    page = watched.member("alice").get("/admin").text
    for words in ("Queue", "Worker", "Deliveries", "Schema", "SQLite " if database.is_sqlite() else "Postgres ", "Python 3"):
        assert words in page
    assert ("Disk" in page) is (fullest() is not None)
