"""What is read out of the exports of other systems."""

import json

import pytest
from brought import brought, read, xlsx, zipped
from elsewhere import IMDB, IMDB_LIST, IMDB_OLD, MOVARY, NETFLIX, TMDB, WATCHARR, YAMTRACK

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources.lines import How
from moviediary.sources.netflix import is_episode
from moviediary.sources.scales import LEFT, MISFIT


def told(lines):
    return [
        (line.kind, line.film.title if line.film else "", line.said.watched, line.said.rating, line.problem) for line in lines
    ]


def test_ratings_of_imdb():
    stalker, series, dune = read("imdb", IMDB, "ratings.csv")
    assert (stalker.kind, stalker.source_id, stalker.said.rating, stalker.said.watched) == ("film", "tt0079944", 9, None)
    assert (stalker.film.original_title, stalker.film.directors, stalker.film.year) == ("Сталкер", ("Andrei Tarkovsky",), 1979)
    assert (series.kind, series.problem, series.value) == (
        "left",
        "This is a series, an episode or a game, and no film.",
        "TV Series",
    )
    assert (dune.film.original_title, dune.film.directors) == ("", ("David Lynch", "Alan Smithee"))


def test_days_of_ratings_at_imdb_are_those_of_viewings_only_where_that_is_said():
    stalker, *_ = read("imdb", IMDB, "ratings.csv", How(rated_days=True))
    assert (stalker.kind, stalker.said.watched) == ("viewing", "2020-05-14")


def test_older_ratings_of_imdb():
    assert told(read("imdb", IMDB_OLD)) == [
        ("film", "Stalker", None, 9, ""),
        ("left", "Pilot", None, None, "This is a series, an episode or a game, and no film."),
    ]


@pytest.mark.parametrize(("name", "kind"), [("WATCHLIST.csv", "watchlist"), ("Best of 1979.csv", "listed")])
def test_lists_of_imdb(name, kind):
    (line,) = read("imdb", IMDB_LIST, name)
    assert (line.kind, line.film.imdb_id, line.more["note"]) == (kind, "tt0079944", "seen, twice")
    assert line.more["list"] == name.removesuffix(".csv")


def test_movary():
    found = read("movary", zipped(MOVARY), "movary.zip")
    assert told(found) == [
        ("viewing", "Ran", "2020-05-14", None, ""),
        ("viewing", "Ran", "2020-05-14", None, ""),
        ("viewing", "M", "", None, ""),
        ("film", "Ran", None, 9, ""),
        ("watchlist", "Z", None, None, ""),
        ("left", "", None, None, "This file is none that is known here."),
    ]
    first, second, unknown, *_ = found
    assert (first.said.text, first.said.medium, first.said.tags) == ("\\*wow\\*", "cinema", ("Cinema Paradiso",))
    assert (first.unit, second.unit, first.film.tmdb_id, unknown.said.tags) == ("", "", 11645, ("Sofa",))


def test_yamtrack():
    found = read("yamtrack", YAMTRACK, how=How(zone="Europe/Berlin"))
    assert told(found) == [
        ("viewing", "Ran", "2020-05-15", None, MISFIT),
        ("viewing", "Ran", "2020-05-15", 8, ""),
        ("viewing", "M", "2020-01-02", None, ""),
        ("watchlist", "Z", None, None, ""),
        ("viewing", "Home", "", 10, ""),
        ("left", "Show", None, None, "This is a series, a game, a book or a comic, and no film."),
        ("left", "Odd", None, None, "Yamtrack has no such status of a film."),
    ]
    assert (found[0].said.time, found[0].said.text, found[0].value) == ("00:15", "\\_good\\_", "7.5")
    assert (found[1].said.time, found[2].said.finished, found[4].film.tmdb_id) == (None, False, None)
    (first, *_) = read("yamtrack", YAMTRACK, how=How(misfits="leave"))
    assert (first.said.rating, first.note, first.problem) == (None, LEFT, "")


def test_very_old_files_of_yamtrack():
    (line,) = read("yamtrack", "media_id,media_type,title,score,watch_date,status\n11645,movie,Ran,9,2020-05-14,Completed\n")
    assert (line.film.tmdb_id, line.said.watched, line.said.rating) == (11645, "2020-05-14", 9)


def test_tmdb():
    assert told(read("tmdb", TMDB)) == [
        ("film", "乱", None, 9, ""),
        ("watchlist", "M", None, None, ""),
        ("left", "Show", None, None, "This is a series or an episode, and no film."),
    ]
    rated, *_ = read("tmdb", TMDB, how=How(rated_days=True, zone="Asia/Tokyo"))
    assert (rated.kind, rated.said.watched, rated.said.time, rated.film.year) == ("viewing", "2023-05-03", "07:29", 1985)
    favorite = read("tmdb", TMDB, "favorites.csv")[1]
    assert (favorite.kind, favorite.said.heart) == ("film", True)


def test_netflix_tells_by_the_whole_file_which_number_is_the_month():
    assert told(read("netflix", NETFLIX)) == [
        ("viewing", "Mission: Impossible", "2021-03-25", None, ""),
        ("left", "Show: Season 1: Pilot", None, None, "This looks like an episode of a series, and no film."),
        ("viewing", "Ran", "2021-03-04", None, ""),
    ]
    (unsure,) = read("netflix", "Title,Date\nRan,3/4/21\n")
    assert unsure.problem.startswith("This day can be read in two ways")
    assert read("netflix", "Title,Date\nRan,3/4/21\n", how=How(order="dmy"))[0].said.watched == "2021-04-03"


@pytest.mark.parametrize(
    ("title", "episode"),
    [
        *(("Show: Season 1: Pilot", True), ("Serie: Staffel 2: Anfang", True), ("Serie: Temporada 3: Uno", True)),
        *(("Show: Limited Series: One", True), ("Show: Chapter One: The Start", True), ("Show: Episode 3", True)),
        *(("Mission: Impossible", False), ("Star Wars: Episode IV: A New Hope", False), ("Kill Bill: Vol. 1", False)),
        *(("Dune: Part Two", False), ("Ran", False), ("2001: A Space Odyssey", False), ("Season 1", False)),
    ],
)
def test_films_may_have_colons(title, episode):
    assert is_episode(title) == episode


def test_watcharr():
    found = read("watcharr", json.dumps(WATCHARR), "watcharr.json", How(misfits="nearest", zone="Europe/Berlin"))
    assert [(line.number, *rest) for line, rest in zip(found, told(found), strict=True)] == [
        (1, "viewing", "Ran", "2020-05-15", 8, ""),
        (1, "viewing", "Ran", "2021-05-14", 8, ""),
        (2, "watchlist", "Z", None, None, ""),
        (3, "viewing", "M", "", None, ""),
        (4, "left", "Show", None, None, "This is a series, a game or a book, and no film."),
        (5, "left", "", None, None, "This is a series, a game or a book, and no film."),
        (6, "left", "", None, None, "This is no entry of Watcharr."),
        (7, "viewing", "Ran", "", 8, ""),
    ]
    assert (found[0].said.text, found[0].said.tags, found[0].film.year) == ("\\*Fine\\*", ("Samurai",), 1985)
    assert found[3].said.finished is False


@pytest.mark.parametrize(
    ("source", "data"),
    [
        *(("imdb", IMDB), ("imdb", IMDB_OLD), ("imdb", IMDB_LIST), ("movary", MOVARY["history.csv"]), ("movary", zipped(MOVARY))),
        *(("yamtrack", YAMTRACK), ("tmdb", TMDB), ("netflix", NETFLIX), ("watcharr", json.dumps(WATCHARR))),
    ],
)
def test_each_is_recognised_by_what_is_in_it(source, data):
    assert sources.recognise(brought(data, "x"))[0][0] == source
    found = [name for name, sure in sources.recognise(brought(data, "x")) if sure >= 50]
    assert found == [source]


@pytest.mark.parametrize("source", ["imdb", "movary", "yamtrack", "tmdb", "netflix"])
def test_a_file_of_others_is_refused(source):
    with pytest.raises(Unreadable, match="This is no export of"):
        read(source, "a,b\n1,2\n")


def test_a_spreadsheet_is_read_as_the_text_it_was_made_of():
    rows = [line.split(",") for line in IMDB_OLD.strip().split("\n")]
    assert told(read("imdb", xlsx({"Sheet1": rows}), "ratings.xlsx")) == told(read("imdb", IMDB_OLD))
