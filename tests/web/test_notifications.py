"""What members are told of what others did with their diary, and what they are not."""

from datetime import timedelta

import pytest
import time_machine
from acts import Somebody
from imports.files import letterboxd, seen
from imports.front import imported

from moviediary import clock, database, ids, wiring
from moviediary.accounts.models import Member
from moviediary.deliveries import WAITING, Delivery
from moviediary.diary.models import Review
from moviediary.log import changes
from moviediary.movies import actions as movies
from moviediary.movies import handlers
from moviediary.movies.events import PosterRequested
from moviediary.movies.rules import Poster
from moviediary.notifications import jobs


@pytest.fixture
def ada(site, alice):
    return site.member("ada"), Somebody("ada")


@pytest.fixture
def ben(site, alice):
    return site.member("ben"), Somebody("ben")


@pytest.fixture
def entry(alice):
    """An entry of alice's, by its id."""
    return ids.from_short(alice.log("Stalker", "1979"))


def lines(browser):
    page = browser.get("/notifications")
    assert page.status == 200
    links = [link for link in page.tree.iter("a") if "/notifications/" in link.get("href", "")]
    return [" ".join("".join(link.itertext()).split()) for link in links]


def bell(browser):
    return int(next(link for link in browser.get("/members").tree.iter("a") if link.get("id") == "bell").get("data-unread"))


def test_many_who_like_one_entry_are_one_row(alice, ada, ben, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    assert lines(alice) == ["Unread: ada liked your entry of Stalker"]
    ben[1].like(entry)
    deliver_all()
    assert lines(alice) == ["Unread: ben and ada liked your entry of Stalker"]
    assert bell(alice) == 1


def test_what_is_taken_back_before_it_was_read_was_never_told(alice, ada, ben, entry, deliver_all):
    ada[1].like(entry)
    ben[1].boost(entry)
    deliver_all()
    ada[1].unlike(entry)
    deliver_all()
    assert lines(alice) == ["Unread: ben shared your entry of Stalker"]
    ben[1].unboost(entry)
    deliver_all()
    assert (lines(alice), bell(alice)) == ([], 0)


def test_what_was_read_stays_read_and_what_is_done_again_is_told_once_more(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    assert alice.get(alice_link(alice)).location == f"/reviews/{ids.short(entry)}"
    assert bell(alice) == 0
    ada[1].unlike(entry)
    deliver_all()
    assert lines(alice) == ["ada liked your entry of Stalker"]
    ada[1].like(entry)
    deliver_all()
    assert lines(alice) == ["Unread: ada liked your entry of Stalker"]


def alice_link(browser):
    return next(link for link in browser.get("/notifications").links() if link.startswith("/notifications/"))


def test_nobody_is_told_of_what_they_did_themselves(alice, entry, deliver_all):
    Somebody("alice").comment(entry, "I was right, @alice.")
    deliver_all()
    assert lines(alice) == []


@pytest.mark.everywhere
def test_a_comment_is_told_to_the_author_an_answer_to_who_is_answered_and_a_mention_to_the_mentioned(
    alice, ada, ben, entry, deliver_all
):
    first = ada[1].comment(entry, "What did @ben say?")
    deliver_all()
    assert lines(alice) == ["Unread: ada commented on your entry of Stalker"]
    assert lines(ben[0]) == ["Unread: ada mentioned you in what they wrote about Stalker"]
    Somebody("alice").comment(entry, "Ask him.", first)
    deliver_all()
    assert lines(ada[0]) == ["Unread: alice answered your comment on Stalker"]
    place = ben[0].get(alice_link(ben[0])).location
    assert place == f"/reviews/{ids.short(entry)}#comment-{ids.short(first)}"


def test_of_many_comments_the_words_are_those_of_whoever_is_named_first_and_the_way_leads_to_the_first(
    alice, ada, ben, entry, deliver_all
):
    # Who did something last is known to the millisecond.
    with time_machine.travel(clock.now() - timedelta(minutes=1)):
        first = ada[1].comment(entry, "Slow, and short.")
        ben[1].comment(entry, "Three hours!")
        ada[1].comment(entry, "Each a minute.")
    ben[1].comment(entry, "They were for me.")
    deliver_all()
    page = alice.get("/notifications")
    assert lines(alice) == ["Unread: ben and ada commented on your entry of Stalker"]
    assert [said for said in ("Slow", "Three", "Each", "They were for me.") if said in page.text] == ["They were for me."]
    (notification,) = [link for link in page.links() if link.startswith("/notifications/")]
    assert alice.get(notification).location == f"/reviews/{ids.short(entry)}#comment-{ids.short(first)}"


def test_a_comment_that_is_gone_is_told_no_more_though_it_was_read(alice, ada, entry, deliver_all):
    comment = ada[1].comment(entry)
    deliver_all()
    alice.get(alice_link(alice))
    ada[1].delete_comment(comment)
    deliver_all()
    assert lines(alice) == []


@pytest.mark.everywhere
def test_an_edit_tells_only_those_it_names_anew_and_takes_back_whom_it_names_no_more(alice, ada, ben, entry, deliver_all):
    comment = Somebody("alice").comment(entry, "Nothing.")
    Somebody("alice").edit_comment(comment, "See @ada.")
    deliver_all()
    Somebody("alice").edit_comment(comment, "See @ben.")
    deliver_all()
    assert lines(ada[0]) == []
    assert len(lines(ben[0])) == 1


def test_a_review_names_whoever_may_see_it(alice, ada, deliver_all):
    for audience in ("everyone", "me"):
        alice.log("Heat", "1995", text=f"As @ada said: {audience}.", audience=audience)
    deliver_all()
    assert lines(ada[0]) == ["Unread: alice mentioned you in what they wrote about Heat"]
    assert bell(ada[0]) == 1


def test_a_deleted_entry_is_told_of_no_more_until_it_is_back(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    address = f"/reviews/{ids.short(entry)}"
    alice.send(address, f"{address}/deletion")
    deliver_all()
    assert (lines(alice), bell(alice)) == ([], 0)
    alice.send("/reviews/deleted", f"{address}/restoration")
    deliver_all()
    assert (len(lines(alice)), bell(alice)) == (1, 1)


def test_following_is_told_on_both_sides(alice, ada, ben, deliver_all):
    ada[1].follow("alice")
    deliver_all()
    assert lines(alice) == ["Unread: ada follows you"]
    assert alice.get(alice_link(alice)).location == "/members/ada"
    with database.connected():
        Member.update(locked=True).where(Member.username == "ben").execute()
    ada[1].follow("ben")
    deliver_all()
    assert lines(ben[0]) == ["Unread: ada asks to follow you"]
    ben[1].accept("ada")
    deliver_all()
    assert lines(ben[0]) == []
    assert lines(ada[0]) == ["Unread: ben lets you follow them"]
    ada[1].unfollow("ben")
    deliver_all()
    assert lines(ada[0]) == []


@pytest.mark.everywhere
def test_nothing_is_told_across_a_block_nor_comes_back_with_its_end(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    ada[1].comment(entry)
    Somebody("alice").block("ada")
    Somebody("alice").unblock("ada")
    deliver_all()
    assert (lines(alice), bell(alice)) == ([], 0)
    ada[1].comment(entry, "Again.")
    deliver_all()
    assert len(lines(alice)) == 1


def test_whoever_is_muted_tells_nothing_and_cannot_notice(alice, ada, ben, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    Somebody("alice").mute("ada")
    assert (lines(alice), bell(alice)) == ([], 0)
    ada[1].comment(entry)
    ben[1].like(entry)
    deliver_all()
    assert lines(alice) == ["Unread: ben liked your entry of Stalker"]


@pytest.mark.everywhere
def test_an_account_that_is_deleted_takes_what_it_did_and_received_along(alice, ada, ben, entry, deliver_all):
    ada[1].like(entry)
    ada[1].comment(entry, "See @ben.")
    ben[1].like(entry)
    deliver_all()
    ada[0].send("/settings/account", "/settings/account/deletion", password="correct horse battery")
    deliver_all()
    assert lines(alice) == ["Unread: ben liked your entry of Stalker"]
    assert (bell(alice), bell(ben[0]), lines(ben[0])) == (1, 0, [])


@pytest.mark.everywhere
def test_an_import_that_is_finished_is_told_to_its_member_and_forgotten_with_it(alice, ada):
    address = imported(alice, letterboxd(diary=[seen(1)]).getvalue())
    assert lines(alice) == ["Unread: Your import is finished: letterboxd-alice.zip"]
    assert (bell(alice), bell(ada[0])) == (1, 0)
    assert alice.get(alice_link(alice)).location == address
    alice.send(address, f"{address}/deletion")
    assert lines(alice) == []


@pytest.mark.everywhere
def test_a_poster_that_could_not_be_fetched_is_told_to_admins_until_it_comes(alice, ada, entry):
    with database.connected():
        movie_id = Review.get_by_id(entry).movie_id
        with changes(None):
            movies.note_poster(movie_id, "failed", "the server is away")
            wiring.GIVEN_UP[handlers.sync_poster][1](PosterRequested(movie_id), "the server is away")
    assert lines(alice) == ["Unread: The poster could not be fetched: Stalker"]
    assert (bell(alice), lines(ada[0])) == (1, [])
    with database.connected(), changes(None):
        movies.save_poster(movie_id, Poster("small", "large", "#000000", "upload"))
    assert (bell(alice), lines(alice)) == (0, [])


@pytest.mark.everywhere
def test_all_can_be_marked_as_read_up_to_what_was_shown(alice, ada, ben, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    page = alice.get("/notifications")
    ben[1].comment(entry)
    deliver_all()
    assert alice.post("/notifications/reading", page.form("/notifications/reading")).status == 303
    assert lines(alice) == ["Unread: ben commented on your entry of Stalker", "ada liked your entry of Stalker"]


@pytest.mark.everywhere
def test_what_is_delivered_after_the_page_was_shown_is_not_marked_as_read_though_it_was_done_before(
    alice, ada, ben, entry, deliver_all
):
    ada[1].like(entry)
    with database.connected():
        early = [row[0] for row in Delivery.select(Delivery.id).where(WAITING).tuples()]
        Delivery.update(next_at=clock.now() + timedelta(hours=1)).where(Delivery.id.in_(early)).execute()
    ben[1].comment(entry)
    deliver_all()
    page = alice.get("/notifications")
    with database.connected():
        Delivery.update(next_at=clock.now()).where(Delivery.id.in_(early)).execute()
    deliver_all()
    alice.post("/notifications/reading", page.form("/notifications/reading"))
    assert lines(alice) == ["ben commented on your entry of Stalker", "Unread: ada liked your entry of Stalker"]


@pytest.mark.everywhere
def test_what_was_never_read_is_forgotten_after_a_year_and_the_bell_counts_it_no_more(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    for days, unread in ((364, 1), (366, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            jobs.remove_old()
        assert (bell(alice), len(lines(alice))) == (unread, unread)


def test_one_can_be_marked_as_read_by_its_button(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    address = alice_link(alice)
    assert alice.send("/notifications", f"{address}/reading").location == "/notifications"
    assert bell(alice) == 0


def test_notifications_are_their_member_s_alone(alice, ada, carol, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    address = alice_link(alice)
    assert ada[0].get(address).status == 404
    assert carol.get("/notifications").status == 302
    assert bell(alice) == 1


def test_the_bell_answers_only_with_another_count(alice, ada, carol, entry, deliver_all):
    assert alice.get("/notifications/bell?known=0", partial=True).status == 204
    assert carol.get("/notifications/bell?known=0", partial=True).status == 204
    ada[1].like(entry)
    deliver_all()
    answer = alice.get("/notifications/bell?known=0", partial=True)
    assert 'data-unread="1"' in answer.html
    assert 'hx-target="#barbell"' in answer.html


@pytest.mark.everywhere
def test_a_long_list_goes_on_from_a_cursor(alice, ada, entry, deliver_all):
    for _ in range(35):
        ada[1].comment(entry, "Well.")
        deliver_all()
        alice.get(alice_link(alice))
    first = alice.get("/notifications")
    older = next(link for link in first.links() if "older_than" in link)
    assert len(lines(alice)) == 30
    assert len([link for link in alice.get(older).links() if link.startswith("/notifications/")]) == 5
