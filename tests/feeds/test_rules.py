"""What a reader may ask of a feed, and how entries are called."""

from datetime import UTC, datetime, timedelta

import pytest

from moviediary import ids
from moviediary.feeds.bodies import since
from moviediary.feeds.rules import Wish, headline, query, told_stars, wish


@pytest.mark.parametrize(
    ("asked", "limit"),
    [("", 50), ("1", 1), ("0", 1), ("200", 200), ("201", 200), ("9" * 400, 200), ("-3", 50), ("٣", 50), ("2.5", 50)],
)
def test_a_reader_asks_for_at_most_two_hundred(asked, limit):
    assert wish({"limit": asked}).limit == limit


def test_an_address_says_a_wish_and_nothing_that_goes_without_saying():
    assert query(Wish()) == ""
    asked = Wish(limit=20, tag="tom & jerry", rating=9)
    assert query(asked, before="x") == "?limit=20&tag=tom+%26+jerry&rating=4.5&before=x"


def test_a_wish_that_makes_no_sense_asks_for_nothing():
    assert wish({"rating": "6", "tag": " \x00 ", "before": "0", "after": "not an id"}) == Wish()
    entry = ids.short(ids.uuid7())
    assert wish({"before": entry, "after": entry}) == Wish(after=entry)


@pytest.mark.parametrize(
    ("rating", "warn", "title"),
    [
        (None, False, "Stalker, 1979"),
        (1, False, "Stalker, 1979 - ½"),
        (9, False, "Stalker, 1979 - ★★★★½"),
        (10, True, "Stalker, 1979 - ★★★★★ (contains spoilers)"),
    ],
)
def test_an_entry_is_called_as_readers_know_it(rating, warn, title):
    assert headline("Stalker", 1979, rating, warn) == title


def test_widgets_read_stars_with_one_decimal():
    assert [told_stars(rating) for rating in (1, 2, 7, 10)] == ["0.5", "1.0", "3.5", "5.0"]


def test_a_feed_is_as_old_as_the_next_full_second():
    noon = datetime(2026, 5, 9, 12, tzinfo=UTC)
    assert since(noon) == noon
    assert since(noon + timedelta(microseconds=1)) == since(noon + timedelta(microseconds=999_999)) == noon + timedelta(seconds=1)
