"""What a movie becomes when it is matched with a film of a provider."""

from dataclasses import replace

from moviediary.moviepage.rules import changes, choices, matched
from moviediary.movies.commands import Identity

OURS = Identity("Stalkr", 1978)
TOLD = Identity("Stalker", 1979, "Сталкер", ("Andrei Tarkovsky",), "tt0079944", 1398)


def test_numbers_year_and_directors_are_taken_and_the_title_is_kept():
    assert matched(OURS, TOLD) == replace(TOLD, title="Stalkr")


def test_a_number_that_the_provider_does_not_tell_stays():
    assert matched(replace(OURS, imdb_id="tt0079944", wikidata_id="Q184843"), TOLD).wikidata_id == "Q184843"


def test_a_number_of_another_film_does_not_stay():
    assert matched(replace(OURS, imdb_id="tt0000001", wikidata_id="Q1"), TOLD).wikidata_id is None


def test_where_both_say_something_else_one_chooses():
    told = [(choice.name, choice.ours, choice.theirs) for choice in choices(OURS, TOLD)]
    assert told == [("title", "Stalkr", "Stalker"), ("year", "1978", "1979")]
    assert choices(TOLD, TOLD) == []


def test_what_changes_without_a_choice_is_told():
    assert changes(OURS, matched(OURS, TOLD)) == [
        ("Original title", "Сталкер"),
        ("Directed by", "Andrei Tarkovsky"),
        ("IMDb number", "tt0079944"),
        ("TMDB number", "1398"),
    ]
    known = replace(TOLD, imdb_id="tt0000001", wikidata_id="Q1")
    assert ("Wikidata number", "none") in changes(known, matched(known, TOLD))
