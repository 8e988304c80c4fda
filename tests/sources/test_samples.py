"""What is kept of a file for those who choose its columns: as much as a page shows, of however large a file."""

import itertools
import tracemalloc

import msgspec
import pytest
from brought import xlsx
from sources.files import a_file, a_json, an_archive

from moviediary import sources
from moviediary.sheets.contents import Unreadable
from moviediary.sheets.limits import MOST_RECORDS
from moviediary.sources.lines import How, Profile
from moviediary.sources.samples import CELL, HOPELESS, ROWS, Sample, sample

TABLE = "Film,Seen on,Stars\nStalker,03/04/2021,7\nSolaris,13/04/2021,8.5\n"
BY_NAME = Profile(columns={"title": "Film", "watched": "Seen on", "rating": "Stars"})
ASKED = How(scale="10", order="dmy", profile=BY_NAME)


def kept(contents, **said) -> Sample:
    """A sample as it comes out of the database."""
    return msgspec.json.decode(msgspec.json.encode(sample(contents, "UTC", **said)), type=Sample)


def test_the_first_lines_read_as_those_of_the_file():
    for file in (a_file(TABLE), a_file(xlsx({"Films": [row.split(",") for row in TABLE.splitlines()]}), "films.xlsx")):
        lines = list(kept(file).lines(BY_NAME, ASKED))
        assert lines == list(sources.read("mapped", file, ASKED))
        assert [line.said.rating for line in lines] == [7, None]


def test_any_columns_can_be_chosen():
    found = kept(a_file(TABLE))
    assert found.survey(Profile(columns={"title": "Film", "watched": "Stars"})).days == 2
    assert found.survey(Profile(columns={"title": "Film", "rating": "Seen on"})).scales[0].misfits == 2
    assert (found.survey(Profile(columns={"title": "Film"})).days, found.survey(None).order) == (0, "dmy")
    with pytest.raises(Unreadable, match="None of the columns chosen"):
        list(found.lines(Profile(columns={"title": "Elsewhere"}), ASKED))


def test_every_line_of_a_long_file_is_counted_in_columns_of_days_and_ratings():
    rows = "".join(f"Film {row},{row % 28 + 1}/4/{1950 + row % 70},{row % 1000 / 100}\n" for row in range(8_000))
    found = kept(a_file(f"Film,Seen on,Stars\n{rows}13.4.2020,13.4.2020,9\n"))
    survey = found.survey(BY_NAME)
    assert (survey.days, survey.days_first, survey.ratings_first) == (8_001, 0, 0)
    # A column without a single day is looked at no further, and that is said.
    titles = found.survey(Profile(columns={"title": "Film", "watched": "Film", "rating": "Stars"}))
    assert (titles.days, titles.days_first) == (HOPELESS, HOPELESS)
    assert (titles.ratings, titles.ratings_first) == (8_001, 0)


def test_a_file_that_takes_long_is_looked_at_only_so_far_and_says_how_far():
    ticks = itertools.count()
    found = kept(a_file("Film,Seen on\n" + "Heat,2021-04-03\n" * 3_000), late=lambda: next(ticks) > 2)
    survey = found.survey(None)
    assert (survey.days, survey.days_first) == (1_000, 1_000)


def test_a_long_file_takes_no_more_memory_than_a_short_one_and_keeps_no_more():
    contents = a_file("Film,Date\n" + "".join(f"Film {row},{row % 28 + 1}/4/{1950 + row % 70}\n" for row in range(8_000)))
    tracemalloc.start()
    try:
        found = sample(contents, "UTC")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000
    assert len(msgspec.json.encode(found)) < 5_000


def test_what_is_kept_of_a_huge_table_is_little():
    cells = ",".join(["x" * 5_000] * 300)
    found = kept(a_file("Film," + ",".join(f"Column {number}" for number in range(299)) + f"\n{cells}\n" * 9))
    assert len(found.columns) == 200
    assert all(len(cell) <= CELL for part in found.parts for _, row, _ in part.rows for cell in row)
    assert len(msgspec.json.encode(found)) < 500_000


def test_of_many_parts_those_are_kept_that_bring_other_columns():
    lists = {f"lists/{number}.csv": "Position,Name\n1,Stalker\n2,Solaris\n3,Mirror\n4,Ivan\n" for number in range(40)}
    found = kept(an_archive({**lists, "seen.csv": "Titel,Wann\nAlien,2020-01-01\n"}))
    assert [part.file for part in found.parts] == ["lists/0.csv", "lists/1.csv", "seen.csv"]
    lines = list(found.lines(Profile(columns={"title": "Titel"}), ASKED))
    assert [line.film.title for line in lines if line.film] == ["Alien"]


def test_a_file_is_known_up_to_where_it_cannot_be_read():
    found = kept(a_file("Film,Seen on\n" + "Heat,\n" * (MOST_RECORDS + 1)))
    assert [column.name for column in found.columns] == ["Film", "Seen on"]
    assert len(list(found.lines(Profile(columns={"title": "Film"}), ASKED))) == ROWS
    with pytest.raises(Unreadable, match="more than"):
        found.survey(None)


def test_a_column_with_a_name_as_long_as_a_book_is_not_offered():
    found = kept(a_file(f"Film,{'x' * 400}\nHeat,1\n"))
    assert [column.name for column in found.columns] == ["Film"]
    assert found.parts[0].header == ("Film",)


def test_a_source_that_is_known_is_surveyed_by_the_names_of_its_columns():
    found = kept(a_file("Title,Date\nHeat,3/4/21\nAlien,12/25/20\n")).survey(None)
    assert (found.order, found.days) == ("mdy", 2)


@pytest.mark.parametrize("contents", [a_file("%PDF-1.7", "a.pdf"), a_json([])])
def test_a_file_without_a_table_says_so(contents):
    with pytest.raises(Unreadable):
        sample(contents, "UTC")
