"""People through the front door: credits on the page of a movie, and the pages of those who made it."""

import re

import pytest
from people import Site, config
from provider_stub import ProviderStub
from telling import correct, movie_of, numbered, tell, work

from moviediary import database
from moviediary.deliveries import Delivery
from moviediary.people.jobs import credit_the_uncredited
from moviediary.people.models import Credit as Row
from moviediary.people.models import Person
from moviediary.providers import Collection, Credit


def person(browser, movie, name):
    """The address of somebody named on the page of a movie."""
    page = browser.get(movie)
    (found,) = {
        link.get("href")
        for link in page.tree.iter("a")
        if "".join(link.itertext()) == name and (link.get("href") or "").startswith("/people/")
    }
    return found


CAST = tuple(Credit(f"Actor {number}", character=f"Part {number}", tmdb_id=100 + number) for number in range(43))
CREW = (
    Credit("Agnes Varda", "Director", tmdb_id=6817, imdb_id="nm0889513", wikidata_id="Q229990"),
    Credit("Agnes Varda", "Writer", tmdb_id=6817),
    Credit("A Gaffer", "Gaffer"),
)


@pytest.fixture
def cleo(alice):
    """A film with everything a film database may tell."""
    movie = numbered(alice, "Cléo from 5 to 7", "1962", "tt0055852", "Agnès Varda", rating="8")
    tell(movie, cast=CAST, crew=CREW, tagline="From five to seven.", collection=Collection("tmdb:9", "The Paris Films"))
    return movie


def test_a_movie_page_shows_who_made_it(alice, carol, cleo):
    page = carol.get(cleo)
    for words in ("Directed by Agnès Varda", "99 min", "From five to seven.", "Actor 9 Part 9", "All 43", "Writer", "Gaffer"):
        assert words in page.text
    assert "Actor 10" not in page.text
    assert re.search(r"Facts from TMDB, \d+ \w{3} \d{4}", page.text)
    assert person(carol, cleo, "Actor 3").startswith("/people/")


@pytest.mark.everywhere
def test_a_genre_leads_to_the_films_of_that_genre(carol, cleo):
    (genre,) = [link for link in carol.get(cleo).links() if link.startswith("/search?genre=")]
    assert cleo in carol.get(genre).links()


def test_where_credits_show_it_is_said_whose_they_are(carol, cleo):
    page = carol.get(person(carol, cleo, "Agnès Varda"))
    assert "/about#films" in page.links()
    assert page.links().count("#films") == 3, "films, viewings and their average lead to the films"


def test_a_film_database_that_is_asked_no_more_is_named_as_long_as_its_facts_show(carol, cleo):
    assert "endorsed or certified by TMDB" in carol.get("/about").text
    tell(cleo, source="OMDb")
    told = carol.get("/about").text
    assert "Facts from the OMDb API" in told
    assert "TMDB" not in told


def test_the_whole_cast_has_an_address(alice, carol, cleo):
    whole = f"{cleo}?cast=all"
    assert f"{whole}#people" in carol.get(cleo).links()
    page = carol.get(whole)
    assert "Actor 42 Part 42" in page.text
    assert f"{cleo}#people" in page.links()


def test_films_of_a_collection_lead_to_each_other(alice, carol, cleo):
    assert "The Paris Films" not in carol.get(cleo).text, "a collection of one says nothing"
    other = numbered(alice, "Vagabond", "1985", "tt0089960", "Agnès Varda")
    tell(other, collection=Collection("tmdb:9", "The Paris Films"))
    assert "The Paris Films 2 Cléo from 5 to 7 1962 Vagabond 1985" in carol.get(cleo).text
    assert other in carol.get(cleo).links()


@pytest.mark.everywhere
def test_what_a_film_database_writes_stays_text(alice, carol, cleo):
    bad = '<script>alert(1)</script><a href="javascript:alert(2)">x</a>'
    hostile = Credit(bad, bad, "", imdb_id="javascript:alert(3)"), Credit(bad, "", bad)
    told = {"cast": hostile[1:], "crew": hostile[:1], "overview": bad, "tagline": bad, "genres": (bad,), "countries": (bad,)}
    tell(cleo, **told, languages=(bad,), collection=Collection("tmdb:9", bad))
    page = carol.get(cleo)
    somebody = carol.get(Person.get(Person.name == bad[:120]).address.join(("/people/", "")))
    assert somebody.status == 200
    for shown in (page, somebody):
        assert bad[:30] in shown.text
        # What a page says of itself in a script is data, and closes no script.
        run = [script for script in shown.tree.iter("script") if script.get("type") != "application/ld+json"]
        assert "alert" not in "".join("".join(script.itertext()) for script in run)
        assert not [link for link in shown.links() if link.startswith("javascript:")]


def test_a_person_page_says_what_they_did_and_where_else_they_are(alice, carol, cleo):
    page = carol.get(person(carol, cleo, "Agnès Varda"))
    assert "Director, Writer · films of 1962" in page.text
    assert "viewing by members" in page.text
    for number in ("name/nm0889513/", "person/6817", "wiki/Q229990"):
        assert [link for link in page.links() if link.endswith(number)]
    assert "seen by you" not in page.text


@pytest.mark.everywhere
def test_films_seen_and_not_seen_by_the_reader_stand_apart(alice, bob, cleo):
    numbered(bob, "Vagabond", "1985", "tt0089960", "Agnès Varda", rating="4")
    bob.log("Unfinished", "1990", director="Agnès Varda", unfinished="on")
    work()
    varda = person(alice, cleo, "Agnès Varda")
    (seen, unseen) = re.search(r"Director 3 Seen 1 (.*) Not seen yet 2 (.*?) Writer", alice.get(varda).text).groups()
    assert "Cléo" in seen
    assert unseen.index("Unfinished") < unseen.index("Vagabond"), "newest first"
    assert "4.0 ★ your average" in reading(alice, varda)
    assert "3.0 ★ members’ average" in reading(bob, varda)
    assert "1 seen by you" in reading(bob, varda)


def reading(browser, path):
    """The figures of a person, each before its name, as they are shown."""
    tiles = (tile for tile in browser.get(path).tree.iter("div") if tile.get("class") == "tile")
    return " | ".join(" ".join("".join(tile.find(tag).itertext()) for tag in ("dd", "dt")) for tile in tiles)


def test_what_somebody_may_not_see_is_not_counted(alice, bob, carol, cleo):
    bob.log("Cléo from 5 to 7", "1962", rating="2", audience="me")
    bob.log("Cléo from 5 to 7", "1962", rating="10", audience="members")
    varda = person(carol, cleo, "Agnès Varda")
    assert "1 viewing by members | 4.0 ★ members’ average" in reading(carol, varda)
    assert "2 viewings by members | 4.5 ★ members’ average" in reading(alice, varda)
    assert "3 viewings by members | 3.3 ★ members’ average" in reading(bob, varda)
    assert "3.0 ★ your average" in reading(bob, varda)


@pytest.mark.parametrize("slug", ["", "-", "-wrong-slug"])
def test_a_wrong_or_missing_slug_leads_to_the_right_address(carol, cleo, slug):
    varda = person(carol, cleo, "Agnès Varda")
    moved = carol.get(f"{varda.partition('-')[0]}{slug}")
    assert (moved.status, moved.location) == (301, varda)
    assert varda.endswith("-agnes-varda")


@pytest.mark.parametrize("address", ["x", "0", "1", "Z" * 30, "%00", "nobody-at-all"])
def test_nobody_is_at_an_unknown_address(carol, address):
    assert carol.get(f"/people/{address}").status == 404


def test_a_film_logged_by_hand_has_people_too(alice, carol):
    movie = movie_of(alice, alice.log("Stalker", "1979", director="Andrei Tarkovsky"))
    assert person_links(carol, movie) == []
    work()
    tarkovsky = person(carol, movie, "Andrei Tarkovsky")
    alice.log("Mirror", "1975", director="Andrei Tarkovsky")
    work()
    assert "Mirror" in carol.get(tarkovsky).text


def person_links(browser, movie):
    return [link for link in browser.get(movie).links() if link.startswith("/people/")]


def test_films_from_before_there_were_people_get_theirs(alice, carol):
    movie = movie_of(alice, alice.log("Stalker", "1979", director="Andrei Tarkovsky"))
    Delivery.delete().execute()
    credit_the_uncredited()
    credit_the_uncredited()
    assert "Stalker" in carol.get(person(carol, movie, "Andrei Tarkovsky")).text
    assert (Row.select().count(), Person.select().count()) == (1, 1)


def test_a_director_who_was_wrong_is_no_longer_credited(alice, carol, cleo):
    work()
    varda = person(carol, cleo, "Agnès Varda")
    correct(alice, cleo, director="Jacques Demy")
    work()
    assert "Director" not in carol.get(varda).text, "she still wrote it"
    assert "Writer" in carol.get(varda).text
    assert "Cléo" in carol.get(person(carol, cleo, "Jacques Demy")).text
    tell(cleo, cast=CAST, crew=CREW)
    assert person(carol, cleo, "Jacques Demy"), "a correction wins over what is told later"


@pytest.mark.everywhere
def test_telling_it_again_changes_nothing_and_what_is_no_longer_told_goes(alice, carol, cleo):
    before = sorted(Row.select(Row.job, Row.position, Row.person).tuples())
    tell(cleo, cast=CAST, crew=CREW)
    assert sorted(Row.select(Row.job, Row.position, Row.person).tuples()) == before
    tell(cleo, cast=CAST[:2], crew=CREW[:1])
    assert Person.select().count() == 3
    assert "Actor 7" not in carol.get(cleo).text


def test_a_film_database_without_people_takes_none_away(alice, carol, cleo):
    tell(cleo, source="OMDb", runtime=None, tagline="", overview="Shorter.")
    page = carol.get(cleo).text
    for words in ("Actor 3", "99 min", "From five to seven.", "Shorter.", "Facts from OMDb"):
        assert words in page


def test_films_that_were_merged_count_once(alice, carol, cleo):
    twice = numbered(alice, "Cleo", "1962", "tt9999999", "Agnès Varda", rating="10")
    tell(twice, crew=CREW)
    varda = person(carol, cleo, "Agnès Varda")
    assert "Director 2" in carol.get(varda).text
    alice.send(f"{twice}/merge?into={cleo.removeprefix('/movies/')}", f"{twice}/merge")
    work()
    assert "Director 1" in carol.get(varda).text
    assert "2 viewings by members | 4.5 ★ members’ average" in reading(carol, varda)


def test_people_of_a_stub_are_found_end_to_end(sqlite_url, tmp_path):
    with ProviderStub() as stub:
        keyed = {"tmdb_api_key": "tmdb-canary-key", "tmdb_api_url": f"{stub.address}/3", "allow_private_addresses": True}
        alice = Site(config(sqlite_url, tmp_path, **keyed, tmdb_image_url=f"{stub.address}/t/p/original")).member("alice")
        movie = alice.send("/reviews/new?movie=tt0133093", "/reviews").location
        work()
        assert "The Matrix" in alice.get(person(alice, movie, "Lilly Wachowski")).text
        page = alice.get(movie).text
        assert "Directed by Lana Wachowski, Lilly Wachowski" in page
        assert "Facts from TMDB" in page
    database.disconnect()
