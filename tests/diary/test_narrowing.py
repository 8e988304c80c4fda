"""What an address asks of a list, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.diary.narrowing import Narrowing, months_within, parse, query, years_within
from moviediary.text import one_line

words = st.text(st.sampled_from("abcÅé&?=#%+\"' ,"), max_size=20).map(one_line)
days = st.dates(date(2, 1, 1), date(9998, 12, 31)).map(lambda day: day.isoformat()) | st.just("")
narrowings = st.builds(
    Narrowing,
    rating=st.none() | st.integers(0, 10),
    rated=st.booleans(),
    changed=st.sampled_from(["", "up", "down", "same"]),
    watched=st.sampled_from(["", "2026", "2026-05", "2026-05-14"]),
    first=days,
    last=days,
    dayless=st.booleans(),
    yearly=st.booleans(),
    undated=st.booleans(),
    weekday=st.none() | st.integers(0, 6),
    film=st.sampled_from(["", "ChFydw5nPRdjTBJ8c1iww"]),
    decade=st.none() | st.integers(188, 203).map(lambda decade: decade * 10),
    director=words,
    genre=words,
    country=words,
    language=words,
    medium=st.sampled_from([None, "", "cinema", "server"]),
    tag=words.map(str.lower),
    text=words,
    hearted=st.booleans(),
    rewatch=st.none() | st.booleans(),
    runtimeless=st.booleans(),
    finished=st.none() | st.booleans(),
)


@given(narrowings)
def test_an_address_says_all_of_it(narrowing):
    assert parse(query(narrowing)) == narrowing


def test_nothing_asked_for_is_nothing():
    assert parse({}) == Narrowing()
    assert query(Narrowing()) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("rating", value) for value in ("9", "0", "4.25", "five", "-1", "٤")),
        *(("watched", value) for value in ("2026-13", "2026-00", "26", "2026-5", "x", "٢٠٢٦", "2026-05-14-01")),
        *(("from", value) for value in ("2026-02-30", "2026", "today", "20260514")),
        *((name, value) for name in ("from", "to") for value in ("0001-01-01", "0001-12-31", "9999-01-01", "9999-12-31")),
        ("weekday", "someday"),
        ("decade", "1995"),
        ("medium", "vhs"),
        ("rewatch", "perhaps"),
        ("film", "../etc"),
    ],
)
def test_what_makes_no_sense_asks_for_nothing(name, value):
    assert parse({name: value}) == Narrowing()


@pytest.mark.parametrize(("said", "rating"), [("0.5", 1), ("4", 8), ("4.5", 9), ("5", 10), ("none", 0)])
def test_ratings_are_asked_for_in_stars(said, rating):
    assert parse({"rating": said}).rating == rating


@pytest.mark.parametrize(
    ("first", "last", "months", "years"),
    [
        ("2026-01-01", "2026-12-31", ("2026-01", "2026-12"), ("2026", "2026")),
        ("2026-01-02", "2026-12-30", ("2026-02", "2026-11"), ("2027", "2025")),
        ("2025-12-15", "2026-01-15", ("2026-01", "2025-12"), ("2026", "2025")),
        ("2024-02-01", "2024-02-28", ("2024-02", "2024-01"), ("2025", "2023")),
        ("2023-12-31", "2025-01-01", ("2024-01", "2024-12"), ("2024", "2024")),
    ],
)
def test_only_whole_months_and_years_lie_in_a_span(first, last, months, years):
    assert months_within(first, last) == months
    assert years_within(first, last) == years
