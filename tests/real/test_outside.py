"""What a stranger learns of how the site is run: whom to tell of a weakness, where robots may go, and nothing else."""

import re
import socket

import pytest
import requests
from processes import Processes, Visitor

from moviediary import database
from moviediary.config import ROOT

pytestmark = pytest.mark.real
FAR = {"X-Forwarded-For": "203.0.113.7"}
FOR_WATCHERS = ("/metrics", "/readyz")
DEBUGGERS = ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js", "/debug", "/_debug_toolbar/", "/.env", "/.git/config")
# A trace, a path of this machine, or a name of something it is made of with its number.
TRACE = re.compile(r'Traceback|File "|line \d+, in |site-packages|\.py\b')
MADE_OF = re.compile(r"(werkzeug|gunicorn|flask|python|jinja|redis|sqlite|postgres|nginx)[/ ]?v?\d", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory, redis_server, sqlite_template):
    folder = tmp_path_factory.mktemp("outside")
    (folder / "diary.db").write_bytes(sqlite_template.read_bytes())
    site = Processes(folder, redis_server.patient_url, CONTACT="ada@example.org", METRICS="on")
    site.start_web()
    yield site
    site.stop()


def ask(site, path, method="GET", **more):
    return requests.request(method, site.address + path, timeout=20, allow_redirects=False, **{"headers": FAR, **more})


def told(answer):
    """All that stands in an answer, headers too."""
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), answer.text])


def raw(site, text):
    """What is answered to something that is no request."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")


def test_whom_to_write_to_and_where_robots_may_go_is_there(site):
    assert "Contact: mailto:ada@example.org" in ask(site, "/.well-known/security.txt").text
    assert ask(site, "/robots.txt").text.startswith("User-agent: *")


@pytest.mark.parametrize("path", FOR_WATCHERS)
def test_how_the_site_is_doing_is_told_to_nobody_from_outside(site, path):
    assert ask(site, path).status_code == 404
    assert ask(site, path, headers={**FAR, "Authorization": "Bearer "}).status_code == 404


def test_numbers_are_told_to_nobody_unless_the_settings_say_so(tmp_path, redis_url):
    site = Processes(tmp_path, redis_url)
    site.start_web()
    try:
        assert requests.get(f"{site.address}/metrics", timeout=20).status_code == 404
    finally:
        site.stop()


@pytest.mark.parametrize("path", DEBUGGERS)
def test_nothing_for_programmers_is_there(site, path):
    answer = ask(site, path)
    assert answer.status_code == (200 if path.startswith("/?") else 404)
    assert "debugger" not in answer.text.lower()


def test_no_static_file_leads_to_its_source(site, figure):
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    maps = [path.name for path in files if path.suffix == ".map" or b"sourceMappingURL" in path.read_bytes()]
    figure(f"{len(files)} static files", f"{len(maps)} source maps")
    assert maps == []


def test_no_answer_says_what_the_site_is_made_of(site, figure):
    answers = [
        ask(site, "/"),
        ask(site, "/nothing"),
        ask(site, "/logout"),
        ask(site, "/login", "POST", data={"identifier": "x" * 2_000_000}),
        ask(site, "/static/css/base.css"),
        ask(site, "/static/%2e%2e/%2e%2e/etc/passwd"),
        ask(site, "/", "TRACE"),
        ask(site, "/", "BREW"),
        ask(site, "/", headers={**FAR, "Host": "evil.example:99999"}),
        ask(site, "/", headers={**FAR, "X-Long": "x" * 20_000}),
    ]
    rubbish = (b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET /\0 HTTP/1.1\r\nA: b\r\n\r\n", b"x" * 9000)
    texts = [*map(told, answers), *(raw(site, text) for text in rubbish)]
    found = [found[0] for text in texts for found in MADE_OF.finditer(text)]
    figure(f"{len(texts)} answers of all kinds", f"{len(found)} name a version")
    assert {answer.headers.get("Server", "") for answer in answers} <= {"", "gunicorn"}
    assert not any("X-Powered-By" in answer.headers for answer in answers)
    assert found == []
    assert not any(TRACE.search(text) for text in texts)


NONSENSE = "UPDATE member SET created_at = '{}' WHERE username = 'bob'"
BREAKS = {
    "tables that are gone": ("ALTER TABLE movie RENAME TO lost_movie", "ALTER TABLE lost_movie RENAME TO movie", 503),
    "nonsense in a table": (NONSENSE.format("nonsense"), NONSENSE.format("2026-05-01 12:00:00"), 500),
}


@pytest.fixture(scope="module")
def alice(site):
    Visitor(site.address).register("bob")
    alice = Visitor(site.address)
    alice.register("alice")
    alice.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979")
    return alice


@pytest.mark.parametrize(("breaks", "mends", "status"), BREAKS.values(), ids=BREAKS)
def test_what_breaks_is_told_without_a_trace(site, alice, breaks, mends, status, figure):
    database.configure(site.env["DATABASE_URL"])
    try:
        with database.connected():
            database.db.execute_sql(breaks)
        paths = ("/members/bob", "/members/alice", "/search?q=stalker", "/feed.rss", "/members/alice/diary")
        answers = [one.get(site.address + path, timeout=20) for path in paths for one in (alice.session, requests)]
    finally:
        with database.connected():
            database.db.execute_sql(mends)
        database.disconnect()
    broken = [told(answer) for answer in answers if answer.status_code == status]
    traces = [text for text in broken if TRACE.search(text) or MADE_OF.search(text) or "lost_" in text or "nonsense" in text]
    figure(f"{len(broken)} answers of a site that is broken", f"{len(traces)} with a trace")
    assert sum("<!doctype html>" in text for text in broken) >= 2
    assert traces == []
