"""No route takes more from anybody than its limit allows. The routes come from the application, so that none is forgotten."""

from itertools import count

import pytest
from access.counted import ASK_OTHERS, COUNTED, STRANGERS, UNCOUNTED
from people import PASSWORD, Site, config, stubbed
from web.test_security import filled, furnished, routes, state

from moviediary import database, limits
from moviediary.accounts.models import Member
from moviediary.notifications import unsubscribing

TYPED = "An hour of words."
SAID = {
    **dict.fromkeys(("text", "display_name", "note", "title", "reason"), TYPED),
    **dict.fromkeys(("current", "password"), PASSWORD),
    "identifier": "alice",
    "username": "dora",
    "email": "dora@example.org",
    "new": "another good one",
    "kind": "member",
    "id": "alice",
}


@pytest.fixture
def home(database_url, tmp_path, stub):
    settings = config(database_url, tmp_path, **stubbed(stub, tmp_path))
    yield settings, *furnished(Site(settings))
    database.disconnect()


def use_up(settings, *names):
    """Let alice have done all that these limits allow, and strangers all that any limit allows them."""
    limits.configure(settings.redis_url, dict.fromkeys(settings.rate_limits, "1 per hour"))
    own = [(name, *keys) for name in names for keys in ((str(Member.get().id),), ("127.0.0.1", "alice"))]
    for used in (*own, *((name, "127.0.0.1") for name in settings.rate_limits)):
        limits.limits().hit(*used)


def posts(site, entry, movie):
    """The routes something can be sent to, each with an address of it."""
    unsubscribing.configure("tests only", "http://localhost")
    signed = unsubscribing.address(Member.get().id, "like").rpartition("/")[2]
    return {rule.endpoint: filled(rule, entry, movie).replace("/signed", f"/{signed}") for rule in routes(site, "POST")}


def sent(browser, address):
    form = "/settings/profile" if browser.name else "/login"
    said = {**SAID, "csrf_token": browser.get(form).form(form)["csrf_token"]}
    return browser.post(asked(address), said)


def asked(address):
    return f"{address}?to=tt0113277" if address.endswith("/match") else address


def test_who_wrote_too_often_can_send_nothing_anywhere_and_keeps_what_was_typed(home):
    settings, site, alice, entry, movie = home
    use_up(settings, "WRITE")
    before = state()
    for route, address in posts(site, entry, movie).items():
        if route not in STRANGERS | UNCOUNTED.keys():
            at = asked(address)
            answer = sent(alice, address)
            assert answer.status == 429, f"{route} answers {answer.status}"
            assert TYPED in answer.html, route
            assert f'action="{at}"' in answer.html, route
    assert state() == before


def test_what_shuts_others_out_goes_on_when_all_is_used_up(home):
    settings, site, alice, entry, movie = home
    use_up(settings, "WRITE")
    at = posts(site, entry, movie)
    for route in UNCOUNTED.keys() - {"accounts.logout"}:
        assert sent(alice, at[route]).status != 429, route


def test_what_is_counted_on_its_own_ends_where_its_limit_does(home):
    settings, site, alice, entry, movie = home
    at = posts(site, entry, movie)
    for route, limit in COUNTED.items():
        use_up(settings, limit)
        answer = sent(site.browser() if route in STRANGERS else alice, at[route])
        assert answer.status == 429, f"{route} answers {answer.status}"


def test_who_searched_too_often_has_nobody_asked(home, stub):
    settings, site, alice, entry, movie = home
    numbers = count(1_000_000)

    def asking():
        for rule in routes(site, "GET"):
            before, number = sum(stub.calls.values()), next(numbers)
            wanted = {"q": f"heat {number}", "movie": f"tt{number}", "to": f"tt{number}"}
            for name, value in wanted.items():
                alice.client.get(filled(rule, entry, movie), query_string={name: value}).close()
            if sum(stub.calls.values()) > before:
                yield rule.endpoint

    assert set(asking()) == ASK_OTHERS
    use_up(settings, "SEARCH")
    assert set(asking()) == set()
