"""Clocks of members in their zones, of nights with an hour too many or too few, and of servers that were set wrong."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import PASSWORD
from tries import numbers

from moviediary import clock, ids, sweep
from moviediary.accounts.models import Member
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review

ZONES = ("Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns")
# Nights in which clocks are changed somewhere, the last day of February, and the turn of a year.
NIGHTS = [
    datetime(*day, tzinfo=UTC) for day in ((2026, 3, 29), (2026, 3, 8), (2026, 11, 1), (2026, 9, 27), (2028, 2, 29), (2027, 1, 1))
]
SESSION = timedelta(days=90)
moments = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes), st.sampled_from(NIGHTS), st.integers(-30 * 60, 30 * 60)
)


def test_today_is_the_day_it_is_where_the_member_is(small_site, figure):
    alice, cases, shifted = small_site.member("alice"), 0, 0

    @settings(max_examples=numbers(25, 1000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(ZONES), moments, st.integers(1, 10))
    def logged_today(zone, moment, rating):
        nonlocal cases, shifted
        with time_machine.travel(moment, tick=False):
            # Sessions end while time jumps to and fro.
            browser = small_site.browser()
            browser.send("/login", "/login", identifier="alice", password=PASSWORD)
            Member.update(time_zone=zone).execute()
            entry = browser.log("Stalker", "1979", rating=str(rating))
            here = moment.astimezone(ZoneInfo(zone)).date()
            cases += 1
            shifted += Review.get_by_id(ids.from_short(entry)).watched != here.isoformat()

    logged_today()
    figure(f"{cases} films logged today in {len(ZONES)} zones", f"{shifted} on another day")
    assert alice.name
    assert shifted == 0


@pytest.mark.everywhere
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=365)], ids=str)
def test_a_clock_that_jumps_doubles_and_skips_nothing(site, jump, figure):
    alice = site.member("alice")
    with time_machine.travel(clock.now(), tick=False) as time:
        for number in range(5):
            alice.log(f"Film {number}", "1999")
        time.shift(jump)
        signed_in = alice.get("/settings/profile").status == 200
        if jump > SESSION:
            alice.send("/login", "/login", identifier="alice", password=PASSWORD)
        for number in range(5, 10):
            alice.log(f"Film {number}", "1999")
        # A clock that went back comes to where it was an hour later.
        for _ in range(3):
            sweep.sweep(timedelta(0))
            time.shift(timedelta(minutes=31))
    waiting = Delivery.select().where(Delivery.done_at.is_null()).count()
    figure(f"a clock that jumps by {jump}", f"{waiting} not delivered, signed in: {signed_in}")
    assert (Review.select().count(), waiting) == (10, 0)
    assert signed_in == (jump < SESSION)


def test_the_numbers_of_a_year_change_at_midnight_where_the_member_is(small_site):
    alice = small_site.member("alice")
    alice.send("/settings/profile", "/settings/profile", time_zone="Pacific/Auckland")
    for moment, year in (("2026-12-31 10:59:00Z", "2026"), ("2026-12-31 11:01:00Z", "2027")):
        with time_machine.travel(moment, tick=False):
            browser = small_site.browser()
            browser.send("/login", "/login", identifier="alice", password=PASSWORD)
            chosen = browser.get("/reviews/new?by_hand=1").form("/reviews")["when"]
            assert re.match(r"\d{4}", chosen)[0] == year
