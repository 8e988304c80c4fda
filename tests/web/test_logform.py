"""Which film is meant: titles with a year, numbers nobody knows, films that are in the diary already."""

from urllib.parse import quote

import pytest
from people import Site, config
from provider_stub import ProviderStub

from moviediary import database
from moviediary.config import Config
from moviediary.movies.models import Movie


@pytest.fixture
def asking(sqlite_url, tmp_path):
    """A site with a film database; alice is signed in."""
    with ProviderStub() as stub:
        told = Config.from_env({**stub.settings, "SECRET_KEY": "x"}, tmp_path)
        names = ("tmdb_api_key", "tmdb_api_url", "tmdb_image_url", "allow_private_addresses")
        site = Site(config(sqlite_url, tmp_path, **{name: getattr(told, name) for name in names}))
        yield site.member("alice")
        database.disconnect()


def choices(browser, text, part="choices"):
    return browser.get(f"/reviews/new/{part}?q={quote(text)}", partial=True)


def by_hand(page):
    """The form behind "by hand", opened."""
    return [link for link in page.links() if "by_hand" in link]


@pytest.mark.parametrize("typed", ["Stalker 1979", "stalker (1979)", "STALKER  1979", "stalk 1979"])
def test_a_title_with_its_year_finds_the_film(alice, typed):
    alice.log("Stalker", "1979")
    assert "Stalker" in choices(alice, typed).text.partition("Add")[0]
    assert "Stalker 1979" in alice.get(f"/search?q={quote(typed)}").text


def test_the_film_of_that_year_comes_first(alice):
    for title, year, director in (("Heat", "1995", "Mann"), ("Heat", "1986", "Richards"), ("Heat 1995", "2001", "Nobody")):
        alice.log(title, year, director=director)
    shown = choices(alice, "Heat (1995)").text
    assert shown.index("Mann") < shown.index("Nobody")
    assert "Richards" not in shown


@pytest.mark.parametrize(
    ("title", "year"), [("2001", "1968"), ("1917", "2019"), ("Blade Runner 2049", "2017"), ("Class of 1984", "1982")]
)
def test_a_year_may_belong_to_the_title(alice, title, year):
    alice.log(title, year)
    assert f"{title} {year}" in choices(alice, title).text


@pytest.mark.everywhere
@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("Solaris 1972", "Solaris", "1972"),
        ("Solaris (1972)", "Solaris", "1972"),
        ("1917", "1917", ""),
        ("Solaris 2999", "Solaris 2999", ""),
    ],
)
def test_by_hand_the_year_stands_in_its_own_field(alice, typed, title, year):
    (link,) = by_hand(choices(alice, typed))
    form = alice.get(link).form("/reviews")
    assert (form["title"], form["year"]) == (title, year)


def test_a_title_with_its_year_is_looked_for_elsewhere_too(asking):
    assert "Stalker" in choices(asking, "Stalker 1979", "found").text.partition("Add")[0]


@pytest.mark.everywhere
def test_a_number_nobody_knows_is_no_title(alice):
    shown = choices(alice, "tt9999999")
    assert "No film with this number is known here. This site asks no film database." in shown.text
    assert "“tt9999999”" not in shown.text
    (link,) = by_hand(shown)
    form = alice.get(link).form("/reviews")
    assert (form["title"], form["movie"]) == ("", "tt9999999")
    assert alice.post("/reviews", {**form, "title": "Obscure", "year": "1999"}).status == 303
    assert Movie.get().imdb_id == "tt9999999"


def test_a_pasted_address_that_is_found_offers_that_film_and_nothing_else(asking):
    address = "https://www.imdb.com/title/tt0079944/"
    assert by_hand(choices(asking, address)) == []
    found = choices(asking, address, "found")
    assert "Stalker" in found.text
    assert by_hand(found) == []
    unknown = choices(asking, "tt9999999", "found").text
    assert "No film with this number is known here." in unknown
    assert "asks no film database" not in unknown


def test_an_address_of_somewhere_else_is_no_title(alice):
    (link,) = by_hand(choices(alice, "https://letterboxd.com/film/stalker/"))
    assert alice.get(link).form("/reviews")["title"] == ""


def test_the_form_says_that_the_film_is_in_the_diary_for_today_already(alice, bob):
    alice.log("Stalker", "1979")
    alice.log("Mirror", "1975", when="day", day="2020-05-14")
    for browser, title, warned in ((alice, "Stalker", True), (alice, "Mirror", False), (bob, "Stalker", False)):
        choice = next(link for link in choices(browser, title).links() if "movie=" in link)
        assert ("Already in your diary for" in browser.get(choice).text) is warned
