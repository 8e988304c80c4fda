"""It becomes another day between two tests, never in the midst of one: what it noted of today would be of yesterday.

Tests of that moment choose the time themselves, and take neither that of the day nor that long.
"""

import time

import pytest

DAY = 86_400
# Seconds before the end of a day, in UTC as members of tests have it, in which no test begins. Few take longer.
LAST = 20


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    wait_for_the_next_day(time.time(), time.sleep)


def wait_for_the_next_day(now: float, sleep) -> None:
    left = DAY - now % DAY
    if left <= LAST:
        sleep(left)
