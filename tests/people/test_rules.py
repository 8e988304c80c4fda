"""Who is meant by a name in the credits of a film."""

from uuid import UUID

import pytest

from moviediary.people.rules import Known, checked, completed, credited, recognized
from moviediary.providers.facts import Credit

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def test_a_number_says_who_it_is_whatever_the_name():
    known = [Known(ONE, "Steve McQueen", tmdb_id=13565), Known(TWO, "Steve McQueen", imdb_id="nm2588606")]
    assert recognized(Credit("S. McQueen", imdb_id="nm2588606"), known) == known[1]
    assert recognized(Credit("Steve McQueen", tmdb_id=13565), known) == known[0]


def test_the_only_one_of_a_name_is_meant_however_it_is_spelled():
    known = [Known(ONE, "Agnès Varda"), Known(TWO, "Chantal Akerman")]
    assert recognized(Credit("agnes varda", tmdb_id=6817), known) == known[0]


def test_a_number_that_says_otherwise_makes_it_somebody_else():
    assert recognized(Credit("Steve McQueen", tmdb_id=1), [Known(ONE, "Steve McQueen", tmdb_id=13565)]) is None


def test_of_two_with_a_name_none_is_meant():
    known = [Known(ONE, "Steve McQueen", tmdb_id=13565), Known(TWO, "Steve McQueen", tmdb_id=2)]
    assert recognized(Credit("Steve McQueen"), known) is None


def test_who_is_on_the_film_already_is_meant_before_namesakes():
    known = [Known(ONE, "Steve McQueen", tmdb_id=13565), Known(TWO, "Steve McQueen", tmdb_id=2)]
    assert recognized(Credit("Steve McQueen"), known, {TWO}) == known[1]


def test_telling_a_name_without_a_number_twice_makes_one_person_at_most():
    known = [Known(ONE, "A", tmdb_id=1), Known(TWO, "A", tmdb_id=2), Known(THREE, "A")]
    assert recognized(Credit("A"), known) == known[2]
    assert recognized(Credit("A", tmdb_id=3), known) is None


def test_a_person_gains_the_numbers_they_lack_but_nobody_elses():
    known = [Known(ONE, "A", tmdb_id=1), Known(TWO, "B", wikidata_id="Q7")]
    assert completed(known[0], Credit("A", tmdb_id=9, wikidata_id="Q7", imdb_id="nm0000001"), known) == Known(
        ONE, "A", tmdb_id=1, imdb_id="nm0000001"
    )


def test_directors_are_those_of_the_catalogue_with_the_numbers_of_the_provider():
    told = [Credit("Agnes Varda", "Director", tmdb_id=6817), Credit("Somebody", "Director"), Credit("X", "Editor")]
    assert credited(["Agnès Varda", "Another"], told) == [
        Credit("Agnès Varda", "Director", tmdb_id=6817),
        Credit("Another", "Director"),
        Credit("X", "Editor"),
    ]
    assert credited([], told) == told


@pytest.mark.parametrize("number", ["javascript:alert(1)", "nm1", "nm0000001/../..", ""])
def test_a_number_that_is_none_is_left_out(number):
    assert checked([Credit("A", imdb_id=number, wikidata_id=number, tmdb_id=0)]) == [Credit("A")]


def test_texts_are_cleaned_and_cut_and_credits_told_once():
    long = Credit(" A\n\u202eB\x00 " + "x" * 5_000_000, "Gaffer" * 100, "y" * 900)
    (credit,) = checked([long, long, Credit("  "), Credit("\x00", "Director")])
    assert credit.name.startswith("A B x")
    assert (len(credit.name), len(credit.job), len(credit.character)) == (120, 80, 200)
    assert len(checked([Credit(str(number)) for number in range(1000)])) == 250
