"""What can be pressed often is counted: nobody fills the log, the tables or a mailbox with a script."""

import pytest
from people import Site, config

from moviediary import database
from moviediary.log import LogEntry
from moviediary.notifications.models import Letter

LIMIT = 6


@pytest.fixture
def site(sqlite_url, tmp_path):
    usual = config(sqlite_url, tmp_path)
    yield Site(config(sqlite_url, tmp_path, rate_limits={**usual.rate_limits, "WRITE": f"{LIMIT} per hour"}))
    database.disconnect()


def pressed(browser, page, *actions):
    """The answers to buttons that are pressed in turn until one is refused."""
    answers = []
    for number in range(3 * LIMIT):
        answers.append(browser.send(page, actions[number % len(actions)]).status)
        if answers[-1] == 429:
            break
    return answers


@pytest.mark.parametrize("deed", ["like", "boost", "follow", "mute", "closure"])
def test_a_button_that_is_pressed_again_and_again_stops(alice, bob, deed):
    entry = alice.log()
    place = {"closure": f"/reviews/{entry}", "like": f"/reviews/{entry}", "boost": f"/reviews/{entry}"}.get(
        deed, "/members/alice"
    )
    who = alice if deed == "closure" else bob
    answers = pressed(who, place, f"{place}/{deed}", f"{place}/{deed}/removal")
    # What alice logged counts, too.
    assert answers == [303] * (LIMIT - (who is alice)) + [429]


@pytest.mark.parametrize("page", ["/settings/privacy", "/settings/notifications"])
def test_settings_that_are_saved_again_and_again_stop(bob, page):
    assert pressed(bob, page, page) == [303] * LIMIT + [429]


def test_to_follow_and_unfollow_a_hundred_times_is_one_notification_and_no_pile_of_them(small_site, deliver_all):
    alice, bob = small_site.member("alice"), small_site.member("bob")
    pressed = bob.get("/members/alice").form("/members/alice/follow")
    for _ in range(100):
        for action in ("/members/alice/follow", "/members/alice/follow/removal"):
            assert bob.post(action, pressed).status == 303
    deliver_all()
    assert "Nothing yet" in alice.get("/notifications").text
    bob.send("/members/alice", "/members/alice/follow")
    deliver_all()
    assert alice.get("/notifications").text.count("bob follows you") == 1
    assert (LogEntry.select().where(LogEntry.subject.startswith("follows.")).count(), Letter.select().count()) == (201, 0)
