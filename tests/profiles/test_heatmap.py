"""A year of days as squares, against what was worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.diary.numbers import Rated
from moviediary.profiles import heatmap as heat
from moviediary.profiles.months import bars, cells, last_months, last_year, strength

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def shown(days, first=YEAR[0], last=YEAR[1], week_start=0):
    return heat.heatmap(days, first, last, week_start)


def test_every_day_of_a_year_has_its_square():
    drawn = shown({"2026-05-14": 3, "2026-12-31": 1})
    assert [square.day for square in drawn.squares] == [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    watched = [(square.day, square.count) for square in drawn.squares if square.count]
    assert watched == [(date(2026, 5, 14), 3), (date(2026, 12, 31), 1)]
    assert drawn.total == 4


@pytest.mark.parametrize(("week_start", "offset"), [(0, 3), (6, 4), (5, 5)])
def test_the_first_square_stands_on_its_weekday(week_start, offset):
    """The first of January 2026 is a Thursday."""
    drawn = shown({}, week_start=week_start)
    assert drawn.offset == offset
    assert sum(span.weeks for span in drawn.months) == -(-(365 + offset) // 7)
    assert [span.name for span in drawn.months][:3] == ["Jan", "Feb", "Mar"]


def test_a_leap_year_that_begins_on_the_last_day_of_a_week_has_54_columns():
    drawn = shown({}, date(2000, 1, 1), date(2000, 12, 31), week_start=6)
    assert len(drawn.squares) == 366
    assert sum(span.weeks for span in drawn.months) == 54


def test_levels_are_the_quarters_of_the_members_own_days():
    """Days with 1, 2, 3, 4, 6 and 9 films: the quartiles of these are 2, 3 and 4."""
    steps = heat.thresholds([1, 0, 1, 2, 2, 0, 3, 4, 6, 9])
    assert steps == (2, 3, 4)
    assert [heat.level(count, steps) for count in (0, 1, 2, 3, 4, 6, 9)] == [0, 1, 1, 2, 3, 4, 4]


def test_where_nothing_was_watched_nothing_is_strong():
    assert {square.level for square in shown({}).squares} == {0}


@given(st.lists(st.integers(0, 20), max_size=60))
def test_more_films_are_never_drawn_weaker(counts):
    steps = heat.thresholds(counts)
    levels = [heat.level(count, steps) for count in sorted(counts)]
    assert levels == sorted(levels)
    assert all(0 <= level <= 4 for level in levels)
    assert all((level == 0) == (count == 0) for level, count in zip(levels, sorted(counts), strict=True))


def test_the_longest_runs_of_days_and_weeks():
    days = ["2026-03-30", "2026-03-31", "2026-04-01", "2026-04-08", "2026-04-19", "2026-05-04", "2026-05-05"]
    drawn = shown(dict.fromkeys(days, 1))
    # The weeks of 30 March, 6 April and 13 April follow each other; that of 4 May stands alone.
    assert (drawn.longest_days, drawn.longest_weeks) == (3, 3)
    # With weeks from Sunday on, 19 April is in the week after.
    assert shown(dict.fromkeys(days, 1), week_start=6).longest_weeks == 2


@pytest.mark.parametrize(("days", "run"), [({}, 0), ({"2026-05-14": 2}, 1)])
def test_the_smallest_runs(days, run):
    drawn = shown(days)
    assert (drawn.longest_days, drawn.longest_weeks) == (run, run)


def test_films_without_a_day_are_counted_apart():
    days = {"2026-05-14": 1, "2026-05": 2, "2026": 3, "2025-12": 9, "2027": 9, "": 5}
    drawn = shown(days)
    assert (drawn.total, drawn.dayless) == (1, 5)
    # Of twelve months that begin within a month, only whole months are shown.
    assert shown(days, date(2025, 12, 2), date(2026, 12, 1)).dayless == 2


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({}, None),
        ({"2026-11-21": 1}, (date(2026, 11, 16), 1)),
        ({"2026-11-15": 1}, (date(2026, 11, 9), 1)),
        ({"2026-11-08": 1}, None),
        ({"2026-11-20": 1, "2026-11-09": 2, "2026-11-05": 1, "2026-10-25": 1}, (date(2026, 11, 2), 3)),
        ({"2026-11-22": 1}, (date(2026, 11, 16), 1)),
        ({"2026-11": 4, "": 2}, None),
    ],
)
def test_a_streak_goes_on_until_this_week_or_the_last(days, found):
    assert heat.streak(days, TODAY, 0) == found


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 21), date(2025, 11, 22)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2026, 1, 1), date(2025, 1, 2)),
    ],
)
def test_the_past_year_begins_the_day_after_its_day_a_year_ago(today, first):
    assert last_year(today) == (first, today)


@pytest.mark.parametrize(
    ("zone", "moment", "today"),
    [
        # Summer time begins in Auckland on 27 September 2026 and ends on 5 April.
        ("Pacific/Auckland", datetime(2026, 4, 4, 11, 30, tzinfo=UTC), date(2026, 4, 5)),
        ("Pacific/Auckland", datetime(2026, 4, 5, 11, 59, tzinfo=UTC), date(2026, 4, 5)),
        ("Pacific/Auckland", datetime(2026, 4, 5, 12, 0, tzinfo=UTC), date(2026, 4, 6)),
        ("Pacific/Auckland", datetime(2026, 9, 26, 11, 59, tzinfo=UTC), date(2026, 9, 26)),
        ("Pacific/Auckland", datetime(2026, 9, 27, 11, 0, tzinfo=UTC), date(2026, 9, 28)),
        ("Asia/Kolkata", datetime(2026, 6, 30, 18, 29, tzinfo=UTC), date(2026, 6, 30)),
        ("Asia/Kolkata", datetime(2026, 6, 30, 18, 30, tzinfo=UTC), date(2026, 7, 1)),
        ("Pacific/Honolulu", datetime(2026, 1, 1, 9, 59, tzinfo=UTC), date(2025, 12, 31)),
        ("Pacific/Honolulu", datetime(2026, 1, 1, 10, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_the_past_year_ends_on_the_members_own_day(zone, moment, today):
    first, last = last_year(moment.astimezone(ZoneInfo(zone)).date())
    assert last == today
    assert shown({}, first, last).squares[-1].day == today


def test_cells_of_months_are_as_strong_as_their_part_of_the_busiest():
    drawn = cells({"2026-01": 20, "2026-02": 5}, ["2026-01", "2026-02", "2026-03"])
    assert [(cell.name, cell.count) for cell in drawn] == [("January 2026", 20), ("February 2026", 5), ("March 2026", 0)]
    assert [round(cell.strength, 4) for cell in drawn] == [0.9, 0.3375, 0.05]
    assert strength(0, 0) == 0.05


def test_averages_by_month_have_a_value_above_and_a_month_below():
    found = bars({"2026-10": Rated(4, 3, 22), "2026-11": Rated(1, 0, 0)}, last_months(TODAY, 3))
    assert [(bar.short, bar.value, bar.rated) for bar in found] == [("Sep", "", 0), ("Oct", "3.7", 3), ("Nov", "", 0)]
    assert [round(bar.height, 3) for bar in found] == [0.0, 0.733, 0.0]
