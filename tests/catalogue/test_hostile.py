"""Files that nobody at IMDb wrote, and catalogues that nobody imported."""

import os
import sqlite3

import pytest

from moviediary import catalogue

BASICS = ("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "endYear", "runtimeMinutes", "genres")
FILM = ("tt0079944", "movie", "Stalker", "Stalker", "0", "1979", r"\N", "162", "Drama")


@pytest.mark.parametrize("votes", ["9" * 30, "3000000000", "-9223372036854775809", "-1"])
def test_votes_that_no_film_can_have_are_a_line_that_makes_no_sense(place, run, make, votes):
    basics = make("basics.tsv", BASICS, FILM)
    ratings = make("ratings.tsv", ("tconst", "averageRating", "numVotes"), ("tt0079944", "8.1", votes))
    told = run(place, "import", basics, ratings)
    assert "ratings.tsv: 1 line was not understood" in told
    catalogue.configure(place)
    assert [entry.votes for entry in catalogue.search("stalker")] == [0]


def test_a_catalogue_whose_state_nobody_can_tell_gives_no_error(sqlite_url, tmp_path):
    os.symlink("catalogue.db", tmp_path / "catalogue.db")
    catalogue.configure(sqlite_url)
    assert not catalogue.present()
    assert catalogue.search("stalker") == []


def test_a_catalogue_that_lacks_a_film_it_has_words_of_gives_no_error(sqlite_url, tmp_path, run, make):
    run(sqlite_url, "import", make("basics.tsv", BASICS, FILM, ("tt0079945", *FILM[1:])))
    with sqlite3.connect(tmp_path / "catalogue.db") as changed:
        changed.execute("DELETE FROM film WHERE rank = 1")
    changed.close()
    catalogue.configure(sqlite_url)
    assert [entry.rank for entry in catalogue.search("stalker")] == [2]
