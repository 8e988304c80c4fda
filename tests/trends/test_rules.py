"""Trends against a fixture that was worked out by hand."""

from datetime import date
from uuid import UUID

import pytest

from moviediary.diary.numbers import Rated
from moviediary.trends.periods import period
from moviediary.trends.rules import Film, Watched, trends

SOVIET = (("Soviet Union",), ("Russian",))
STALKER = Film(UUID(int=1), "Stalker", 1979, ("Andrei Tarkovsky",), ("Drama", "Science Fiction"), *SOVIET, 162)
MIRROR = Film(UUID(int=2), "Mirror", 1975, ("Andrei Tarkovsky",), ("Drama",), *SOVIET, 106)
HEAT = Film(UUID(int=3), "Heat", 1995, ("Michael Mann",), ("Crime",), ("United States",), ("English",), None)
NETWORK = Film(UUID(int=4), "The Matrix", 1999, ("Lana Wachowski", "Lilly Wachowski"), (), (), (), 136)

# A Monday, a Saturday, a month, a Saturday, a year, no date.
VIEWINGS = [
    Watched(NETWORK, "", 6, ""),
    Watched(MIRROR, "2026", 10, "disc"),
    Watched(STALKER, "2026-03", 9, "cinema"),
    Watched(HEAT, "2026-05-04", 7, "cinema"),
    Watched(STALKER, "2026-05-16", 10, "cinema", again=True, before=9),
    Watched(STALKER, "2026-06-20", None, "streaming", again=True, before=10),
]
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


@pytest.fixture
def found():
    return trends(VIEWINGS, MONTHS)


def named(shares):
    return [(share.name, share.rated.count) for share in shares]


def test_each_month_has_its_films_and_ratings(found):
    assert found.count == 6
    assert {month: rated for month, rated in found.steps.items() if rated.count} == {
        "2026-03": Rated(1, 1, 9),
        "2026-05": Rated(2, 2, 17),
        "2026-06": Rated(1, 0, 0),
    }


def test_names_are_ordered_by_their_films(found):
    assert named(found.directors) == [("Andrei Tarkovsky", 4), ("Lana Wachowski", 1), ("Lilly Wachowski", 1), ("Michael Mann", 1)]
    assert named(found.genres) == [("Drama", 4), ("Science Fiction", 3), ("Crime", 1)]
    assert named(found.decades) == [("1970", 4), ("1990", 2)]
    assert named(found.countries) == [("Soviet Union", 4), ("United States", 1)]
    assert named(found.media) == [("cinema", 3), ("", 1), ("disc", 1), ("streaming", 1)]


def test_only_directors_of_three_ratings_are_compared(found):
    assert [(share.name, round(share.average, 2)) for share in found.best_directors] == [("Andrei Tarkovsky", 4.83)]


def test_weekdays_are_those_of_known_days(found):
    assert named(found.weekdays) == [("0", 1), ("1", 0), ("2", 0), ("3", 0), ("4", 0), ("5", 2), ("6", 0)]
    assert found.dayless == 3


def test_rewatches_and_how_ratings_changed(found):
    again = found.rewatches
    assert (again.count, again.most) == (2, [(STALKER, 3)])
    assert (again.higher, again.same, again.lower, again.change, again.compared) == (1, 0, 0, 0.5, 1)


def test_hours_are_counted_where_runtimes_are_known(found):
    assert (found.minutes, found.without_runtime) == (3 * 162 + 106 + 136, 1)


def test_nothing_watched_is_no_mistake():
    empty = trends([], MONTHS)
    assert (empty.count, empty.directors, empty.minutes, empty.rewatches.compared) == (0, [], 0, 0)


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("args", "inside"),
    [
        ({}, ["2025-12-01", "2026-11-30", "2025-12", "2026-11"]),
        ({"year": "2026"}, ["2026-01-01", "2026-12-31", "2026-07", "2026"]),
        ({"period": "all"}, ["1990-01-01", "1990", ""]),
        ({"from": "2026-02-15", "to": "2026-04-15"}, ["2026-02-15", "2026-04-15", "2026-03"]),
        ({"from": "2026-02-01"}, ["2026-02", "2027", "2026-02-01"]),
    ],
)
def test_what_lies_in_a_period(args, inside):
    asked = period(args, TODAY)
    assert all(asked.holds(watched) for watched in inside)


@pytest.mark.parametrize(
    ("args", "outside"),
    [
        ({}, ["2025-11-30", "2026-12-01", "2025-11", "2026", "2025", ""]),
        ({"year": "2026"}, ["2025-12-31", "2027-01-01", "2025", ""]),
        ({"from": "2026-02-15", "to": "2026-04-15"}, ["2026-02-14", "2026-04-16", "2026-02", "2026-04", "2026", ""]),
    ],
)
def test_what_lies_outside_a_period(args, outside):
    asked = period(args, TODAY)
    assert not any(asked.holds(watched) for watched in outside)


def test_long_periods_are_shown_by_years():
    assert period({}, TODAY).steps([]) == ["2025-12", *(f"2026-{month:02}" for month in range(1, 12))]
    assert period({"period": "all"}, TODAY).steps(["2019-05-01", "2021", ""]) == ["2019", "2020", "2021"]
    assert period({"from": "2020-01-01", "to": "2022-12-31"}, TODAY).steps([]) == ["2020", "2021", "2022"]
    assert period({"period": "all"}, TODAY).steps([""]) == []


def test_a_period_of_thousands_of_years_has_a_step_for_those_that_something_can_be_of():
    asked = period({"from": "0002-01-01", "to": "9998-12-31"}, TODAY)
    assert asked.steps([]) == [str(year) for year in range(1888, TODAY.year + 2)]
    assert asked.holds("1888-01-01")
    assert asked.holds("2026-11-22")
    assert asked.label == "1 Jan 2 to 31 Dec 9998"
    assert period({"from": "5000-01-01", "to": "6000-12-31"}, TODAY).steps([]) == []
