"""Days as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.sources.days import IMPOSSIBLE, NO_DAY, ORDERS, TWO_WAYS, Day, day, order_of, orders


@pytest.mark.parametrize(
    ("written", "order", "watched"),
    [
        *(("2024-05-01", "", "2024-05-01"), ("2024-5-1", "mdy", "2024-05-01"), ("2024/05/01", "dmy", "2024-05-01")),
        *(("2024-05", "", "2024-05"), ("2024", "", "2024"), ("20240501", "", "2024-05-01"), ("  2024-05-01 ", "", "2024-05-01")),
        *(("3/4/2021", "dmy", "2021-04-03"), ("3/4/2021", "mdy", "2021-03-04"), ("3/4/21", "ymd", "2003-04-21")),
        *(("31.12.99", "", "1999-12-31"), ("14. 5. 2026", "", "2026-05-14"), ("5/5/2024", "", "2024-05-05")),
        *(("14 May 2026", "", "2026-05-14"), ("May 14, 2026", "", "2026-05-14"), ("14-May-26", "", "2026-05-14")),
        *(("Thu, 14 May 2026", "", "2026-05-14"), ("May 2026", "", "2026-05"), ("Sept 3rd, 2020", "", "2020-09-03")),
        *(("", "", ""), ("  ", "", "")),
    ],
)
def test_a_day_is_read_as_exactly_as_it_was_written(written, order, watched):
    assert day(written, order) == Day(watched)


@pytest.mark.parametrize(
    ("written", "zone", "watched", "time"),
    [
        ("2024-05-01T22:15:30.123Z", "Europe/Berlin", "2024-05-02", "00:15"),
        ("2024-05-02T02:15:00+00:00", "America/New_York", "2024-05-01", "22:15"),
        ("2024-05-01 22:15:00+02:00", "UTC", "2024-05-01", "20:15"),
        ("2024-05-01T20:15", "America/New_York", "2024-05-01", "20:15"),
        ("5/1/2024 8:15 PM", "UTC", "2024-05-01", "20:15"),
        ("5/1/2024 12:05 a.m.", "UTC", "2024-05-01", "00:05"),
        # Whoever writes midnight knew only the day.
        ("2024-05-01T00:00:00Z", "America/New_York", "2024-05-01", ""),
        ("2024-05-01 00:00:00+00:00", "Asia/Tokyo", "2024-05-01", ""),
        # Midnight there is the evening before in UTC.
        ("2024-04-30T22:00:00Z", "Europe/Berlin", "2024-05-01", ""),
        # The hour that the clocks pass over, and the one they pass twice.
        ("2024-03-31T01:30:00Z", "Europe/Berlin", "2024-03-31", "03:30"),
        ("2024-10-27T01:30:00Z", "Europe/Berlin", "2024-10-27", "02:30"),
        ("1700000000", "Europe/Berlin", "2023-11-14", "23:13"),
        ("1700000000123", "UTC", "2023-11-14", "22:13"),
    ],
)
def test_a_moment_is_that_of_the_member(written, zone, watched, time):
    assert day(written, "mdy", zone) == Day(watched, time)


@pytest.mark.parametrize(
    ("written", "order", "problem"),
    [
        *(("2024-02-30", "", IMPOSSIBLE), ("0000-00-00", "", IMPOSSIBLE), ("2024-13-01", "", IMPOSSIBLE)),
        *(("25/13/2020", "", IMPOSSIBLE), ("4/25/2021", "dmy", IMPOSSIBLE), ("2024-05-01T25:00Z", "", IMPOSSIBLE)),
        *(("2024-13", "", IMPOSSIBLE), ("9999-12-31T23:59:59-01:00", "", IMPOSSIBLE), ("31 Feb 2020", "", IMPOSSIBLE)),
        *(("3/4/2021", "", TWO_WAYS), ("3/4/21", "", TWO_WAYS)),
        *(("yesterday", "", NO_DAY), ("14 Mayhem 2020", "", NO_DAY), ("12/5", "", NO_DAY), ("٣/٤/٢٠٢١", "", NO_DAY)),
    ],
)
def test_what_is_no_day_is_a_problem(written, order, problem):
    assert day(written, order, "Pacific/Auckland") == Day(problem=problem)


def test_the_order_of_numbers_is_that_in_which_all_of_them_are_days():
    assert order_of(["3/4/2021", "", "25/4/2021"]) == "dmy"
    assert order_of(["3/4/21", "4/25/21"]) == "mdy"
    assert order_of(["25/4/21", "13/1/20"]) == "dmy"
    assert order_of(["3/4/2021", "4/3/2021"]) == order_of(["soon"]) == order_of(["2021-04-03"]) == ""
    assert orders("2021-04-03") == set(ORDERS)


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["03.04.2021", "05.06.2021"], "dmy"),
        (["3.4.21", "5.6.21."], "dmy"),
        (["3. 4. 2021", "2021-05-01"], "dmy"),
        (["03.04.2021 20:15", "2021.05.01"], "dmy"),
        # The days themselves say otherwise.
        (["03.04.2021", "04.25.2021"], "mdy"),
        (["25.04.2021", "04.25.2021"], ""),
        # Not all of them have dots.
        (["03.04.2021", "05/06/2021"], ""),
        # So it is written in Korean.
        (["09. 4. 3.", "09. 4. 5."], ""),
    ],
)
def test_with_dots_the_day_comes_first(written, order):
    assert order_of(written) == order_of(written[::-1]) == order


@given(st.text(max_size=40), st.sampled_from(("", *ORDERS)), st.sampled_from(("UTC", "Asia/Kolkata", "America/St_Johns")))
def test_whatever_is_written_is_a_day_or_a_problem(written, order, zone):
    found = day(written, order, zone)
    assert not (found.problem and found.watched)


@given(st.dates(), st.sampled_from(ORDERS), st.sampled_from("-/. "))
def test_every_day_is_read_in_the_order_in_which_it_was_written(date, order, sign):
    parts = {"y": f"{date.year:04}", "m": str(date.month), "d": str(date.day)}
    assert day(sign.join(parts[part] for part in order), order).watched == date.isoformat()
