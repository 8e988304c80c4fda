"""Posters and facts, from the log form to the page, with film databases that answer, fail and talk nonsense."""

from datetime import timedelta

import pytest
from people import Site, config
from provider_stub import ProviderStub

from moviediary import attempts, clock, database, deliveries, providers
from moviediary.config import Config
from moviediary.deliveries import Delivery
from moviediary.movies.models import Movie, MovieDetails


@pytest.fixture
def stub():
    with ProviderStub() as stub:
        yield stub


@pytest.fixture
def asking(sqlite_url, tmp_path, stub):
    """A site that asks the stub; alice is signed in."""
    settings = config(sqlite_url, tmp_path)
    told = Config.from_env({**stub.settings, "SECRET_KEY": "x"}, tmp_path)
    names = ("tmdb_api_key", "tmdb_api_url", "tmdb_image_url", "omdb_api_key", "omdb_api_url", "allow_private_addresses")
    site = Site(config(sqlite_url, tmp_path, **{name: getattr(told, name) for name in names}))
    assert settings.database_url == sqlite_url
    yield site.member("alice")
    database.disconnect()


def work(hours=1):
    """Run everything that is due within some hours, at once, as a worker would in time."""
    for _ in range(10):
        Delivery.update(next_at=clock.now() - timedelta(hours=hours)).where(Delivery.done_at.is_null()).execute()
        for delivery in deliveries.overdue(timedelta(0)):
            attempts.deliver(delivery)


def log(browser, number="tt0118694"):
    logged = browser.send(f"/reviews/new?movie={number}", "/reviews", rating="9")
    assert logged.status == 303, logged.text
    return logged.location


def test_a_film_logged_by_its_number_gets_its_poster_and_its_facts(asking):
    movie = log(asking)
    assert "The poster is on its way." in asking.get(movie).text
    work()
    page = asking.get(movie)
    for words in ("In the Mood for Love", "2000", "Wong Kar-wai", "min", "Drama", "TMDB"):
        assert words in page.text
    assert f"/posters/{MovieDetails.get().poster_large}.webp" in page.html
    assert "on its way" not in page.text


def test_a_title_is_looked_for_elsewhere_and_picked(asking):
    choices = asking.get("/reviews/new/found?q=matrix", partial=True)
    (value,) = [link for link in choices.links() if "tmdb" in link]
    assert asking.send(value, "/reviews").status == 303
    assert Movie.get().title == "The Matrix"


def test_a_pasted_address_is_a_number_too(asking):
    choices = asking.get("/reviews/new?q=https://www.imdb.com/title/tt0133093/")
    assert "The Matrix" in choices.text


def test_three_failures_are_got_over(asking, stub):
    movie = log(asking)
    stub.break_("image", "status", status=500, times=3)
    work()
    assert MovieDetails.get().poster_state == "found"
    assert "could not" not in asking.get(movie).text


def test_what_fails_always_is_said_on_the_page_listed_for_the_admin_and_tried_again_on_request(asking, stub):
    movie = log(asking)
    stub.break_("image", "status", status=500)
    work()
    assert "The poster could not be fetched" in asking.get(movie).text
    listed = asking.get("/admin/deliveries")
    assert "sync_poster for In the Mood for Love (2000)" in listed.text
    (retry,) = [form.get("action") for form in listed.tree.iter("form") if form.get("action", "").endswith("/retry")]
    stub.mend()
    asking.send("/admin/deliveries", retry)
    work()
    assert "/posters/" in asking.get(movie).html
    assert "Nothing was given up." in asking.get("/admin/deliveries").text


@pytest.mark.parametrize("mode", ["html", "huge-picture"])
def test_something_else_than_a_picture_is_given_up_at_once(asking, stub, mode):
    movie = log(asking)
    stub.break_("image", mode)
    work()
    assert Delivery.get(Delivery.handler == "sync_poster").failed_at
    assert "/posters/" not in asking.get(movie).html


@pytest.mark.parametrize("mode", ["malformed", "status"])
def test_a_film_database_that_is_away_costs_a_note_and_never_the_entry(asking, stub, mode):
    stub.break_("details", mode, **({"status": 503} if mode == "status" else {}))
    told = asking.send("/reviews/new?movie=tt0118694", "/reviews", rating="9", text="Kept.")
    assert told.status == 422
    assert "Write the title and the year" in told.text
    again = {**told.form("/reviews"), "title": "In the Mood for Love", "year": "2000"}
    assert again["text"] == "Kept."
    logged = asking.post("/reviews", again)
    assert logged.status == 303
    assert Movie.get().imdb_id == "tt0118694"
    stub.mend()
    for _, breaker in providers._providers:
        breaker.__init__(breaker._name)
    work()
    assert MovieDetails.get().poster_state == "found"


def test_a_poster_is_looked_for_again_on_request(asking, stub):
    movie = log(asking)
    stub.break_("image", "html")
    work()
    stub.mend()
    short = movie.removeprefix("/movies/").partition("-")[0]
    asking.send(movie, f"/movies/{short}/poster")
    assert "on its way" in asking.get(movie).text
    work()
    assert MovieDetails.get().poster_state == "found"


def test_the_waiting_page_asks_for_the_poster_alone(asking):
    movie = log(asking)
    short = movie.removeprefix("/movies/").partition("-")[0]
    waiting = asking.get(f"/movies/{short}/poster", partial=True)
    assert f'hx-get="/movies/{short}/poster?asked=1"' in waiting.html
    # Where no worker ever comes, an open page does not ask for ever.
    assert "hx-get" not in asking.get(f"/movies/{short}/poster?asked=16", partial=True).html
    work()
    arrived = asking.get(f"/movies/{short}/poster", partial=True)
    assert "/posters/" in arrived.html
    assert "hx-trigger" not in arrived.html
