"""Reading what we wrote: the archive, or one of its files, perhaps after somebody changed it."""

import io
import json
import zipfile
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary import cells
from moviediary.diary.commands import Viewing
from moviediary.exports.plain import COLUMNS, as_object, as_row
from moviediary.exports.walks import SAID, Told
from moviediary.movies.commands import Identity
from moviediary.sheets.contents import Unreadable, opened
from moviediary.sources import read, recognise
from moviediary.sources.lines import How

REVIEW, MOVIE, KEY = (UUID(int=number) for number in (1, 2, 3))
words = st.text(alphabet=st.sampled_from("ab'\"=+-@,;\n *_é七\U0001f3ac"), max_size=12).map(str.strip)
names = st.lists(words.filter(bool).map(lambda name: " ".join(name.split())), max_size=3, unique=True).map(tuple)
reviews = st.builds(
    Told,
    review_id=st.just(REVIEW),
    movie_id=st.just(MOVIE),
    key=st.just(KEY),
    revision=st.just(1),
    deleted_at=st.none(),
    position=st.just(""),
    viewing=st.builds(
        Viewing,
        watched=st.sampled_from(["", "2019", "2020-02", "2020-02-29"]),
        time=st.sampled_from(["", "20:15"]),
        rating=st.none() | st.integers(1, 10),
        heart=st.booleans(),
        medium=st.sampled_from(["", "cinema"]),
        tags=names,
        text=words,
        spoiler=st.booleans(),
        finished=st.booleans(),
        seen_before=st.booleans(),
        audience=st.sampled_from(["everyone", "members", "me"]),
    ),
    film=st.builds(
        Identity,
        title=words.filter(bool).map(lambda title: " ".join(title.split())),
        year=st.integers(1888, 2030),
        directors=names,
        imdb_id=st.sampled_from([None, "tt0113277"]),
        tmdb_id=st.sampled_from([None, 949]),
    ),
    rewatch=st.booleans(),
    sources=st.just(()),
)


def lines(name, data):
    contents = opened(io.BytesIO(data), name)
    (first, sure), *_ = recognise(contents)
    assert (first, sure > 90) == ("moviediary", True)
    return list(read("moviediary", contents, How()))


def assert_same(line, told):
    assert (line.kind, line.problem, line.source_id, line.unit) == ("viewing", "", str(REVIEW), str(REVIEW))
    assert {name: getattr(line.said, name) for name in SAID} == {name: getattr(told.viewing, name) for name in SAID}
    found = {name: getattr(line.film, name) for name in Identity.__dataclass_fields__}
    assert (Identity(**found), line.film.movie_id) == (told.film, MOVIE)


@given(reviews)
def test_a_row_of_the_table_says_what_the_entry_said(told):
    (line,) = lines("reviews.csv", (cells.row(COLUMNS) + as_row(told)).encode())
    assert_same(line, told)


@given(reviews)
def test_an_object_says_what_the_entry_said(told):
    (line,) = lines("reviews.json", json.dumps([json.loads(json.dumps(as_object(told)))]).encode())
    assert_same(line, told)
    # What could not be imported is put right as a table, and brought again.
    header = cells.row(line.original)
    (again,) = lines("again.csv", (header + cells.row(line.original.values())).encode())
    assert_same(again, told)


def archive(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        manifest = {"format": "movie-diary", "version": 1}
        for name, text in {"manifest": json.dumps(manifest), **files}.items():
            made.writestr(f"diary/{name}.json{'l' if name != 'manifest' else ''}", text)
    return data.getvalue()


def test_a_line_that_was_mangled_is_left_and_the_others_are_read():
    event = {"id": "x", "subject": "reviews.deleted", "version": 1, "at": "now", "data": {"review_id": str(REVIEW)}}
    found = lines("diary.zip", archive(events="\n".join(["{}", "{", '{"data": 5}', json.dumps(event)])))
    assert [(line.kind, line.number) for line in found] == [("left", 1), ("left", 2), ("left", 3), ("event", 4)]
    assert found[3].more == event
    assert all(line.problem for line in found[:3])


def test_a_line_that_waits_comes_as_it_was():
    row = {"source": "letterboxd", "file": "watchlist.csv", "number": 7, "kind": "watchlist", "original": {"Name": "Heat"}}
    row |= {"film": {"title": "Heat", "year": 1995}}
    (line,) = lines("diary.zip", archive(kept=json.dumps(row)))
    assert (line.kind, line.film.title, line.original, line.more) == ("watchlist", "Heat", {"Name": "Heat"}, {"kept": row})


def test_an_export_of_a_newer_release_is_refused_with_a_way_out():
    newer = json.dumps({"format": "movie-diary", "version": 3})
    with pytest.raises(Unreadable, match="Update this site first"):
        lines("diary.zip", archive(manifest=newer, kept=""))


def test_an_archive_without_entries_is_refused():
    with pytest.raises(Unreadable, match="holds no entries"):
        lines("diary.zip", archive())


def test_files_of_others_are_not_taken_for_ours():
    for name, data in (("a.csv", b"id,title\n1,Heat\n"), ("a.json", b'[{"id": 1}]'), ("a.json", b"{}"), ("a.txt", b"x")):
        assert "moviediary" not in dict(recognise(opened(io.BytesIO(data), name)))


def test_a_rating_that_somebody_changed_to_what_is_none_is_a_problem_of_its_line():
    told = cells.row(COLUMNS) + cells.row(["", "Heat", "1995", "", "", "", "", "", "2020", "", "3.7", *[""] * 9, "", ""])
    (line,) = lines("reviews.csv", told.encode())
    assert "between two half stars" in line.problem
