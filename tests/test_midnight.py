"""That no test begins in the last seconds of a day."""

import pytest
from midnight import DAY, LAST, wait_for_the_next_day


@pytest.mark.parametrize(("left", "waited"), [(DAY, []), (LAST + 0.5, []), (LAST, [LAST]), (0.25, [0.25])])
def test_a_test_begins_before_the_last_seconds_of_a_day_or_after_them(left, waited):
    slept = []
    wait_for_the_next_day(20_000 * DAY - left, slept.append)
    assert slept == waited
