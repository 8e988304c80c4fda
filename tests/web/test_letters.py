"""Letters: what comes at once and what in a digest, what is in them when they are sent, and how they end."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from acts import Somebody
from people import PASSWORD, Site, config
from telling import movie_at, movie_of

from moviediary import clock, database, ids, mail_settings, sweep, work
from moviediary.deliveries import WAITING, Delivery
from moviediary.movies import actions as movies
from moviediary.notifications import actions, jobs, letters, unsubscribing
from moviediary.notifications.models import Letter, RefusedAddress

HOST = "https://diary.example"
SETTINGS = "/settings/notifications"


@pytest.fixture
def site(database_url, tmp_path, post):
    server = mail_settings.server({"SMTP_URL": post.url, "MAIL_FROM": "diary@example.org"}, HOST)
    yield Site(config(database_url, tmp_path, mail_server=server))
    database.disconnect()


@pytest.fixture(autouse=True)
def home(site):
    # Only the letters say where the site is: tests ask it as localhost.
    unsubscribing.configure("tests only", HOST)


@pytest.fixture
def ada(site, alice):
    return site.member("ada"), Somebody("ada")


@pytest.fixture
def entry(alice):
    return ids.from_short(alice.log("Stalker", "1979"))


@pytest.fixture
def now():
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        yield traveller


def choose(browser, **values):
    assert browser.send(SETTINGS, SETTINGS, **values).status == 303


@pytest.fixture
def collect(deliver_all, now):
    """Let the worker do what is due a minute later: deliver, and send letters."""

    def collect(after=timedelta(seconds=61)):
        deliver_all()
        now.shift(after)
        with database.connected():
            jobs.begin_digests()
            jobs.look_for_letters()
            while work.do(jobs.ROUND, 60):
                pass

    return collect


def held_back(wait):
    """Let what waits to be delivered wait longer, as after failures."""
    with database.connected():
        Delivery.update(next_at=clock.now() + wait).where(WAITING).execute()


def outcomes():
    with database.connected():
        return [(row.kind, row.outcome) for row in Letter.select().order_by(Letter.id)]


def body(letter, kind="plain"):
    return letter.get_body((kind,)).get_content()


def test_nothing_comes_by_mail_unless_it_is_asked_for(alice, ada, entry, collect, post):
    ada[1].like(entry)
    collect()
    assert (post.letters, outcomes()) == ([], [])


def test_what_is_asked_for_at_once_comes_in_a_minute_with_links_of_this_site(alice, ada, entry, collect, post):
    choose(alice, mail_comment="instant", mail_like="instant")
    ada[1].comment(entry, "Look: <b>this</b> & *that*.")
    ada[1].like(entry)
    collect()
    comment, like = sorted(post.letters, key=lambda letter: letter["Subject"])
    assert (comment["To"], comment["Subject"]) == ("alice <alice@example.org>", "ada commented on your entry of Stalker")
    assert like["Subject"] == "ada liked your entry of Stalker"
    address = re.search(rf"{HOST}/notifications/\w+", body(comment))[0]
    assert alice.get(address.removeprefix(HOST)).location.startswith(f"/reviews/{ids.short(entry)}#comment-")
    assert "“Look:" in body(comment)
    assert "<b>this" not in body(comment, "html")
    assert {*re.findall(r"https?://[^/\"\s]+", body(comment) + body(comment, "html"))} == {HOST}


@pytest.mark.parametrize("how", ["read", "taken back", "deleted", "blocked", "unwanted", "muted"])
def test_a_letter_about_what_is_no_more_there_is_never_sent(alice, ada, entry, collect, deliver_all, post, how):
    choose(alice, mail_like="instant")
    ada[1].like(entry)
    deliver_all()
    match how:
        case "read":
            alice.send("/notifications", "/notifications/reading")
        case "taken back":
            ada[1].unlike(entry)
        case "deleted":
            address = f"/reviews/{ids.short(entry)}"
            alice.send(address, f"{address}/deletion")
        case "blocked":
            Somebody("alice").block("ada")
        case "unwanted":
            choose(alice, mail_like="none")
        case "muted":
            Somebody("alice").mute("ada")
    collect()
    assert (post.letters, outcomes()) == ([], [("like", "empty")])


@pytest.mark.everywhere
def test_a_mention_in_what_is_not_for_the_mentioned_to_see_any_more_is_not_mailed(alice, ada, collect, deliver_all, post):
    choose(ada[0], mail_mention="instant")
    entry = alice.log("Heat", "1995", text="As @ada said.")
    deliver_all()
    assert alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me").status == 303
    collect()
    assert (post.letters, outcomes()) == ([], [("mention", "empty")])


def test_to_like_again_and_again_fills_no_mailbox(alice, ada, entry, collect, post):
    choose(alice, mail_like="instant")
    for _ in range(3):
        ada[1].like(entry)
        collect()
        ada[1].unlike(entry)
        collect()
    assert len(post.letters) == 1


@pytest.mark.everywhere
def test_of_each_report_an_admin_gets_a_letter_unless_it_was_settled_meanwhile(alice, bob, ada, collect, post):
    choose(alice, mail_report="instant")
    for kind, address in (("review", bob.log()), ("member", "bob")):
        ada[0].send(f"/reports/new?kind={kind}&id={address}", "/reports", reason=f"A rude {kind}.")
        collect()
    assert [letter["Subject"] for letter in post.letters] == ["A report waits for you"] * 2
    assert "A rude member." in body(post.letters[1])
    assert "A rude review." not in body(post.letters[1])
    ada[0].send("/reports/new?kind=member&id=alice", "/reports", reason="Rude.")
    queue = alice.get("/admin/reports")
    (action,) = re.findall(r"/admin/reports/\w+/resolution", queue.html)[:1]
    alice.send("/admin/reports", action, note="Done.")
    collect()
    assert outcomes()[-1] == ("report", "empty")


@pytest.mark.everywhere
def test_of_each_poster_that_could_not_be_fetched_an_admin_gets_one_letter(alice, collect, deliver_all, post):
    choose(alice, mail_poster="instant")
    for title in ("Stalker", "Heat", "Heat"):
        address = movie_of(alice, alice.log(title, "1995"))
        deliver_all()
        with database.connected(), database.writing():
            movie_id = movie_at(address).id
            movies.note_poster(movie_id, "failed", "the server is away")
            actions.poster_failed(movie_id)
        collect()
    assert [letter["Subject"] for letter in post.letters] == [
        "The poster could not be fetched: Stalker",
        "The poster could not be fetched: Heat",
    ]


def test_a_hundred_comments_fill_no_mailbox_and_the_page_has_them(alice, ada, entry, collect, now, post):
    choose(alice, mail_comment="instant", mail_like="instant")
    for number in range(letters.MOST + 5):
        ada[1].comment(entry, f"Comment {number}.")
    collect()
    assert len(post.letters) == letters.MOST
    ada[1].like(entry)
    collect()
    assert "liked" in post.letters.pop()["Subject"]
    assert "Comment 34." in alice.get("/notifications").text
    collect(letters.WITHIN)
    ada[1].comment(entry, "An hour later.")
    collect()
    assert "An hour later." in body(post.letters[letters.MOST])


@pytest.mark.everywhere
def test_a_digest_tells_what_was_not_read_once_a_day(alice, ada, entry, collect, post):
    choose(alice, mail_like="digest", mail_comment="digest", every="daily", hour="8")
    ada[1].like(entry)
    ada[1].comment(entry)
    collect(timedelta(days=1))
    (digest,) = post.letters
    assert digest["Subject"] == "2 things happened in your film diary"
    assert body(digest).index("commented") < body(digest).index("liked")
    collect(timedelta(days=1))
    assert len(post.letters) == 1
    ada[1].boost(entry)
    ada[1].comment(entry, "Once more.")
    collect(timedelta(days=1))
    assert [letter["Subject"] for letter in post.letters[1:]] == ["ada commented on your entry of Stalker"]


@pytest.mark.everywhere
def test_what_is_delivered_late_is_in_the_next_digest(alice, ada, entry, collect, post):
    choose(alice, mail_like="digest", mail_comment="digest", every="daily", hour="8")
    ada[1].like(entry)
    held_back(timedelta(days=1, hours=1))
    ada[1].comment(entry)
    for _ in range(3):
        collect(timedelta(days=1))
    assert [letter["Subject"].split()[1] for letter in post.letters] == ["commented", "liked"]


@pytest.mark.everywhere
def test_what_joins_an_early_notification_late_is_in_the_next_digest(site, alice, ada, entry, collect, post):
    choose(alice, mail_like="digest", mail_comment="digest", every="daily", hour="8")
    site.member("ben")
    Somebody("ben").like(entry)
    held_back(timedelta(days=1, hours=1))
    ada[1].like(entry)
    ada[1].comment(entry)
    for _ in range(3):
        collect(timedelta(days=1))
    assert [letter["Subject"] for letter in post.letters] == [
        "2 things happened in your film diary",
        "ada and ben liked your entry of Stalker",
    ]


@pytest.mark.everywhere
def test_what_is_told_in_another_way_is_in_no_second_digest(site, alice, ada, entry, collect, post):
    site.member("ben")
    choose(alice, mail_comment="digest", mail_mention="digest", every="daily", hour="8")
    comment = ada[1].comment(entry, "Well, @alice.")
    collect(timedelta(days=1))
    ada[1].edit_comment(comment, "Well, @ben.")
    collect(timedelta(days=1))
    assert "Well, @ben." in alice.get("/notifications").text
    assert len(post.letters) == 1


@pytest.mark.everywhere
def test_a_single_click_ends_letters_of_a_kind_without_signing_in(alice, ada, entry, carol, collect, post):
    choose(alice, mail_like="instant", mail_comment="instant")
    ada[1].like(entry)
    collect()
    address = post.letters[0]["List-Unsubscribe"].strip("<>").removeprefix(HOST)
    assert "End this e-mail?" in carol.get(address).text
    assert alice.get(SETTINGS).form(SETTINGS)["mail_like"] == "instant"
    # As a mail program sends it: no cookie, no form of ours.
    done = carol.post(address, {"List-Unsubscribe": "One-Click"})
    assert (done.status, done.location) == (200, None)
    assert "You get no more of these" in done.text
    said = alice.get(SETTINGS).form(SETTINGS)
    assert (said["mail_like"], said["mail_comment"], said["page_like"]) == ("none", "instant", "y")
    carol.post(address, {"all": "yes"})
    assert alice.get(SETTINGS).form(SETTINGS)["mail_comment"] == "none"


def test_an_address_for_ending_letters_cannot_be_made_up(alice, carol):
    assert carol.post("/unsubscribe/made-up", {}).status == 422
    with database.connected():
        real = unsubscribing.address(Somebody("alice").id, "like").removeprefix(HOST)
    assert carol.post(real[:-2] + ("AA" if real[-2:] != "AA" else "BB"), {}).status == 422
    assert carol.get(real).status == 200


@pytest.mark.everywhere
def test_a_mailbox_that_is_not_there_gets_no_more_and_its_member_is_told(alice, ada, entry, collect, post):
    choose(alice, mail_like="instant", mail_comment="instant")
    post.refuses["alice@example.org"] = "550 no such mailbox"
    ada[1].like(entry)
    collect()
    ada[1].comment(entry)
    connections = post.connections
    collect()
    assert outcomes() == [("like", "refused"), ("comment", "refused")]
    assert post.connections == connections
    settings = alice.get(SETTINGS)
    assert "550 no such mailbox" in settings.text
    post.refuses.clear()
    alice.post(f"{SETTINGS}/address", settings.form(f"{SETTINGS}/address"))
    ada[1].comment(entry, "Now?")
    collect()
    assert len(post.letters) == 1


@pytest.mark.everywhere
def test_a_mailbox_that_is_full_and_a_server_that_is_away_are_tried_again(alice, ada, entry, collect, post):
    choose(alice, mail_like="instant", mail_comment="instant")
    post.refuses["alice@example.org"] = "452 full"
    ada[1].like(entry)
    collect()
    post.refuses.clear()
    post.mood = "closes"
    collect()
    ada[1].comment(entry)
    collect()
    assert post.letters == []
    post.mood = "ok"
    collect(timedelta(minutes=6))
    assert sorted(letter["Subject"].split()[1] for letter in post.letters) == ["commented", "liked"]
    with database.connected():
        assert not RefusedAddress.select().exists()


def test_a_letter_that_cannot_be_sent_is_given_up_after_six_tries(alice, ada, entry, collect, post):
    choose(alice, mail_like="instant")
    post.mood = "closes"
    ada[1].like(entry)
    for wait in (61, 61, 301, 1801, 7201, 43201, 86400):
        collect(timedelta(seconds=wait))
    assert outcomes() == [("like", "failed")]
    assert post.connections == 6


@pytest.mark.everywhere
def test_a_letter_that_nobody_lived_to_send_is_given_up_and_keeps_no_other_waiting(alice, ada, entry, collect, deliver_all, post):
    choose(alice, mail_like="instant", mail_comment="instant")
    ada[1].like(entry)
    ada[1].comment(entry)
    deliver_all()
    with database.connected():
        Letter.update(tries=6).where(Letter.kind == "like").execute()
    collect()
    assert sorted(outcomes()) == [("comment", "sent"), ("like", "failed")]
    assert [letter["Subject"] for letter in post.letters] == ["ada commented on your entry of Stalker"]


@pytest.mark.everywhere
def test_a_letter_sent_twice_is_the_same_letter(alice, ada, entry, collect, post):
    choose(alice, mail_like="instant")
    ada[1].like(entry)
    collect()
    with database.connected():
        # As if the worker had died between handing it in and noting that.
        Letter.update(ended_at=None, outcome="").execute()
    collect(timedelta(minutes=3))
    first, second = post.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_the_sweep_sends_letters_without_redis(alice, ada, entry, deliver_all, now, post):
    choose(alice, mail_like="instant")
    ada[1].like(entry)
    deliver_all()
    for _ in range(3):
        now.shift(timedelta(seconds=61))
        sweep.sweep(timedelta(0))
    assert len(post.letters) == 1


def test_letters_of_an_account_that_is_gone_go_too(alice, ada, entry, collect, deliver_all, post):
    choose(ada[0], mail_follower="instant")
    Somebody("alice").follow("ada")
    deliver_all()
    assert outcomes() == [("follower", "")]
    ada[0].send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    collect()
    assert (post.letters, outcomes()) == ([], [])


@pytest.mark.everywhere
def test_without_a_mail_server_the_settings_say_so(sqlite_url, tmp_path):
    alice = Site(config(sqlite_url, tmp_path)).member("alice")
    assert "This site sends no e-mail" in alice.get(SETTINGS).text
    choose(alice, mail_like="instant")
    database.disconnect()


@pytest.mark.everywhere
def test_a_kind_that_is_not_wanted_on_the_page_is_neither_listed_nor_counted(alice, ada, entry, deliver_all):
    ada[1].like(entry)
    deliver_all()
    choose(alice, page_like=None)
    page = alice.get("/notifications")
    assert "liked" not in page.text
    assert 'data-unread="0"' in page.html


@pytest.mark.parametrize("wrong", [{"hour": "24"}, {"every": "hourly"}, {"mail_like": "often"}])
def test_senseless_choices_are_refused(alice, wrong):
    assert alice.send(SETTINGS, SETTINGS, **wrong).status == 422
