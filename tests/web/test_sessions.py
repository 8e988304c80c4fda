"""When a session is over, told by its row: a cookie says what its thief wants it to."""

from datetime import timedelta

import pytest
from people import PASSWORD

from moviediary import clock
from moviediary.accounts.models import Session
from moviediary.accounts.rules import IDLE, LONGEST

MOMENT = timedelta(minutes=1)


def signed_in(browser):
    return browser.get("/settings/profile").status == 200


def put_back(**ago):
    """Set the clock of every session back by so much."""
    Session.update({name: clock.now() - time for name, time in ago.items()}).execute()


@pytest.mark.parametrize(
    ("began", "seen", "good"),
    [
        (IDLE, IDLE - MOMENT, True),
        (IDLE, IDLE + MOMENT, False),
        (LONGEST - MOMENT, MOMENT, True),
        (LONGEST + MOMENT, MOMENT, False),
    ],
    ids=["not used for long", "not used for too long", "signed in long ago", "signed in too long ago"],
)
def test_a_session_ends_when_it_was_not_used_for_long_or_began_long_ago(alice, began, seen, good, figure):
    put_back(started_at=began, seen_at=seen)
    found = signed_in(alice)
    figure(f"began {began.days} days ago, seen {seen.days} days ago", f"signed in: {found}", met=found is good)
    assert found is good


def test_looking_in_again_and_again_does_not_keep_a_session_for_ever(alice):
    for day in range(0, LONGEST.days + 30, 30):
        put_back(started_at=timedelta(days=day), seen_at=timedelta(days=30))
        assert signed_in(alice) is (day < LONGEST.days)


def test_what_is_over_cannot_be_written_with_either(alice):
    form = alice.get("/settings/profile").form("/settings/profile")
    put_back(seen_at=IDLE)
    assert alice.post("/settings/profile", {**form, "about": "Stolen."}).status == 401
    assert "Stolen." not in alice.get("/members/alice").text


def test_of_ones_browsers_those_are_listed_that_are_still_signed_in(site, alice):
    again = site.browser()
    again.send("/login", "/login", identifier="alice", password=PASSWORD)
    first = Session.select().order_by(Session.id).first()
    Session.update(seen_at=clock.now() - IDLE).where(Session.id == first.id).execute()
    page = again.get("/settings/sessions")
    assert page.text.count("last seen") == 1
    assert f"{IDLE.days} days after it was last here" in page.text


def test_what_is_over_is_forgotten_when_its_member_signs_in_again(site, alice):
    put_back(seen_at=IDLE)
    site.browser().send("/login", "/login", identifier="alice", password=PASSWORD)
    assert Session.select().count() == 1


def test_what_was_planted_in_a_browser_before_signing_in_is_worth_nothing_afterwards(site, alice):
    thief, victim = site.browser(), site.browser()
    known = thief.get("/login").form("/login")["csrf_token"]
    victim.client.set_cookie("diary", thief.client.get_cookie("diary").value)
    victim.send("/login", "/login", identifier="alice", password=PASSWORD)
    form = victim.get("/settings/profile").form("/settings/profile")
    assert victim.post("/settings/profile", {**form, "about": "Forged.", "csrf_token": known}).status == 422
    assert not signed_in(thief)
    assert victim.post("/settings/profile", {**form, "about": "Mine."}).status == 303
