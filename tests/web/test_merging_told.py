"""Undoing a merge after film databases filled in what they know: nothing of the one film stays with the other."""

from datetime import timedelta

import pytest
from people import Site, config, stubbed
from provider_stub import ProviderStub

from moviediary import attempts, clock, database, deliveries, rebuild
from moviediary.deliveries import Delivery
from moviediary.movies.models import Movie

pytestmark = pytest.mark.everywhere


@pytest.fixture
def site(database_url, tmp_path):
    with ProviderStub() as stub:
        yield Site(config(database_url, tmp_path, **stubbed(stub, tmp_path)))
    with database.connected():
        assert rebuild.differences() == []
    database.disconnect()


def work():
    """Run everything that waits, as a worker would in time."""
    for _ in range(10):
        Delivery.update(next_at=clock.now() - timedelta(hours=1)).where(Delivery.done_at.is_null()).execute()
        for delivery in deliveries.overdue(timedelta(0)):
            attempts.deliver(delivery)


def short(address):
    return address.removeprefix("/movies/").partition("-")[0]


def film(browser, title, **numbers):
    address = browser.send("/reviews/new?by_hand=1", "/reviews", title=title, year="1999").location
    if numbers:
        browser.send(f"{address}/correction", f"{address}/correction", **numbers)
    return address


def merge(browser, movie, into):
    return browser.follow(browser.send(f"{movie}/merge?into={short(into)}", f"{movie}/merge"))


def undo(browser, movie, page):
    address = f"/movies/{short(movie)}/parting"
    assert browser.post(address, page.form(address)).status == 303


def identities():
    names = (Movie.id, Movie.title, Movie.original_title, Movie.directors, Movie.imdb_id, Movie.tmdb_id, Movie.wikidata_id)
    return sorted(Movie.select(*names).tuples(), key=str)


@pytest.mark.parametrize("known_before", [True, False])
def test_a_film_that_was_told_about_as_another_is_itself_again(alice, carol, known_before):
    movie, stays = film(alice, "The Matrix", imdb_id="tt0133093"), film(alice, "Wittgenstein")
    if known_before:
        work()
    before = identities(), carol.get(stays).text
    page = merge(alice, movie, stays)
    work()
    for words in ("Lana Wachowski", "136 min", "/posters/"):
        assert words in carol.get(stays).html
    undo(alice, movie, page)
    work()
    assert carol.get(stays).text == before[1]
    assert "/posters/" not in carol.get(stays).html
    for words in ("Lana Wachowski", "136 min", "/posters/"):
        assert words in carol.get(movie).html
    if known_before:
        assert identities() == before[0]
    assert Movie.get(Movie.title == "The Matrix").tmdb_id == 603


def test_what_a_member_said_meanwhile_stays(alice):
    movie, stays = film(alice, "The Matrix", imdb_id="tt0133093"), film(alice, "Wittgenstein")
    page = merge(alice, movie, stays)
    work()
    alice.send(f"{stays}/correction", f"{stays}/correction", director="Derek Jarman")
    undo(alice, movie, page)
    work()
    film_now = Movie.get(Movie.title == "Wittgenstein")
    assert (film_now.directors, film_now.imdb_id, film_now.tmdb_id) == (("Derek Jarman",), None, None)


def test_a_film_with_a_number_of_its_own_is_told_about_by_that_one_again(alice, carol):
    movie, stays = film(alice, "The Matrix", imdb_id="tt0133093"), film(alice, "Stalker", tmdb_id="1398")
    page = merge(alice, movie, stays)
    work()
    undo(alice, movie, page)
    work()
    shown = carol.get(stays)
    for words in ("Andrei Tarkovsky", "162 min"):
        assert words in shown.text
    assert "Wachowski" not in shown.text
    assert "/posters/" in shown.html
    assert (Movie.get(Movie.title == "Stalker").imdb_id, Movie.get(Movie.title == "The Matrix").tmdb_id) == ("tt0079944", 603)
