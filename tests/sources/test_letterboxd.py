"""Letterboxd's export, in whole and in parts."""

from collections import Counter

import letterboxd
import pytest
from brought import brought, read, zipped

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sources.lines import How

DIARY = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"
REVIEWS = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n"
FILMS = "Date,Name,Year,Letterboxd URI\n"
LIST = """Letterboxd list export v7
Date,Name,Tags,URL,Description
2020-11-17,My list,"tag one, tag two",https://boxd.it/9IQmS,"Of <b>two</b>
lines"

Position,Name,Year,URL,Description
1,Film A,2005,https://boxd.it/zogG,
2,"Film, B",2017,https://boxd.it/dg9e,note on *this*
"""


def letters(data, name="letterboxd-ada-2025-01-02.zip", **how):
    return read("letterboxd", data, name, How(**how))


@pytest.mark.parametrize("deleted", [True, False])
def test_every_line_of_an_export_is_told_once(deleted):
    found = letters(letterboxd.export(200), deleted=deleted)
    assert Counter(line.file for line in found) == letterboxd.lines(200)
    left = [line for line in found if line.kind == "left"]
    assert len(left) == (0 if deleted else 3)
    assert not [line for line in found if line.problem and line.kind != "left"]


def test_an_export_is_the_same_for_the_same_seed():
    again = letterboxd.made.__wrapped__(50, 7)
    assert (again.data, again.lines) == (letterboxd.export(50, 7), letterboxd.lines(50, 7))
    assert letterboxd.export(50, 8) != letterboxd.export(50, 7)


def test_an_entry_of_the_diary():
    row = '2021-03-02,"Crouching ""Tiger"", Hidden",2000,https://boxd.it/1a,3.5,Yes,"cinema, with mum",1999-12-31\n'
    (line,) = letters(DIARY + row, "diary.csv")
    assert (line.file, line.number, line.kind, line.source_id, line.unit) == (
        "diary.csv",
        2,
        "viewing",
        *["https://boxd.it/1a"] * 2,
    )
    assert (line.film.title, line.film.year, line.film.uri) == ('Crouching "Tiger", Hidden', 2000, "")
    said = line.said
    assert (said.watched, said.time, said.rating, said.seen_before) == ("1999-12-31", None, 7, True)
    assert (said.tags, said.text) == (("cinema", "with mum"), None)
    assert line.original["Rating"] == "3.5"


def test_the_day_on_which_a_row_was_made_is_no_day_of_a_viewing():
    data = zipped(
        {
            "reviews.csv": REVIEWS + "2021-03-02,M,1931,https://boxd.it/1,,,Fine.,,\n",
            "watched.csv": FILMS + "2021-03-02,M,1931,u\n",
        }
    )
    review, watched = letters(data)
    assert (review.said.watched, watched.said.watched) == ("", None)


def test_a_review_belongs_to_the_entry_with_its_link_or_else_of_its_film_and_day():
    diary = DIARY + "".join(f"2020-01-01,{name},2000,{link},4,,,{day}\n" for name, link, day in ENTRIES)
    reviews = REVIEWS + "".join(f"2020-01-01,{name},2000,{link},4,,Good.,,{day}\n" for name, link, day in REVIEWED)
    found = letters(zipped({"reviews.csv": reviews, "diary.csv": diary}))
    assert [line.unit for line in found if line.file == "reviews.csv"] == ["1", "2", "new", "Ran|2000|2020-01-01", "own"]
    assert [line.file for line in found[:5]] == ["diary.csv"] * 5


# Two of one film on one day are not told apart by it.
ENTRIES = (
    ("Ran", "1", "2020-01-01"),
    ("M", "2", "2020-01-02"),
    ("Z", "3", "2020-01-03"),
    ("Z", "4", "2020-01-03"),
    ("Ran", "", "2020-01-01"),
)
REVIEWED = (
    ("Ran", "1", "2020-01-01"),
    ("M", "x", "2020-01-02"),
    ("Z", "new", "2020-01-03"),
    ("Ran", "", "2020-01-01"),
    ("O", "own", ""),
)


def test_what_is_said_of_a_film_stands_together_and_films_of_the_same_name_do_not():
    files = {
        "watched.csv": FILMS + "2020-01-01,Twins,2010,https://boxd.it/a\n2020-01-01,Twins,2010,https://boxd.it/b\n",
        "ratings.csv": FILMS.strip() + ",Rating\n2020-01-01,Twins,2010,https://boxd.it/a,0.5\n",
        "likes/films.csv": FILMS + "2020-01-01,Twins,2010,https://boxd.it/b\n",
        "watchlist.csv": FILMS + "2020-01-01,Later,,https://boxd.it/c\n",
    }
    rating, first, second, heart, wanted = letters(zipped(files))
    assert rating.unit == first.unit == rating.source_id == "film:https://boxd.it/a"
    assert heart.unit == second.unit == "film:https://boxd.it/b"
    assert (rating.kind, rating.said.rating, heart.said.heart, first.film.uri) == ("film", 1, True, "https://boxd.it/a")
    assert (wanted.kind, wanted.film.year, wanted.unit) == ("watchlist", None, "")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("padding", ["", ",,"])
def test_a_list_has_a_head_and_items(end, separator, padding):
    text = LIST.replace("v7\n", f"v7{padding}\n").replace("Description\n", f"Description{padding}\n").replace("\n", end)
    if separator == ";":
        text = text.replace(",", ";").replace('"tag one; tag two"', '"tag one, tag two"')
    head, first, second = letters(text, "lists/my-list.csv")
    assert (head.kind, head.number, head.more["name"], head.more["tags"]) == ("list", 3, "My list", ["tag one", "tag two"])
    assert head.more["description"] == "Of **two**\nlines"
    assert (first.kind, first.number, first.film.title, first.film.uri) == ("listed", 7, "Film A", "https://boxd.it/zogG")
    assert second.more == {"list": "https://boxd.it/9IQmS", "position": "2", "note": "note on \\*this\\*"}


def test_a_list_without_a_name_is_called_after_its_file():
    head, *_ = letters(zipped({"lists/null-35233908.csv": LIST.replace("My list", ""), "diary.csv": DIARY}))
    assert head.more["name"] == "null-35233908"


def test_a_list_that_is_broken_is_told_and_the_rest_is_read():
    files = {"diary.csv": DIARY + "2020-01-01,Ran,1985,u,,,,2020-01-01\n", "lists/a.csv": "Letterboxd list export v7\nnothing\n"}
    viewing, broken = letters(zipped(files))
    assert viewing.kind == "viewing"
    assert (broken.file, broken.kind) == ("lists/a.csv", "left")
    assert broken.problem == "lists/a.csv has no line that begins with Date and Name."


def test_what_was_deleted_is_left_unless_it_is_asked_for():
    files = {
        "diary.csv": DIARY,
        "deleted/diary.csv": DIARY + "2020-01-01,Ran,1985,u,,,,2020-01-01\n",
        "orphaned/lists/a.csv": LIST,
    }
    found = letters(zipped(files))
    assert {(line.kind, line.problem) for line in found} == {
        ("left", "You had deleted this from Letterboxd."),
        ("left", "Letterboxd had taken this film off its site."),
    }
    assert [line.kind for line in letters(zipped(files), deleted=True)] == ["viewing", "list", "listed", "listed"]


def test_comments_the_profile_and_likes_of_others_are_kept():
    found = [line for line in letters(letterboxd.export(10)) if line.kind == "other"]
    assert Counter(line.more["what"] for line in found) == {"profile": 1, "comment": 1, "like": 3}
    assert found[1].original["Favorite Films"] == "https://boxd.it/1, https://boxd.it/2"


def test_a_file_of_films_whose_name_says_nothing_is_asked_about():
    (line,) = letters(FILMS + "2020-01-01,Ran,1985,u\n", "download (3).csv")
    assert (line.kind, line.problem[:45]) == ("left", "This may be a list of films you watched, like")
    assert letters(FILMS + "2020-01-01,Ran,1985,u\n", "watched (1).csv")[0].kind == "film"
    assert letters(FILMS + "2020-01-01,Ran,1985,u\n", "my watchlist.csv")[0].kind == "watchlist"


def test_a_file_made_to_be_brought_to_letterboxd():
    header = "Title,Year,imdbID,tmdbID,WatchedDate,Rating10,Rewatch,Tags,Review,Directors\n"
    rows = (
        'Ran,1985,tt0089881,11645,2020-05-14,7,true,"a, b",<b>Yes</b>,Akira Kurosawa\nM,1931,,,,9,,,,\nZ,1969,,,,,,,Undated.,\n'
    )
    viewing, film, undated = letters(header + rows, "import.csv")
    assert (viewing.kind, viewing.said.watched, viewing.said.rating, viewing.said.text) == ("viewing", "2020-05-14", 7, "**Yes**")
    assert (viewing.film.imdb_id, viewing.film.tmdb_id, viewing.film.directors) == ("tt0089881", 11645, ("Akira Kurosawa",))
    assert (viewing.said.seen_before, viewing.said.tags) == (True, ("a", "b"))
    assert (film.kind, film.said.rating, film.said.watched) == ("film", 9, None)
    assert (undated.kind, undated.said.watched) == ("viewing", "")


@pytest.mark.parametrize(
    ("row", "problem", "value"),
    [
        ("2020-01-01,Ran,1985,u,3.3,,,2020-01-01", "This rating lies between two half stars.", "3.3"),
        ("2020-01-01,Ran,1985,u,0,,,2020-01-01", "This rating is lower than half a star.", "0"),
        ("2020-01-01,Ran,1985,u,7,,,2020-01-01", "This rating is higher than its scale goes.", "7"),
        ("2020-01-01,Ran,1985,u,good,,,2020-01-01", "This rating is no number.", "good"),
        ("2020-01-01,Ran,1985,u,,,,2020-02-30", "There is no such day.", "2020-02-30"),
        ("2020-01-01,Ran,1985,u,,,,soon", "This is no day that can be read.", "soon"),
        ("2020-01-01,,1985,u,,,,2020-01-01", "This line names no film.", ""),
        (f"2020-01-01,{'R' * 256},1985,u,,,,2020-01-01", "This title has more than 255 characters.", "R" * 99 + "…"),
        ('2020-01-01,"Ran,1985,u,,,,2020-01-01', "This line opens a quotation mark that is never closed.", ""),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(row, problem, value):
    (line,) = letters(DIARY + row + "\n", "diary.csv")
    assert (line.problem, line.value) == (problem, value)


def test_a_year_that_is_none_is_left_out():
    found = letters(DIARY + "".join(f"2020-01-01,Ran,{year},u,,,,\n" for year in ("", "1985.0", "soon", "85")), "diary.csv")
    assert [line.film.year for line in found] == [None, 1985, None, None]


@pytest.mark.parametrize("name", ["diary.csv", "x.csv"])
def test_any_file_of_it_is_recognised_and_so_is_the_whole(name):
    assert sources.recognise(brought(DIARY, name))[0] == ("letterboxd", 95)
    assert sources.recognise(brought(letterboxd.export(10), "x.zip"))[0] == ("letterboxd", 95)
    assert sources.recognise(brought(LIST, name))[0] == ("letterboxd", 95)


def test_what_is_not_of_letterboxd_is_refused():
    assert dict(sources.recognise(brought("a,b\n1,2\n"))) == {"mapped": 1}
    with pytest.raises(Unreadable, match="This is no export of Letterboxd"):
        letters("a,b\n1,2\n")
