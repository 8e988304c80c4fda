"""When two films are one, and what a film may be called."""

from dataclasses import replace
from uuid import UUID

import pytest

from moviediary.errors import NotAllowed, Refused
from moviediary.movies import reference, rules
from moviediary.movies.commands import CorrectMovie, DiscoverMovie, Identity
from moviediary.movies.events import MovieCorrected, MovieDiscovered
from moviediary.movies.rules import CorrectFacts, DiscoverFacts, Known

KNOWN_ID, OTHER_ID, NEW = UUID(int=1), UUID(int=2), UUID(int=3)
AMELIE = Identity("Amélie", 2001, "Le Fabuleux Destin d’Amélie Poulain", ("Jean-Pierre Jeunet",), "tt0211915")
KNOWN = Known(KNOWN_ID, AMELIE)


def facts(namesakes=(), holders=None):
    return DiscoverFacts(holders or {}, namesakes, NEW, 2026)


def test_an_unknown_film_enters_the_catalogue_with_everything_said():
    said = Identity("Heat", 1995, "", ("Michael Mann",), "tt0113277", 949, "Q42198")
    discovery = rules.discover(DiscoverMovie(said), facts())
    assert discovery.events == (MovieDiscovered(NEW, "Heat", "", 1995, ("Michael Mann",), "tt0113277", 949, "Q42198"),)


@pytest.mark.parametrize(
    "said",
    [
        Identity("amelie", 2001),
        Identity("AMÉLIE!", 2001, directors=("jean pierre jeunet",)),
        Identity("Le fabuleux destin d'Amelie Poulain", 2001),
    ],
)
def test_a_film_is_found_whatever_its_case_accents_and_punctuation(said):
    discovery = rules.discover(DiscoverMovie(said), facts([KNOWN]))
    assert (discovery.movie_id, discovery.events) == (KNOWN_ID, ())


@pytest.mark.parametrize(
    "said",
    [
        Identity("Amélie", 2002),
        Identity("Amélie", 2001, directors=("Somebody Else",)),
        Identity("Amélie", 2001, imdb_id="tt9999999"),
    ],
    ids=["other year", "other director", "other number"],
)
def test_a_namesake_that_differs_is_another_film(said):
    assert rules.discover(DiscoverMovie(said), facts([KNOWN])).movie_id == NEW


def test_a_film_is_found_by_its_number_under_any_title():
    said = Identity("Die fabelhafte Welt der Amélie", 2001, imdb_id="tt0211915")
    assert rules.discover(DiscoverMovie(said), facts(holders={"imdb_id": KNOWN})).movie_id == KNOWN_ID


def test_what_was_missing_is_completed():
    bare = Known(KNOWN_ID, Identity("Amélie", 2001))
    discovery = rules.discover(DiscoverMovie(replace(AMELIE, original_title="")), facts([bare]))
    assert discovery.events == (MovieCorrected(KNOWN_ID, "Amélie", "", 2001, ("Jean-Pierre Jeunet",), "tt0211915", None, None),)


def test_numbers_of_two_films_are_refused():
    holders = {"imdb_id": KNOWN, "tmdb_id": Known(OTHER_ID, Identity("Heat", 1995))}
    with pytest.raises(Refused, match="different films"):
        rules.discover(DiscoverMovie(Identity("Amélie", 2001, imdb_id="tt0211915", tmdb_id=949)), facts(holders=holders))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 256),
        ("year", 1887),
        ("year", 2038),
        ("imdb_id", "0211915"),
        ("tmdb_id", 0),
        ("wikidata_id", "211915"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(field, value):
    with pytest.raises(Refused) as refused:
        rules.discover(DiscoverMovie(replace(AMELIE, **{field: value})), facts())
    assert set(refused.value.problems) == {field}


def test_a_title_counts_characters_and_not_bytes():
    assert rules.checked(Identity("映" * 255, 2001), 2026).title == "映" * 255


def test_a_correction_replaces_the_identity():
    command = CorrectMovie(KNOWN_ID, replace(AMELIE, year=2002))
    assert rules.correct(command, CorrectFacts(KNOWN, True, {}, 2026)) == [
        MovieCorrected(KNOWN_ID, **rules.fields(command.identity))
    ]


def test_a_correction_that_changes_nothing_records_nothing():
    assert rules.correct(CorrectMovie(KNOWN_ID, AMELIE), CorrectFacts(KNOWN, True, {"imdb_id": KNOWN}, 2026)) == []


def test_only_who_may_corrects():
    with pytest.raises(NotAllowed):
        rules.correct(CorrectMovie(KNOWN_ID, AMELIE), CorrectFacts(KNOWN, False, {}, 2026))


def test_a_number_of_another_film_is_refused_and_names_it():
    other = Known(OTHER_ID, Identity("Heat", 1995, imdb_id="tt0113277"))
    command = CorrectMovie(KNOWN_ID, replace(AMELIE, imdb_id="tt0113277"))
    with pytest.raises(Refused) as refused:
        rules.correct(command, CorrectFacts(KNOWN, True, {"imdb_id": other}, 2026))
    assert "Heat (1995)" in refused.value.problems["imdb_id"]


@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("Stalker 1979", "Stalker", 1979),
        (" Heat (1995) ", "Heat", 1995),
        ("2001: A Space Odyssey 1968", "2001: A Space Odyssey", 1968),
        ("1917", "1917", None),
        ("1917 2019", "1917", 2019),
        ("Blade Runner 2049", "Blade Runner 2049", None),
        ("Solaris 1887", "Solaris 1887", None),
        ("Solaris1972", "Solaris1972", None),
        ("Solaris ١٩٧٢", "Solaris ١٩٧٢", None),
        ("", "", None),
    ],
)
def test_a_year_at_the_end_is_told_from_the_title(typed, title, year):
    assert reference.title_and_year(typed, 2026) == (title, year)
