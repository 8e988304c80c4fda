"""Ratings of other scales."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.sources.scales import LEFT, MISFIT, NEAREST, NO_NUMBER, TOO_HIGH, TOO_LOW, Rated, rated


@pytest.mark.parametrize(
    ("written", "scale", "rating"),
    [
        *(("3.5", "5", 7), ("3,5", "5", 7), ("4", "5", 8), ("4.0", "5", 8), (" 0.5 ", "5", 1), ("5", "5", 10)),
        *(("7", "10", 7), ("10", "10", 10), ("7.0", "10", 7), ("70", "100", 7), ("100", "100", 10)),
        *(
            ("7/10", "5", 7),
            ("3.5 / 5", "10", 7),
            ("80 %", "5", 8),
            ("80%", "10", 8),
            ("★★★½", "10", 7),
            ("★★★☆☆", "5", 6),
            ("½", "5", 1),
        ),
        ("", "5", None),
    ],
)
def test_a_rating_is_half_stars(written, scale, rating):
    assert rated(written, scale) == Rated(rating)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        *(("3.3", MISFIT), ("0", TOO_LOW), ("-1", TOO_LOW), ("5.5", TOO_HIGH), ("8", TOO_HIGH)),
        *(
            ("good", NO_NUMBER),
            ("nan", NO_NUMBER),
            ("1e3", NO_NUMBER),
            ("☆☆☆☆☆", NO_NUMBER),
            ("٣", NO_NUMBER),
            ("3.5.1", NO_NUMBER),
        ),
    ],
)
def test_what_is_no_rating_is_a_problem(written, problem):
    assert rated(written, "5") == Rated(problem=problem)


def test_what_lies_between_is_asked_about_left_out_or_rounded_and_told():
    assert rated("7.3", "10") == Rated(problem=MISFIT)
    assert rated("7.3", "10", "leave") == Rated(note=LEFT)
    assert rated("7.3", "10", "nearest") == Rated(7, note=NEAREST)
    assert rated("7.5", "10", "nearest") == Rated(8, note=NEAREST)
    assert rated("1", "100", "nearest") == Rated(1, note=NEAREST)


def test_zero_is_no_rating_where_the_source_says_so():
    assert rated("0.0", "10", zero_is_none=True) == Rated()


@given(st.integers(1, 10), st.sampled_from(("5", "10", "100")))
def test_half_stars_come_back_from_every_scale(halves, scale):
    assert rated(str(float(Fraction(halves, 10) * int(scale))), scale) == Rated(halves)


@given(st.text(max_size=20), st.sampled_from(("5", "10", "100")), st.sampled_from(("ask", "leave", "nearest")))
def test_whatever_is_written_is_a_rating_or_is_told(written, scale, misfits):
    found = rated(written, scale, misfits)
    assert found.rating in (None, *range(1, 11))
    assert not written.strip() or found.rating or found.problem or found.note
