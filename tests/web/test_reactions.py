"""Liking and sharing an entry through the front door."""

import pytest

from moviediary import clock, ids, rebuild
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.log import LogEntry
from moviediary.reactions import actions as reactions
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations import actions as relations

pytestmark = pytest.mark.everywhere


def press(browser, entry, noun, page="/", partial=True, **headers):
    """Press a button of an entry's row, such as "like" or "like/removal"."""
    address = f"/reviews/{entry}/{noun}"
    form = {name: value for name, value in browser.get(page).form(address).items() if name}
    return browser.post(address, form, partial, **headers)


def shown(browser, entry, page="/"):
    """What a row says of likes and shares: whether the buttons are pressed, and the numbers."""
    return bar(browser.get(page), entry)


def bar(page, entry):
    (found,) = [node for node in page.tree.iter("div") if node.get("id") == f"reactions-{entry}"]
    pressed = {node.get("id").partition("-")[0]: node.get("aria-pressed") == "true" for node in found.iter("button")}
    counts = [node for node in found.iter("a") if node.get("class") == "count"]
    numbers = {node.get("href").rpartition("/")[2]: int("".join(node.itertext()).split()[0]) for node in counts}
    return pressed, numbers


def test_a_like_is_shown_in_place_and_taken_back(alice, bob):
    entry = alice.log()
    assert shown(bob, entry) == ({"like": False, "boost": False}, {})
    assert bar(press(bob, entry, "like"), entry) == ({"like": True, "boost": False}, {"likes": 1})
    assert shown(bob, entry) == ({"like": True, "boost": False}, {"likes": 1})
    assert bar(press(bob, entry, "like/removal"), entry) == ({"like": False, "boost": False}, {})


@pytest.mark.parametrize("noun", ["like", "boost"])
def test_two_tabs_that_press_the_same_button_end_the_same(alice, bob, noun):
    entry = alice.log()
    form = {"csrf_token": bob.get("/").form(f"/reviews/{entry}/{noun}")["csrf_token"]}
    for _ in range(2):
        assert bar(bob.post(f"/reviews/{entry}/{noun}", form, True), entry)[0][noun] is True
    for _ in range(2):
        assert bar(bob.post(f"/reviews/{entry}/{noun}/removal", form, True), entry)[0][noun] is False
    assert LogEntry.select().where(LogEntry.subject.startswith(noun)).count() == 2
    assert [str(difference) for difference in rebuild.differences()] == []


def test_without_scripts_one_comes_back_to_where_the_button_was(alice, bob):
    entry = alice.log()
    pressed = press(bob, entry, "like", partial=False, Referer="http://localhost/?before=x")
    assert (pressed.status, pressed.location) == (303, f"/?before=x#entry-{entry}")
    for elsewhere in (
        {},
        {"Referer": "https://evil.example/"},
        {"Referer": "http://localhost//evil.example/"},
        {"Referer": "http://[bad"},
    ):
        pressed = press(bob, entry, "boost", partial=False, **elsewhere)
        assert pressed.location in (f"/reviews/{entry}", f"/#entry-{entry}")
        press(bob, entry, "boost/removal")


def test_the_buttons_stand_on_every_page_with_the_words_of_others(alice, bob):
    entry = alice.log()
    movie = next(link for link in bob.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    press(bob, entry, "boost")
    for page in ("/", movie, f"/reviews/{entry}"):
        assert shown(bob, entry, page) == ({"like": False, "boost": True}, {"boosts": 1})


def test_ones_own_entry_and_a_stranger_have_numbers_but_no_buttons(alice, bob, carol):
    entry = alice.log()
    assert "reactions-" not in alice.get("/").html + carol.get("/").html
    press(bob, entry, "like")
    for browser in (alice, carol):
        assert shown(browser, entry) == ({}, {"likes": 1})
    assert f"/reviews/{entry}/likes" in alice.get("/members/alice").links()


def test_a_refusal_is_told_in_a_message(alice, bob):
    entry, kept = alice.log(), bob.log("Mirror", "1975")
    form = {"csrf_token": bob.get("/").form(f"/reviews/{entry}/like")["csrf_token"]}
    refused = bob.post(f"/reviews/{kept}/like", form, partial=True)
    assert refused.status == 422
    assert "This is your own entry." in refused.html
    assert 'hx-target="#toasts"' in refused.html
    assert bob.post(f"/reviews/{kept}/boost", form).status == 303
    assert "Your followers see it in their feed already." in bob.get("/").text


def test_what_few_may_see_cannot_be_shared_and_what_one_may_not_see_is_not_there(alice, bob, carol):
    entry = alice.log(audience="me")
    form = {"csrf_token": bob.get("/").form("/logout")["csrf_token"]}
    for noun in ("like", "like/removal", "boost"):
        assert bob.post(f"/reviews/{entry}/{noun}", form, True).status == 404
    assert bob.post("/reviews/nothing/like", form, True).status == 404
    for noun in ("likes", "boosts"):
        assert bob.get(f"/reviews/{entry}/{noun}").status == 404
    assert carol.post(f"/reviews/{entry}/like", {}).status in (401, 422)


def test_who_likes_and_who_shares_is_listed(alice, bob, carol):
    entry = alice.log()
    press(bob, entry, "like")
    assert "/members/bob" in carol.get(f"/reviews/{entry}/likes").links()
    assert "Nobody shared this entry yet" in carol.get(f"/reviews/{entry}/boosts").text
    press(bob, entry, "like/removal")
    assert "Nobody likes this entry yet" in alice.get(f"/reviews/{entry}/likes").text


def test_many_likes_are_listed_page_by_page(alice, carol):
    entry = alice.log()
    likers = [f"liker{number}" for number in range(52)]
    for name in likers:
        member = Member.create(
            id=ids.uuid7(), username=name, display_name=name, folded=name, email=name, password="", created_at=clock.now()
        )
        reactions.like(member, entry)
    first = carol.get(f"/reviews/{entry}/likes")
    (older,) = {link for link in first.links() if "before=" in link}
    rest = carol.get(older, partial=True)
    listed = [link.removeprefix("/members/") for page in (first, rest) for link in page.links() if "/members/liker" in link]
    assert listed == likers[::-1]
    assert "before=" not in rest.html


def test_across_a_block_likes_are_neither_counted_nor_listed(site, alice, bob, carol):
    entry, dora = alice.log(), site.member("dora")
    for browser in (bob, dora):
        press(browser, entry, "like")
        press(browser, entry, "boost")
    relations.block(member_named("dora"), "bob")
    for browser, likes in ((bob, 1), (dora, 1), (alice, 2), (carol, 2)):
        assert shown(browser, entry)[1] == {"likes": likes, "boosts": likes}
    assert "/members/dora" not in bob.get(f"/reviews/{entry}/likes").links()
    assert "/members/bob" not in dora.get(f"/reviews/{entry}/boosts").links()


def test_when_somebody_leaves_their_likes_leave_with_them(site, alice, bob):
    entry = alice.log()
    press(bob, entry, "like")
    bob.send("/settings/account", "/settings/account/deletion", password="correct horse battery")
    assert (ReviewLike.select().count(), ReviewBoost.select().count()) == (0, 0)
    assert "reactions-" not in alice.get("/").html
    assert [str(difference) for difference in rebuild.differences()] == []
