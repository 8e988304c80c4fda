"""Following, blocking and muting, told through the front door."""

import re

import pytest
from people import PARTIAL

from moviediary import rebuild


def press(browser, page, action, partial=False, **values):
    """Press a button that stands in a row: its form is the one of the page."""
    filled = {**browser.get(page).form(action), **values}
    return browser.post(action, {name: value for name, value in filled.items() if name}, partial)


def button(browser, page, action):
    """Press the button and go where it leads."""
    return browser.follow(press(browser, page, action))


def locked(browser):
    browser.send("/settings/privacy", "/settings/privacy", locked="y")
    return browser


def listed(browser, path):
    """Who is in the list on a page."""
    rows = ("".join(row.itertext()) for row in browser.get(path).tree.iter("li"))
    return sorted(name for row in rows for name in ("alice", "bob", "carla") if f"@{name}" in row)


@pytest.fixture
def carla(site, alice):
    return site.member("carla")


def test_an_open_profile_is_followed_at_once_and_no_longer(alice, bob):
    page = button(bob, "/members/alice", "/members/alice/follow")
    assert "You follow alice now." in page.text
    assert "1 follower" in page.text
    assert listed(alice, "/members/alice/followers") == ["bob"]
    assert listed(alice, "/members/bob/following") == ["alice"]
    page = button(bob, "/members/alice", "/members/alice/follow/removal")
    assert "0 followers" in page.text
    assert listed(alice, "/members/alice/followers") == []


def test_with_htmx_the_button_becomes_what_it_is_now(alice, bob):
    answer = press(bob, "/members/alice", "/members/alice/follow", partial=True)
    assert answer.status == 200
    assert 'id="follow-alice"' in answer.html
    assert "/members/alice/follow/removal" in answer.html
    # The same button in another tab, where it still says Follow.
    assert "/members/alice/follow/removal" in press_again(bob, answer).html


def press_again(browser, answer):
    token = browser.get("/").form("/logout")["csrf_token"]
    return browser.post("/members/alice/follow", {"csrf_token": token, "view": "profile"}, partial=True)


def test_a_locked_profile_is_asked_and_answers(alice, bob, carla):
    locked(alice)
    assert "They are asked whether you may." in button(bob, "/members/alice", "/members/alice/follow").text
    button(carla, "/members/alice", "/members/alice/follow")
    assert "0 followers" in bob.get("/members/alice").text
    assert "2 requests wait" in alice.get("/settings/privacy").text
    assert listed(alice, "/follow-requests") == ["bob", "carla"]
    button(alice, "/follow-requests", "/follow-requests/bob/acceptance")
    answer = press(alice, "/follow-requests", "/follow-requests/carla/rejection", partial=True)
    assert "No requests" in answer.text
    assert listed(alice, "/members/alice/followers") == ["bob"]
    assert "Ask to follow" in carla.get("/members/alice").text


def test_a_request_is_taken_back(alice, bob):
    locked(alice)
    button(bob, "/members/alice", "/members/alice/follow")
    button(bob, "/members/alice", "/members/alice/follow/removal")
    assert listed(alice, "/follow-requests") == []


def test_what_is_not_asked_any_more_is_refused_with_a_sentence(alice, bob):
    locked(alice)
    button(bob, "/members/alice", "/members/alice/follow")
    accept = alice.get("/follow-requests").form("/follow-requests/bob/acceptance")
    button(bob, "/members/alice", "/members/alice/follow/removal")
    page = alice.follow(alice.post("/follow-requests/bob/acceptance", {key: value for key, value in accept.items() if key}))
    assert "They do not ask to follow you any more." in page.text


def test_a_follower_is_removed(alice, bob):
    button(bob, "/members/alice", "/members/alice/follow")
    answer = press(alice, "/members/alice/followers", "/followers/bob/removal", partial=True)
    assert "Nobody yet" in answer.text
    assert "Follow alice" in bob.get("/members/alice").text


def test_nobody_follows_themselves(alice):
    token = alice.get("/").form("/logout")["csrf_token"]
    page = alice.follow(alice.post("/members/alice/follow", {"csrf_token": token}))
    assert "You cannot follow yourself." in page.text


def test_a_block_lets_two_be_gone_for_each_other(alice, bob, carla):
    for one, other in ((bob, "alice"), (alice, "bob"), (carla, "alice"), (carla, "bob")):
        button(one, f"/members/{other}", f"/members/{other}/follow")
    page = button(alice, "/members/bob", "/members/bob/block")
    assert "bob is blocked. You can unblock them here." in page.text
    assert alice.get("/members/bob").status == bob.get("/members/alice").status == 404
    token = bob.get("/").form("/logout")["csrf_token"]
    for action in ("follow", "mute", "block"):
        answer = bob.post(f"/members/alice/{action}", {"csrf_token": token})
        assert answer.status == 404 or "There is no" in bob.follow(answer).text, action
    # What a third one sees is what it is; what they see of it is without each other.
    assert "1 follower" in carla.get("/members/alice").text
    assert listed(bob, "/members/carla/following") == ["bob"]
    assert listed(carla, "/members/carla/following") == ["alice", "bob"]
    assert "1 following" in bob.get("/members/carla").text
    assert "2 following" in carla.get("/members/carla").text


def test_unblocking_brings_nothing_back_by_itself(alice, bob):
    button(bob, "/members/alice", "/members/alice/follow")
    press(alice, "/members/bob", "/members/bob/block")
    press(alice, "/settings/privacy", "/members/bob/block/removal")
    assert "0 followers" in bob.get("/members/alice").text
    assert "You block nobody." in alice.get("/settings/privacy").text


def test_muting_is_nobodys_business(alice, bob):
    before = bob.get("/members/alice").text
    page = button(alice, "/members/bob", "/members/bob/mute")
    assert "You mute them" in page.text
    assert bob.get("/members/alice").text == before
    assert "bob" in alice.get("/settings/privacy").text
    page = button(alice, "/settings/privacy", "/members/bob/mute/removal")
    assert "You mute nobody." in page.text


@pytest.mark.parametrize(
    ("audience", "reading"),
    [("everyone", "nbfa"), ("members", "bfa"), ("followers", "fa"), ("me", "a")],
)
def test_who_follows_is_seen_by_whom_the_member_chose(site, alice, bob, carla, audience, reading):
    button(carla, "/members/alice", "/members/alice/follow")
    alice.send("/settings/privacy", "/settings/privacy", follows_audience=audience)
    readers = {"n": site.browser(), "b": bob, "f": carla, "a": alice}
    for letter, browser in readers.items():
        seen = letter in reading
        assert (browser.get("/members/alice/followers").status == 200) is seen, letter
        assert ("1 follower" in browser.get("/members/alice").text) is seen, letter


@pytest.mark.everywhere
@pytest.mark.parametrize(
    ("audience", "reading"),
    [("everyone", "nbfac"), ("members", "bfac"), ("followers", "fac"), ("me", "ac")],
)
def test_who_keeps_whom_they_follow_to_themselves_is_in_nobody_elses_list(site, alice, bob, carla, audience, reading):
    dora = site.member("dora")
    for one, other in ((alice, "carla"), (carla, "alice"), (dora, "alice"), (dora, "carla")):
        button(one, f"/members/{other}", f"/members/{other}/follow")
    alice.send("/settings/privacy", "/settings/privacy", follows_audience=audience)
    readers = {"n": site.browser(), "b": bob, "f": dora, "a": alice, "c": carla}
    for letter, browser in readers.items():
        expected = ["alice"] if letter in reading else []
        for path in ("/members/carla/followers", "/members/carla/following"):
            assert listed(browser, path) == expected, (letter, path)


def test_a_stranger_signs_in_first(alice, carol):
    assert "/login?next=/members/alice" in carol.get("/members/alice").links()
    assert carol.get("/follow-requests").location.startswith("/login")
    answer = carol.client.post("/members/alice/follow", headers=PARTIAL)
    assert answer.status_code in (302, 303, 400, 401, 200)
    assert "0 followers" in carol.get("/members/alice").text


def test_an_account_that_ends_follows_and_blocks_nobody(alice, bob, carla):
    button(bob, "/members/alice", "/members/alice/follow")
    button(alice, "/members/bob", "/members/bob/follow")
    press(carla, "/members/bob", "/members/bob/block")
    press(alice, "/members/bob", "/members/bob/mute")
    bob.send("/settings/account", "/settings/account/deletion", password="correct horse battery")
    assert "0 followers" in alice.get("/members/alice").text
    assert "You block nobody." in carla.get("/settings/privacy").text
    assert rebuild.differences() == []


@pytest.mark.everywhere
def test_a_long_list_goes_on(site, alice, monkeypatch):
    for number in range(3):
        button(site.member(f"reader{number}"), "/members/alice", "/members/alice/follow")
    monkeypatch.setattr("moviediary.relations.queries.PAGE", 2)
    page = alice.get("/members/alice/followers")
    assert "reader2" in page.text
    assert "reader0" not in page.text
    older = next(link for link in page.links() if "before=" in link)
    assert "reader0" in alice.get(older).text


@pytest.fixture
def telling(alice):
    """alice logged a film for everybody, and one for those who follow her."""
    today = {"rating": "8"}
    alice.log("Stalker", "1979", director="Andrei Tarkovsky", audience="everyone", **today)
    alice.log("Vagabond", "1985", director="Agnès Varda", audience="followers", **today)
    return alice


NUMBERED = ("/members/alice", "/members/alice/diary", "/members/alice/ratings", "/members/alice/history")


def films_counted(browser):
    """How many films the head of alice's pages counts; on each page the director of the second stands where that is counted."""
    counts = set()
    for page in (browser.get(path) for path in NUMBERED):
        films = next(node for node in page.tree.iter("a") if node.get("href") == "/members/alice/diary?finished=1")
        count = int(re.search(r"\d+", "".join(films.itertext()))[0])
        assert ("Agnès Varda" in page.text) == (count == 2)
        counts.add(count)
    assert len(counts) == 1
    return counts.pop()


@pytest.mark.parametrize("ended", ["unfollowed", "removed", "blocked"])
def test_who_follows_no_longer_is_told_no_numbers_of_followers(telling, bob, ended):
    assert films_counted(bob) == 1
    button(bob, "/members/alice", "/members/alice/follow")
    assert films_counted(bob) == 2
    if ended == "unfollowed":
        button(bob, "/members/alice", "/members/alice/follow/removal")
    elif ended == "removed":
        press(telling, "/members/alice/followers", "/followers/bob/removal")
    else:
        press(telling, "/members/bob", "/members/bob/block")
        assert bob.get("/members/alice").status == 404
        press(telling, "/settings/privacy", "/members/bob/block/removal")
    assert films_counted(bob) == 1
    assert films_counted(telling) == 2
