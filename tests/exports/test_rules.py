"""What may be asked for, when the next month is over, what a file is called."""

from datetime import UTC, datetime

import pytest

from moviediary.errors import Refused
from moviediary.exports import rules
from moviediary.exports.rules import MOST, Facts, Wanted

NOTHING = Facts(frozenset(), 0)


def test_a_format_that_is_not_being_made_is_made():
    assert rules.request(Wanted("zip", True), Facts(frozenset({"csv"}), 1)) == Wanted("zip", True)


def test_only_everything_has_room_for_posters():
    assert rules.request(Wanted("csv", True), NOTHING) == Wanted("csv", False)


def test_the_same_format_twice_at_a_time_is_refused():
    with pytest.raises(Refused, match="being made already"):
        rules.request(Wanted("zip"), Facts(frozenset({"zip"}), 1))


def test_too_many_that_wait_are_refused():
    with pytest.raises(Refused, match="Delete one"):
        rules.request(Wanted("zip"), Facts(frozenset(), MOST))


def test_a_format_nobody_knows_is_refused_at_its_field():
    with pytest.raises(Refused) as refusal:
        rules.request(Wanted("pdf"), NOTHING)
    assert "format" in refusal.value.problems


def test_every_month_as_many_are_kept_as_somebody_says():
    assert rules.monthly(Wanted("zip"), 24) == (Wanted("zip"), 24)


@pytest.mark.parametrize("keep", [None, 0, 25, -1])
def test_every_month_none_or_too_many_are_refused(keep):
    with pytest.raises(Refused, match="from 1 to 24"):
        rules.monthly(Wanted("zip"), keep)


@pytest.mark.parametrize(
    ("day", "later"),
    [("2026-05-14", "2026-06-14"), ("2026-01-31", "2026-02-28"), ("2024-01-31", "2024-02-29"), ("2026-12-31", "2027-01-31")],
)
def test_a_month_later_is_the_same_day_or_the_last_one(day, later):
    moment = datetime.fromisoformat(f"{day}T08:15:00+00:00")
    assert rules.month_later(moment) == datetime.fromisoformat(f"{later}T08:15:00+00:00")


def test_a_file_says_whose_it_is_and_of_when():
    then = datetime(2026, 5, 14, tzinfo=UTC)
    assert rules.file_name("ada", "zip", then) == "movie-diary-ada-2026-05-14.zip"
    assert rules.file_name("ada", "letterboxd", then) == "movie-diary-ada-letterboxd-2026-05-14.zip"
    assert rules.file_name("ada", "csv", then) == "movie-diary-ada-2026-05-14.csv"
