"""Simkl's backup, as JSON, in a ZIP, and as CSV."""

import pytest
from sources.files import a_file, a_json, an_archive

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources import simkl
from moviediary.sources.lines import Film, How, Said

HEAT = {"title": "Heat", "year": 1995, "ids": {"simkl": 53, "slug": "heat", "imdb": "tt0113277", "tmdb": "949"}}
THE_FILM = Film("Heat", 1995, imdb_id="tt0113277", tmdb_id=949, uri="simkl:53")


def entry(**said):
    return {
        "status": "completed",
        "added_to_watchlist_at": "2020-01-01T00:00:00Z",
        "last_watched_at": "2023-05-02T18:29:50Z",
        "user_rating": None,
        "memo": {},
        "movie": HEAT,
        **said,
    }


SERIES = {"status": "watching", "show": {"title": "Severance", "ids": {"simkl": 1}}}
ANIME_FILM = {
    "status": "completed",
    "anime_type": "movie",
    "last_watched_at": None,
    "user_rating": 10,
    "show": {"title": "Akira", "year": 1988, "ids": {"simkl": 7}},
}


def read(contents, **how):
    return list(sources.read("simkl", contents, How(**how)))


def only(item):
    [line] = read(a_json({"movies": [item]}, "SimklBackup.json"))
    return line


def test_a_film_that_was_watched_is_a_viewing_of_its_last_day():
    line = only(entry(user_rating=7, memo={"text": "Twice!"}))
    assert (line.kind, line.film, line.said) == ("viewing", THE_FILM, Said("2023-05-02", "18:29", 7, text="Twice!"))
    assert line.source_id == "film:53@2023-05-02T18:29:50Z"


def test_without_a_day_it_speaks_of_the_film():
    line = only(entry(last_watched_at=None, user_rating=8))
    assert (line.kind, line.said, line.source_id) == ("film", Said(rating=8), "film:53")


def test_what_is_planned_is_on_the_watchlist():
    line = only(entry(status="plantowatch", last_watched_at=None))
    assert (line.kind, line.more, line.problem) == ("watchlist", {"added": "2020-01-01T00:00:00Z"}, "")


@pytest.mark.parametrize(("status", "note"), [("dropped", ""), ("hold", simkl.ON_HOLD), ("watching", simkl.ON_HOLD)])
def test_what_was_put_aside_was_not_watched_to_the_end(status, note):
    line = only(entry(status=status, last_watched_at=None))
    assert (line.kind, line.said, line.note) == ("viewing", Said(watched="", finished=False), note)


def test_a_rewatch_was_seen_before():
    assert only(entry(is_rewatch=True)).said.seen_before is True


@pytest.mark.parametrize("rating", [None, 0, ""])
def test_no_rating_is_none(rating):
    line = only(entry(user_rating=rating))
    assert (line.said.rating, line.problem) == (None, "")


def test_films_among_anime_are_films_and_series_are_left_out():
    lines = read(a_json({"shows": [SERIES], "anime": [SERIES, ANIME_FILM], "movies": [entry()]}, "SimklBackup.json"))
    assert [(line.file, line.number, line.kind) for line in lines] == [
        ("SimklBackup.json/movies", 1, "viewing"),
        ("SimklBackup.json/anime", 1, "left"),
        ("SimklBackup.json/anime", 2, "film"),
        ("SimklBackup.json/shows", 1, "left"),
    ]
    assert lines[2].film == Film("Akira", 1988, uri="simkl:7")


def test_a_backup_may_be_packed():
    lines = read(an_archive({"backup/SimklBackup.json": {"movies": [entry()]}, "backup/readme.txt": "Hello."}))
    assert [line.kind for line in lines] == ["viewing", "left"]


CSV = """SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB
53,Heat,movie,1995,completed,,2023-05-02 18:29:50,7,Twice!,,949,tt0113277
54,Alien,movie,1979,plantowatch,,,,,,348,
55,Severance,tv,2022,watching,S01E02,,,,,,
"""


def test_a_backup_as_csv():
    lines = read(a_file(CSV, "SimklBackup.csv"))
    assert [(line.number, line.kind) for line in lines] == [(2, "viewing"), (3, "watchlist"), (4, "left")]
    assert (lines[0].film, lines[0].said) == (THE_FILM, Said("2023-05-02", "18:29", 7, text="Twice!"))


def test_days_of_a_csv_may_be_in_the_order_that_is_said():
    text = CSV.replace("2023-05-02 18:29:50", "03/04/2021")
    assert read(a_file(text, "a.csv"))[0].problem
    assert read(a_file(text, "a.csv"), order="dmy")[0].said.watched == "2021-04-03"


@pytest.mark.parametrize(
    "contents",
    [a_json({"movies": [entry()]}, "x.json"), a_file(CSV, "x.csv"), a_json({"shows": [SERIES]}, "x.json")],
    ids=["json", "csv", "series only"],
)
def test_a_backup_is_recognised_whatever_its_name(contents):
    assert sources.recognise(contents)[0] == ("simkl", 95)


@pytest.mark.parametrize("said", [[], {}, {"movies": []}, {"movies": [{"title": "Heat"}]}, {"movies": 3}, [entry()]])
def test_other_json_is_not_taken_for_one(said):
    assert "simkl" not in dict(sources.recognise(a_json(said)))


@pytest.mark.parametrize("item", [None, 3, [], {}, {"movie": 3}, {"movie": {"ids": []}}, {"memo": [1], "movie": {}}])
def test_an_item_that_makes_no_sense_is_a_line_all_the_same(item):
    lines = read(a_json({"movies": [entry(), item]}, "a.json"))
    assert [line.number for line in lines] == [1, 2]


def test_another_file_is_refused():
    with pytest.raises(Unreadable):
        read(a_json([1]))
