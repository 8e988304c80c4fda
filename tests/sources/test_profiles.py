"""A profile as a small JSON: what comes out goes in again, and what is wrong is said."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from moviediary.sheets.contents import Unreadable
from moviediary.sources import profiles
from moviediary.sources.fields import FIELDS
from moviediary.sources.lines import Profile

MINE = Profile("My films", {"title": "Film", "watched": "Gesehen am"}, scale="10", order="dmy")
GOOD = json.loads(profiles.dump(MINE))


def problem(said):
    with pytest.raises(Unreadable) as refused:
        profiles.load(said if isinstance(said, str) else json.dumps(said))
    return str(refused.value)


def test_a_profile_comes_back_as_it_was():
    assert profiles.load(profiles.dump(MINE)) == MINE


def test_a_profile_is_for_people_to_read():
    assert profiles.dump(MINE) == (
        '{\n  "movie_diary_profile": 1,\n  "name": "My films",\n  "columns": {\n    "title": "Film",\n'
        '    "watched": "Gesehen am"\n  },\n  "scale": "10",\n  "order": "dmy"\n}\n'
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("", "no JSON"),
        ("Film,Day", "no JSON"),
        ("[" * 5000, "no JSON"),
        ([1], "a list or a single value"),
        ({"columns": {}}, "does not begin with “movie_diary_profile”"),
        ({**GOOD, "movie_diary_profile": 2}, "a later release"),
        ({**GOOD, "colums": {}}, "unknown here: “colums”"),
        ({**GOOD, "columns": {"titel": "Film"}}, "unknown here: “titel”. There are: “title”"),
        ({**GOOD, "columns": {"title": 3}}, "“columns” has a text"),
        ({**GOOD, "columns": ["Film"]}, "“columns” has a text"),
        ({**GOOD, "name": None}, "“name”"),
        ({**GOOD, "name": "x" * 101}, "at most 100"),
        ({**GOOD, "columns": {"title": "x" * 301}}, "at most 300"),
        ({**GOOD, "scale": "7"}, "“5”, “10”, “100”. Here it is “7”"),
        ({**GOOD, "order": "ydm"}, "Here it is “ydm”"),
        (" " * 20_001, "at most 20,000"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(said, sentence):
    assert sentence in problem(said)


def test_a_field_without_a_column_is_none():
    assert profiles.load(json.dumps({**GOOD, "columns": {"title": "Film", "year": ""}})).columns == {"title": "Film"}


@given(some.dictionaries(some.sampled_from(list(FIELDS)), some.text(min_size=1, max_size=40), max_size=10))
def test_whatever_columns_are_called_comes_back(columns):
    if any("\0" in name for name in columns.values()):
        return
    try:
        text = profiles.dump(Profile(columns=columns))
    except UnicodeEncodeError:
        return
    assert profiles.load(text).columns == columns


@given(some.text())
def test_no_text_breaks_reading_a_profile(text):
    with suppress(Unreadable):
        profiles.load(text)
