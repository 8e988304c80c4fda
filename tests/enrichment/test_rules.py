"""When film databases are asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from moviediary.enrichment.rules import next_time

NOW = datetime(2026, 5, 3, tzinfo=UTC)


def test_a_film_that_is_known_is_asked_about_after_thirty_days():
    assert next_time(0, NOW) == NOW + timedelta(days=30)


@pytest.mark.parametrize(("misses", "days"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 64)])
def test_a_number_nobody_knows_is_asked_at_growing_intervals(misses, days):
    assert next_time(misses, NOW) == NOW + timedelta(days=days)


@pytest.mark.parametrize("misses", [8, 9, 500])
def test_and_then_no_more(misses):
    assert next_time(misses, NOW) is None
