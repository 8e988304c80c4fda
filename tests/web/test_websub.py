"""The hub hears of what changes in feeds for everybody, and of nothing else."""

from urllib.parse import parse_qsl

import pytest
from people import Site, config
from werkzeug import Response

from moviediary import database, deliveries

SITE = "http://localhost"


@pytest.fixture
def hub(httpserver):
    httpserver.expect_request("/hub", method="POST").respond_with_data("", status=204)
    return httpserver


@pytest.fixture
def site(hub, database_url, tmp_path):
    told = {"websub_hub_url": hub.url_for("/hub"), "base_url": SITE, "allow_private_addresses": True, "secure_cookies": False}
    yield Site(config(database_url, tmp_path, **told))
    database.disconnect()


def heard(hub):
    """What the hub was told so far: how, and which feeds changed."""
    calls = [parse_qsl(request.get_data(as_text=True)) for request, _ in hub.log]
    hub.clear_log()
    return [
        ({value for name, value in call if name == "hub.mode"}, {value for name, value in call if name == "hub.url"})
        for call in calls
    ]


def test_the_hub_is_told_which_feeds_have_something_new(hub, alice, deliver_all):
    alice.log(text="A word.")
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    deliver_all()
    feeds = {f"{SITE}{path}.{form}" for path in _paths(movie) for form in ("rss", "atom", "json")}
    assert heard(hub) == [({"publish"}, feeds)]


def test_the_hub_is_told_of_what_is_edited_deleted_and_restored(hub, alice, deliver_all):
    entry = alice.log()
    deliver_all()
    heard(hub)
    for press in (
        lambda: alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", rating="3"),
        lambda: alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion"),
        lambda: alice.send("/reviews/deleted", f"/reviews/{entry}/restoration"),
        lambda: alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me"),
    ):
        press()
        deliver_all()
        assert len(heard(hub)) == 1


def test_the_hub_never_hears_of_what_is_not_for_everybody(hub, alice, deliver_all):
    entry = alice.log(audience="members")
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me", text="Mine.")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    deliver_all()
    assert heard(hub) == []


def test_the_hub_does_not_hear_of_a_film_that_only_a_hidden_entry_is_about(hub, alice, deliver_all):
    alice.log("Secret", audience="me")
    alice.log("Open")
    deliver_all()
    told = set().union(*(feeds for _, feeds in heard(hub)))
    assert any("open-1979" in feed for feed in told)
    assert not any("secret" in feed for feed in told)


def test_a_backlog_tells_of_each_feed_once(hub, alice, deliver_all):
    for year in ("1950", "1951", "1952"):
        alice.log("Film", year)
    deliver_all()
    told = [feed for _, feeds in heard(hub) for feed in feeds]
    assert len(told) == len(set(told)) == 3 * (1 + 2 + 3)


def test_the_hub_is_told_of_a_film_that_is_called_otherwise(hub, alice, deliver_all):
    alice.log("Stalkr")
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    deliver_all()
    heard(hub)
    alice.send(f"{movie}/correction", f"{movie}/correction", title="Stalker")
    deliver_all()
    ((_, told),) = heard(hub)
    assert f"{SITE}/members/alice/feed.rss" in told
    assert any("/movies/" in feed and "-stalker-1979/" in feed for feed in told)


def test_only_whole_feeds_name_the_hub(hub, alice, carol):
    """Of others the hub is never told."""
    alice.log(tags="noir")
    for asked in ("tag=noir", "rating=4", "limit=20"):
        page = carol.get(f"/feed.rss?{asked}")
        assert hub.url_for("/hub") not in page.html + page.headers["Link"]


def test_every_feed_names_the_hub(hub, alice, carol):
    alice.log()
    address = hub.url_for("/hub")
    for form in ("rss", "atom", "json"):
        page = carol.get(f"/feed.{form}")
        assert address in page.html
        assert f'<{address}>; rel="hub"' in page.headers["Link"]
        assert f'<{SITE}/feed.{form}>; rel="self"' in page.headers["Link"]


def test_a_private_feed_names_no_hub(hub, alice, carol):
    alice.send("/settings/feeds", "/settings/feeds/key")
    values = [node.get("value") or "" for node in alice.get("/settings/feeds").tree.iter("input")]
    private = next(value for value in values if "key=" in value)
    page = carol.get(private.removeprefix(SITE))
    assert page.status == 200
    assert hub.url_for("/hub") not in page.html + page.headers["Link"]


@pytest.mark.everywhere
def test_a_hub_that_is_busy_is_told_again(hub, alice, deliver_all):
    hub.clear_all_handlers()
    hub.expect_ordered_request("/hub").respond_with_data("", status=503)
    alice.log()
    deliver_all()
    with database.connected():
        waiting = deliveries.waiting()
    assert [delivery.attempts for delivery in waiting if delivery.what.startswith("publish")] == [1]
    assert "answered 503" in waiting[0].error


@pytest.mark.everywhere
def test_a_hub_that_will_not_hear_is_given_up(hub, alice, deliver_all):
    hub.clear_all_handlers()
    hub.expect_request("/hub").respond_with_response(Response(status=302, headers={"Location": hub.url_for("/elsewhere")}))
    alice.log()
    deliver_all()
    with database.connected():
        assert [delivery.error for delivery in deliveries.failed()] == ["the hub answered 302"]
    assert [request.path for request, _ in hub.log] == ["/hub"]


def test_without_a_hub_nothing_is_delivered(small_site):
    alice = small_site.member("alice")
    alice.log()
    with database.connected():
        assert [delivery.what for delivery in deliveries.waiting() if "publish" in delivery.what] == []


def _paths(movie):
    return ("/feed", "/members/alice/feed", "/members/alice/reviews", f"{movie}/feed")
