"""What is asked about a file before it is read: orders of days and scales of ratings, with examples."""

import tracemalloc

import pytest
from sources.files import a_file, a_json

from moviediary.sheets.contents import Unreadable
from moviediary.sources.lines import How, Profile
from moviediary.sources.surveys import survey


def surveyed(days=(), ratings=()):
    rows = [{"title": "Heat", "watched": day} for day in days] + [{"title": "Heat", "rating": rating} for rating in ratings]
    columns = {"title": "title", "watched": "watched", "rating": "rating"}
    return survey("mapped", a_json(rows), How(profile=Profile(columns=columns)))


def orders(found):
    return {fit.order: fit.misfits for fit in found.orders}


def on(found, scale):
    return next(fit for fit in found.scales if fit.scale == scale)


def test_days_that_can_be_read_in_two_ways_are_asked_about_with_examples():
    found = surveyed(["03/04/2021", "05/06/2021", "2021-07-08", "07/08/2021", "09/10/2021"])
    assert (found.days, found.unclear, found.order) == (5, 4, "")
    assert next(fit for fit in found.orders if fit.order == "dmy").examples == (
        "03/04/2021 is 3 April 2021",
        "05/06/2021 is 5 June 2021",
        "07/08/2021 is 7 August 2021",
    )
    assert next(fit for fit in found.orders if fit.order == "mdy").examples[0] == "03/04/2021 is 4 March 2021"


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["03.04.2021", "05.06.2021", "2021-07-08"], "dmy"),
        (["03.04.2021", "04.25.2021"], "mdy"),
        (["25.04.2021", "04.25.2021", "03.04.2021"], ""),
        (["03.04.2021", "05/06/2021"], ""),
    ],
)
def test_days_with_dots_are_not_asked_about_unless_they_say_otherwise(days, order):
    assert surveyed(days).order == order


def test_one_day_can_tell_the_order_of_all():
    found = surveyed(["03/04/2021", "25/12/2021"])
    assert (found.order, orders(found)) == ("dmy", {"ymd": 2, "dmy": 0, "mdy": 1})


def test_days_that_are_clear_are_not_asked_about():
    found = surveyed(["2021-04-03", "3 April 2021", "", "-", "2021"])
    assert (found.days, found.unclear, set(orders(found).values())) == (3, 0, {0})
    assert found.order != ""


def test_half_a_day_is_read_out_as_it_is_known():
    assert surveyed(["2021", "2021-04", "3. März 2021"]).orders[0].examples == (
        *("2021 is 2021", "2021-04 is April 2021", "3. März 2021 is 3 March 2021"),
    )


def test_nothing_to_ask_where_there_are_no_days_and_no_ratings():
    found = surveyed()
    assert (found.days, found.ratings, found.order, found.scale) == (0, 0, "", "")


@pytest.mark.parametrize(
    ("ratings", "scale"),
    [
        (["1", "3", "5"], "5"),
        (["3.5", "4"], "5"),
        (["3,5", "4"], "5"),
        (["8", "10"], "10"),
        (["7.5", "8"], "10"),
        (["85", "100", "3"], "100"),
        (["★★★", "★★★★½"], "5"),
        (["4/5", "7/10"], "5"),
        (["80 %"], "5"),
    ],
)
def test_the_lowest_scale_that_holds_all_ratings_is_the_likeliest(ratings, scale):
    assert surveyed(ratings=ratings).scale == scale


def test_ratings_between_two_half_stars_are_counted_and_shown():
    found = surveyed(ratings=["8", "7.3", "6.8", "10", "1"])
    assert (found.ratings, on(found, "10").between, on(found, "10").misfits) == (5, 2, 0)
    assert on(found, "10").examples == ("10 becomes ★★★★★", "1 becomes ½", "7.3 lies between two half stars")
    assert on(found, "5").misfits == 4


def test_examples_of_a_scale_are_its_highest_its_lowest_and_one_between():
    assert on(surveyed(ratings=["8", "2", "10", "5"]), "10").examples == ("10 becomes ★★★★★", "2 becomes ★", "8 becomes ★★★★")


def test_what_is_no_rating_fits_no_scale():
    found = surveyed(ratings=["good", "8"])
    assert [fit.misfits for fit in found.scales] == [2, 1, 1]


def test_a_source_that_is_known_is_surveyed_by_the_names_of_its_columns():
    found = survey("netflix", a_file("Title,Date\nHeat,3/4/21\nAlien,12/25/20\n"), How())
    assert (found.order, found.days) == ("mdy", 2)


def test_a_file_without_a_table_says_so():
    with pytest.raises(Unreadable):
        survey("mapped", a_file("%PDF-1.7", "a.pdf"), How())


def test_a_long_file_takes_no_more_memory_than_a_short_one():
    text = "Film,Date,Rating\n" + "".join(
        f"Film {row},{row % 28 + 1}/4/{1950 + row % 70},{row % 1000 / 100}\n" for row in range(8_000)
    )
    contents = a_file(text)
    tracemalloc.start()
    try:
        found = survey("mapped", contents, How())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.days == 8_000
    assert peak < 6_000_000
