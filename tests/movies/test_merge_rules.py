"""When two films become one, and when they may be two again."""

from dataclasses import replace
from uuid import UUID

import pytest

from moviediary.errors import NotAllowed, Refused
from moviediary.movies import merge_rules
from moviediary.movies.commands import Identity, MergeMovies, PartMovies
from moviediary.movies.events import MoviesMerged, MoviesParted
from moviediary.movies.merge_rules import MergeFacts, PartFacts
from moviediary.movies.rules import Known

ID, OTHER_ID, THIRD_ID = UUID(int=1), UUID(int=2), UUID(int=3)
HEAT = Known(ID, Identity("Heat", 1995, imdb_id="tt0113277", tmdb_id=949))
OTHER = Known(OTHER_ID, Identity("Heat", 1995))
THIRD = Known(THIRD_ID, Identity("Thief", 1981, imdb_id="tt0113277"))
MERGED = PartFacts(HEAT, OTHER_ID, {}, True)


def test_an_admin_merges_two_films():
    assert merge_rules.merge(MergeMovies(ID, OTHER_ID), MergeFacts(HEAT, OTHER, True)) == [MoviesMerged(ID, OTHER_ID)]


def test_a_film_is_not_merged_with_itself():
    with pytest.raises(Refused):
        merge_rules.merge(MergeMovies(ID, ID), MergeFacts(HEAT, HEAT, True))


def test_only_an_admin_merges():
    with pytest.raises(NotAllowed):
        merge_rules.merge(MergeMovies(ID, OTHER_ID), MergeFacts(HEAT, OTHER, False))


def test_what_was_filled_in_by_a_number_of_the_other_film_goes_with_it():
    known = Identity("Hiet", 1995, "Heat", ("Michael Mann",), "tt0113277", wikidata_id="Q42198")
    left = merge_rules.parted_from(known, HEAT.identity, ("directors", "wikidata_id"))
    assert left == replace(known, directors=(), wikidata_id=None)


def test_what_was_filled_in_by_ones_own_number_stays():
    known = Identity("Hiet", 1995, directors=("Michael Mann",), imdb_id="tt0000001")
    assert merge_rules.parted_from(known, HEAT.identity, ("directors",)) == known


def test_an_admin_undoes_a_merge():
    assert merge_rules.part(PartMovies(ID), MERGED) == [MoviesParted(ID, OTHER_ID)]


def test_only_an_admin_undoes_a_merge():
    with pytest.raises(NotAllowed):
        merge_rules.part(PartMovies(ID), replace(MERGED, allowed=False))


def test_a_film_that_is_not_merged_is_not_parted():
    with pytest.raises(Refused, match=r"^Heat \(1995\) is not merged with another film\."):
        merge_rules.part(PartMovies(ID), replace(MERGED, into_id=None))


def test_a_merge_stays_while_another_film_has_one_of_the_numbers_and_it_is_said_which():
    with pytest.raises(Refused, match=r"its IMDb number by Thief \(1981\)\. Take the number away there"):
        merge_rules.part(PartMovies(ID), replace(MERGED, holders={"imdb_id": THIRD}))
