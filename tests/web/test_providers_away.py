"""A film database that fails in every way there is: pages are made of what the site has, and wait for nobody."""

import time

import pytest
from people import Site, config, stubbed
from provider_stub import ProviderStub
from tries import numbers

from moviediary import database, http

FAULTS = (
    {"mode": "status", "status": 500},
    {"mode": "status", "status": 503, "retry_after": "7"},
    {"mode": "status", "status": 429, "retry_after": "9"},
    {"mode": "status", "status": 404},
    {"mode": "status", "status": 401},
    {"mode": "malformed"},
    {"mode": "html"},
    {"mode": "cut"},
    {"mode": "silent"},
    {"mode": "drip"},
    {"mode": "slow", "seconds": 20},
    {"mode": "shape", "body": b"null"},
    {"mode": "shape", "body": b"[" * 200_000},
    {"mode": "shape", "body": b'{"title": "' + b"x" * 10_000_000 + b'"}'},
)
ROUNDS = numbers(1, 30)


@pytest.fixture
def stub():
    with ProviderStub() as running:
        yield running
    http.configure(allow_private=False)


def timed(ask):
    started = time.perf_counter()
    status = ask().status
    return status, time.perf_counter() - started


def test_no_page_waits_for_a_film_database(stub, sqlite_url, tmp_path, figure):
    site = Site(config(sqlite_url, tmp_path, **stubbed(stub, tmp_path)))
    alice, asked = site.member("alice"), []
    entry = alice.log()
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    pages = ("/", movie, f"/reviews/{entry}", "/members/alice/diary", "/search?q=stalker", "/reviews/new?by_hand=1")
    for fault in FAULTS:
        for kind in ("search", "details"):
            stub.break_(kind, **fault)
        for number in range(ROUNDS):
            asked += [timed(lambda page=page: alice.get(page)) for page in pages]
            form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": f"Film {number}", "year": "1999"}
            asked.append(timed(lambda form=form: alice.post("/reviews", form)))
        stub.mend()
    seconds = sorted(took for _, took in asked)
    slow = seconds[int(len(seconds) * 0.95)]
    figure(f"{len(FAULTS)} faults, {len(asked)} pages and forms", f"p95 {slow * 1000:.0f} ms", met=slow <= 0.3)
    database.disconnect()
    assert {status for status, _ in asked} == {200, 303}
