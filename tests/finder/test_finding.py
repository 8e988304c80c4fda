"""Movies of the diary are found by what people type, on both databases alike."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from people import Site, config
from tries import tries

from moviediary import log
from moviediary.finder.narrowing import Wish
from moviediary.finder.queries import of_movie, ours, page
from moviediary.finder.rules import Choice, new_ones
from moviediary.movies import queries, rules
from moviediary.movies.actions import discover
from moviediary.movies.commands import CorrectMovie, DiscoverMovie, Identity
from moviediary.movies.models import Movie

FILMS = [
    ("Amélie", 2001, "Le Fabuleux Destin d'Amélie Poulain"),
    ("Spider-Man", 2002, ""),
    ("Schindler's List", 1993, ""),
    ("8½", 1963, "Otto e mezzo"),
    ("WALL·E", 2008, ""),
    ("Se7en", 1995, ""),
    ("2001: A Space Odyssey", 1968, ""),
    ("The Thing", 1982, ""),
    ("The Thing", 2011, ""),
    ("The Thing from Another World", 1951, ""),
    ("Something Wild", 1986, ""),
    ("Seven Samurai", 1954, "七人の侍"),
    ("Stalker", 1979, "Сталкер"),
    ("Casablanca", 1942, ""),
    ("The Shawshank Redemption", 1994, ""),
    ("What?", 1972, ""),
    ("100% Wolf", 2020, ""),
    ("Heat", 1995, ""),
    ("Heathers", 1988, ""),
    ("Body Heat", 1981, ""),
]

# What is typed, and what is found first.
FIRST = {
    "amelie": "Amélie 2001",
    "AMÉLIE": "Amélie 2001",
    "fabuleux destin": "Amélie 2001",
    "spiderman": "Spider-Man 2002",
    "spider-man": "Spider-Man 2002",
    "spider man": "Spider-Man 2002",
    "schindlers list": "Schindler's List 1993",
    "schindler’s": "Schindler's List 1993",
    "8 1/2": "8½ 1963",
    "8½": "8½ 1963",
    "WALL·E": "WALL·E 2008",
    "wall-e": "WALL·E 2008",
    "walle": "WALL·E 2008",
    "se7en": "Se7en 1995",
    "2001": "2001: A Space Odyssey 1968",
    "space odys": "2001: A Space Odyssey 1968",
    "the thing 1982": "The Thing 1982",
    "thing (2011)": "The Thing 2011",
    "七人": "Seven Samurai 1954",
    "侍": "Seven Samurai 1954",
    "сталк": "Stalker 1979",
    "casablnaca": "Casablanca 1942",
    "casabanca": "Casablanca 1942",
    "shawshenk redemption": "The Shawshank Redemption 1994",
    "redemption shawshank": "The Shawshank Redemption 1994",
    "what?": "What? 1972",
    "100%": "100% Wolf 2020",
    "heat": "Heat 1995",
}


@pytest.fixture
def catalogue(database_url, tmp_path):
    """A site with these films; nobody has logged one."""
    site = Site(config(database_url, tmp_path))
    with log.changes(None) as record:
        for title, year, original in FILMS:
            discover(record, DiscoverMovie(Identity(title, year, original), told=True))
    return site


def test_a_number_or_a_pasted_address_finds_its_film_on_the_page_of_results_too(catalogue):
    movie = Movie.get(Movie.title == "Heat")
    with log.changes(None) as record:
        discover(record, DiscoverMovie(Identity("Heat", 1995, wikidata_id="Q42198", imdb_id="tt0113277"), told=True))
    for typed in ("tt0113277", "https://www.imdb.com/title/tt0113277/", "Q42198"):
        assert [choice.value for choice in page(None, Wish(typed), None, 8).choices] == [movie.short_id]
    assert page(None, Wish("tt0113277", decade=1980), None, 8).choices == []


def test_a_film_known_by_its_wikidata_number_is_not_offered_again_under_another_title(catalogue):
    with log.changes(None) as record:
        discover(record, DiscoverMovie(Identity("Stalker", 1979, wikidata_id="Q208108"), told=True))
    known = ours(None, "stalker")
    told = Choice("Q208108", "Сталкер по-русски", 1980, numbers=frozenset(["Q208108"]))
    assert new_ones([told], known) == []
    assert new_ones([told], [of_movie(None, Movie.get(Movie.wikidata_id == "Q208108"))]) == []


def titles(text):
    return [f"{choice.title} {choice.year}" for choice in ours(None, text)]


def test_a_film_is_found_first(catalogue):
    assert {typed: "".join(titles(typed)[:1]) for typed in FIRST} == FIRST


def test_seven_finds_the_one_that_spells_it_with_a_digit_too(catalogue):
    assert set(titles("seven")) == {"Seven Samurai 1954", "Se7en 1995"}


def test_the_same_title_comes_before_one_that_begins_so_and_that_before_one_with_the_word(catalogue):
    assert titles("heat") == ["Heat 1995", "Heathers 1988", "Body Heat 1981"]


def test_what_was_logged_more_often_comes_first_among_equals(catalogue):
    assert titles("the thing")[:2] == ["The Thing 2011", "The Thing 1982"]
    alice, bob = catalogue.member("alice"), catalogue.member("bob")
    for browser in (alice, bob):
        browser.log("The Thing", "1982")
    alice.log("The Thing", "2011")
    # What one keeps to oneself moves nothing.
    for _ in range(3):
        alice.log("The Thing", "2011", audience="me")
    assert titles("the thing")[:2] == ["The Thing 1982", "The Thing 2011"]


def test_any_text_may_be_typed(catalogue):
    for typed in ("AND", "what? OR", "   ", "\\", "'", "a'b", "NOT x", "near(", "x" * 10_000, "-", ":*", "\0"):
        assert len(titles(typed)) <= 8


def test_signs_alone_find_nothing(catalogue):
    for typed in ("%", "_", "*", '"', ""):
        assert titles(typed) == []


@settings(max_examples=tries(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example("\ud800")
@example("𝔰𝔱𝔞𝔩𝔨𝔢𝔯 \U0010ffff")
def test_no_text_is_too_strange(catalogue, typed):
    titles(typed)


def test_a_corrected_film_is_found_by_its_new_name_only(catalogue):
    movie = Movie.get(Movie.title == "Casablanca")
    with log.changes(None) as record:
        known = queries.known(movie)
        command = CorrectMovie(movie.id, Identity("Everybody Comes to Rick's", 1942))
        for event in rules.correct(command, rules.CorrectFacts(known, True, {}, 2026)):
            record(event)
    assert titles("casablanca") == []
    assert titles("everybody rick") == ["Everybody Comes to Rick's 1942"]


def test_pages_of_an_answer_hold_every_film_once(catalogue):
    seen, place = [], None
    while True:
        films = page(None, Wish("the"), place, 2)
        seen += [choice.value for choice in films.choices]
        place = films.following
        if place is None:
            break
    whole = [choice.value for choice in page(None, Wish("the"), None, 100).choices]
    assert seen == whole
    assert len(whole) == 4
