"""Trakt's export of data, as it was downloaded, unpacked, renamed or broken."""

from collections import Counter

import pytest
from sources.files import a_json, an_archive

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources import trakt, trakt_items
from moviediary.sources.lines import Film, How, Said

STALKER = {"title": "Stalker", "year": 1979, "ids": {"trakt": 1030, "slug": "stalker-1979", "imdb": "tt0079944", "tmdb": 1398}}
HEAT = {"title": "Heat", "year": 1995, "ids": {"trakt": 818, "slug": "heat-1995", "imdb": "tt0113277", "tmdb": 949}}
SHOW = {"title": "Severance", "year": 2022, "ids": {"trakt": 1, "slug": "severance"}}
THE_FILM = Film("Stalker", 1979, imdb_id="tt0079944", tmdb_id=1398, uri="trakt:1030")


def played(number, moment="2023-05-02T18:29:50.000Z", movie=STALKER):
    return {"id": number, "watched_at": moment, "action": "scrobble", "type": "movie", "movie": movie}


EPISODE = {
    "id": 9,
    "watched_at": "2023-05-02T18:29:50.000Z",
    "type": "episode",
    "show": SHOW,
    "episode": {"season": 1, "number": 1},
}
EXPORT = {
    "trakt-export/user-profile.json": {"username": "ada", "ids": {"slug": "ada"}},
    "trakt-export/network-following.json": [{"followed_at": "2020-01-01T00:00:00Z", "user": {"username": "bob"}}],
    "trakt-export/watched-history-10.json": [played(3, "2023-07-01T20:00:00.000Z")],
    "trakt-export/watched-history-2.json": [played(2), EPISODE],
    "trakt-export/watched-movies.json": [
        {"plays": 2, "last_watched_at": "2023-07-01T20:00:00.000Z", "movie": STALKER},
        {"plays": 1, "last_watched_at": "2019-01-05T20:00:00.000Z", "movie": HEAT},
    ],
    "trakt-export/watched-shows.json": [{"plays": 3, "last_watched_at": "2023-07-01T20:00:00.000Z", "show": SHOW, "seasons": []}],
    "trakt-export/ratings-movies-1.json": [
        {"rated_at": "2023-05-03T00:00:00.000Z", "rating": 9, "type": "movie", "movie": STALKER}
    ],
    "trakt-export/ratings-shows.json": [{"rated_at": "2023-05-03T00:00:00.000Z", "rating": 9, "type": "show", "show": SHOW}],
    "trakt-export/lists-watchlist.json": [
        {"rank": 1, "id": 5, "listed_at": "2020-01-01T00:00:00.000Z", "notes": None, "type": "movie", "movie": HEAT},
        {"rank": 2, "id": 6, "listed_at": "2020-01-01T00:00:00.000Z", "notes": None, "type": "show", "show": SHOW},
    ],
    "trakt-export/lists-favorites.json": [
        {"rank": 1, "id": 7, "listed_at": "2020-01-01T00:00:00.000Z", "notes": "!", "type": "movie", "movie": STALKER}
    ],
    "trakt-export/lists-lists.json": [
        {"name": "Rain", "privacy": "public", "item_count": 1, "ids": {"trakt": 77, "slug": "rain"}}
    ],
    "trakt-export/lists-list-77-rain-and-2.json": [
        {"rank": 1, "id": 8, "listed_at": "2020-01-01T00:00:00.000Z", "notes": None, "type": "movie", "movie": STALKER}
    ],
    "trakt-export/comments-movies.json": [
        {"id": 1, "parent_id": None, "comment": "Long, and worth it.", "spoiler": True, "review": True, "movie": STALKER},
        {"id": 2, "parent_id": None, "comment": "Yes!", "spoiler": 0, "review": False, "movie": HEAT},
    ],
    "trakt-export/collection-movies.json": [{"collected_at": "2020-01-01T00:00:00.000Z", "movie": HEAT}],
    "trakt-export/hidden-recommendations.json": [{"hidden_at": "2020-01-01T00:00:00.000Z", "type": "movie", "movie": HEAT}],
    "trakt-export/notes-people.json": [],
    "trakt-export/README.txt": "Thank you.",
}


def read(contents, zone="UTC"):
    return list(sources.read("trakt", contents, How(zone=zone)))


def only(item, name="watched-history.json", zone="UTC"):
    [line] = read(a_json([item], name), zone)
    return line


def test_a_play_is_a_viewing_with_its_time_where_the_member_lives():
    line = only(played(42, "2023-05-02T18:29:50.000Z"), zone="America/New_York")
    assert (line.kind, line.film, line.said) == ("viewing", THE_FILM, Said(watched="2023-05-02", time="14:29"))
    assert (line.source_id, line.unit, line.problem) == ("history:42", "history:42", "")


def test_an_evening_in_new_york_stays_on_its_day():
    assert only(played(1, "2023-05-03T01:30:00.000Z"), zone="America/New_York").said.watched == "2023-05-02"


@pytest.mark.parametrize("moment", [None, "", "unknown", "1970-01-01T00:00:00.000Z"])
def test_a_play_without_a_day_has_none_and_is_not_stamped(moment):
    line = only(played(1, moment))
    assert (line.kind, line.said, line.problem) == ("viewing", Said(watched=""), "")


def test_a_play_with_a_senseless_day_says_so():
    line = only(played(1, "2023-13-45T00:00:00.000Z"))
    assert (line.problem != "", line.value) == (True, "2023-13-45T00:00:00.000Z")


def test_every_item_and_every_other_file_of_an_export_is_one_line():
    lines = read(an_archive(EXPORT))
    assert Counter(line.kind for line in lines) == {
        "viewing": 3,
        "film": 3,
        "watchlist": 1,
        "list": 1,
        "listed": 1,
        "other": 2,
        # An episode, a film of the history again, series (watched, rated, on the watchlist), four of the account, a note to read.
        "left": 10,
    }
    assert all(line.problem for line in lines if line.kind == "left")


def test_what_is_read_of_an_export_of_each_kind():
    lines = read(an_archive(EXPORT))
    told = {(line.file, line.number): line for line in lines}
    assert told["ratings-movies-1.json", 1].said == Said(rating=9)
    assert told["lists-favorites.json", 1].said == Said(heart=True)
    assert told["comments-movies.json", 1].said == Said(text="Long, and worth it.", spoiler=True)
    assert (told["comments-movies.json", 2].kind, told["comments-movies.json", 2].said.text) == ("other", "Yes!")
    assert told["lists-list-77-rain-and-2.json", 1].more == {"list": "77"}
    assert (told["lists-lists.json", 1].more["list"], told["lists-lists.json", 1].value) == ("77", "Rain")
    assert told["watched-history-2.json", 2].problem == trakt_items.NO_FILM
    assert told["hidden-recommendations.json", 1].problem == trakt.ACCOUNT


def test_parts_of_the_history_are_read_in_the_order_of_their_numbers():
    files = [line.file for line in read(an_archive(EXPORT)) if line.source_id.startswith("history:")]
    assert files == ["watched-history-2.json", "watched-history-10.json"]


def test_the_summary_of_films_adds_only_what_the_history_does_not_have():
    stalker, heat = (line for line in read(an_archive(EXPORT)) if line.file == "watched-movies.json")
    assert (stalker.kind, stalker.problem) == ("left", trakt_items.IN_HISTORY)
    assert (heat.kind, heat.said.watched, heat.note) == ("viewing", "2019-01-05", trakt_items.NO_HISTORY)


def test_a_play_that_stands_in_two_files_is_one_viewing():
    lines = read(an_archive({"watched-history-1.json": [played(1)], "watched-history-2.json": [played(1)]}))
    assert len({line.unit for line in lines}) == 1


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        (played(1), "viewing"),
        ({"rated_at": "2020-01-01T00:00:00Z", "rating": 7, "type": "movie", "movie": HEAT}, "film"),
        ({"plays": 1, "last_watched_at": "2020-01-01T00:00:00Z", "movie": HEAT}, "viewing"),
        (EPISODE, "left"),
    ],
)
def test_a_single_file_is_known_by_what_is_in_it_whatever_its_name(item, kind):
    contents = a_json([item], "download (3).json")
    assert sources.recognise(contents)[0] == ("trakt", 95)
    assert [line.kind for line in read(contents)] == [kind]


def test_an_export_is_recognised():
    assert sources.recognise(an_archive(EXPORT))[0] == ("trakt", 95)


@pytest.mark.parametrize("contents", [a_json([{"title": "Heat"}]), a_json({"watched_at": 1}), an_archive({"a.json": []})])
def test_other_json_is_not_taken_for_one(contents):
    assert "trakt" not in dict(sources.recognise(contents))


@pytest.mark.parametrize("rating", ["9", 9, 9.0])
def test_a_rating_may_be_written_as_text(rating):
    assert only({"rated_at": "", "rating": rating, "movie": STALKER}, "ratings-movies.json").said.rating == 9


@pytest.mark.parametrize("rating", [0, 11, "good", 4.25])
def test_a_rating_that_is_none_is_a_problem(rating):
    line = only({"rated_at": "", "rating": rating, "movie": STALKER}, "ratings-movies.json")
    assert (line.said.rating, line.problem != "", line.value) == (None, True, str(rating))


@pytest.mark.parametrize(
    "item", [None, 3, "x", [], {}, {"movie": None}, {"movie": {}}, {"watched_at": None, "movie": {"ids": 3}}]
)
def test_an_item_that_makes_no_sense_is_a_line_all_the_same(item):
    lines = read(a_json([item, played(1)], "watched-history.json"))
    assert [line.number for line in lines] == [1, 2]


def test_a_damaged_part_does_not_take_the_others_with_it():
    lines = read(an_archive({"watched-history-1.json": '[{"id": 1, "wat', "watched-history-2.json": [played(2)]}))
    assert [(line.file, bool(line.problem)) for line in lines] == [
        ("watched-history-1.json", True),
        ("watched-history-2.json", False),
    ]


def test_a_file_without_anything_of_trakts_says_so():
    with pytest.raises(Unreadable):
        read(a_json([], "watched-history.json"))
