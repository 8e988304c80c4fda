"""Webhooks through the front door: made under Settings, called by the worker, seen in the list of calls."""

from datetime import timedelta

import pytest
import time_machine
from people import PASSWORD, Site, config
from receiver import Receiver, fresh
from telling import correct, movie_of

from moviediary import clock, database, ids
from moviediary.accounts.models import Member
from moviediary.comments.events import CommentAdded, CommentEdited
from moviediary.log import LogEntry, changes
from moviediary.logplaces import Place
from moviediary.reactions.events import BoostAdded, LikeAdded, LikeRemoved
from moviediary.streams import noting, pump, rules, sending
from moviediary.streams.models import Call, Message, Webhook

PATH = "/settings/webhooks"


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def site(database_url, tmp_path):
    yield Site(config(database_url, tmp_path, allow_private_addresses=True))
    database.disconnect()


def made(member, receiver, *wants):
    """A new webhook of a member's, told of everything unless said otherwise: its address on the site."""
    answer = member.send(PATH, PATH, address=receiver.address, wants=list(wants or rules.GROUPS))
    assert answer.status == 303, answer.text
    return answer.location


def secret_of(member, webhook):
    return next(value for node in member.get(webhook).tree.iter("input") if (value := node.get("value", "")).startswith("whsec_"))


def outcomes(member, webhook):
    """What the page says of the calls, the last one first."""
    spans = member.get(webhook).tree.iter("span")
    return ["".join(node.itertext()).strip() for node in spans if "call-outcome" in node.get("class", "")]


def events_out(member):
    """How it stands with what goes out, and whether the admin is told that this is well."""
    told = member.get("/readyz").response.json["events out"]
    rows = [node for node in member.get("/admin").tree.iter("div") if node.get("class") in ("fine", "bad")]
    return told, next(row.get("class") for row in rows if "Events out" in "".join(row.itertext()))


def test_a_film_has_the_name_it_has_when_the_call_is_made_and_what_names_none_has_none(alice, bob, receiver):
    made(alice, receiver)
    entry = alice.log("Stalkr", "1979")
    movie = movie_of(alice, entry)
    correct(alice, movie, title="Stalker", imdb_id="tt0079944")
    bob.send(f"/reviews/{entry}", f"/reviews/{entry}/like")
    pump.once()
    logged, liked = receiver.calls
    assert logged.event["movie"] == {"title": "Stalker", "year": 1979, "imdb_id": "tt0079944", "tmdb_id": None}
    assert (liked.subject, "movie" in liked.event) == ("likes.added", False)


@pytest.mark.everywhere
def test_the_admin_sees_what_waits_for_webhooks_and_that_nobody_looks_at_it(alice, receiver):
    made(alice, receiver)
    assert events_out(alice) == ("none is waiting", "fine")
    alice.log("Stalker")
    told, state = events_out(alice)
    assert ("for webhooks, the oldest for" in told, state) == (True, "fine")
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert events_out(alice)[1] == "bad"
    receiver.status = 500
    pump.once()
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        # That a receiver takes nothing is no fault of the site.
        assert events_out(alice) == ("1 for webhooks", "fine")
    receiver.status = 200
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        pump.once()
    assert events_out(alice) == ("none is waiting", "fine")


def test_a_webhook_is_told_of_what_its_member_logs(alice, receiver):
    webhook = made(alice, receiver)
    secret = secret_of(alice, webhook)
    alice.log("Stalker", rating="9", text="Rain.", audience="me")
    pump.once()
    (call,) = receiver.calls
    assert call.event.keys() == {"id", "subject", "version", "at", "actor", "data", "movie"}
    assert call.event["movie"] == {"title": "Stalker", "year": 1979, "imdb_id": None, "tmdb_id": None}
    assert (call.subject, call.event["data"]["viewing"]["text"]) == ("reviews.logged", "Rain.")
    assert call.headers["webhook-id"] == call.event["id"]
    assert call.headers["content-type"] == "application/json"
    assert call.signed_with(secret)
    assert fresh(call)
    assert outcomes(alice, webhook) == ["Arrived"]
    assert "answer 200" in alice.get(webhook).text
    assert "thanks" in alice.get(webhook).text


def test_each_event_comes_once_and_in_its_order(alice, receiver):
    made(alice, receiver)
    entry = alice.log()
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", rating="3")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    alice.send("/reviews/deleted", f"/reviews/{entry}/restoration")
    for _ in range(3):
        pump.once()
    assert receiver.subjects == ["reviews.logged", "reviews.edited", "reviews.deleted", "reviews.restored"]


def test_what_happened_before_there_was_a_webhook_is_not_told(alice, receiver):
    alice.log("Before")
    made(alice, receiver)
    pump.once()
    assert receiver.calls == []


def test_a_second_webhook_is_not_told_what_the_first_one_still_waits_for(alice, receiver):
    with Receiver() as first:
        made(alice, first)
        alice.log("Before")
        made(alice, receiver)
        alice.log("After")
        pump.once()
        assert len(first.calls) == 2
    assert [call.event["id"] for call in receiver.calls] == [str(logged()[1].id)]


@pytest.mark.everywhere
def test_what_others_do_with_ones_entries_is_told_and_nothing_else_of_theirs(alice, bob, receiver):
    made(alice, receiver)
    entry = alice.log()
    other = bob.log("Heat", "1995", text="Bob's own.")
    said(site_of=bob, event=LikeAdded(_id(entry), member_id("bob")))
    said(site_of=bob, event=BoostAdded(_id(entry), member_id("bob")))
    comment = ids.uuid7()
    said(site_of=bob, event=CommentAdded(comment, _id(entry), member_id("bob"), None, ids.uuid7(), "So true."))
    said(site_of=bob, event=CommentEdited(comment, 2, "So very true."))
    said(site_of=bob, event=LikeRemoved(_id(entry), member_id("bob")))
    bob.send("/members/alice", "/members/alice/follow")
    pump.once()
    assert receiver.subjects == [
        *("reviews.logged", "likes.added", "boosts.added", "comments.added", "comments.edited", "likes.removed"),
        "follows.accepted",
    ]
    assert receiver.calls[3].event["data"]["text"] == "So true."
    assert not any(other in call.body.decode() or b"Bob's own" in call.body for call in receiver.calls)


def test_ones_own_likes_are_told_too(alice, bob, receiver):
    made(bob, receiver)
    entry = alice.log(text="Alice's own.")
    said(site_of=bob, event=LikeAdded(_id(entry), member_id("bob")))
    pump.once()
    assert receiver.subjects == ["likes.added"]
    assert b"Alice's own" not in receiver.calls[0].body


def test_a_webhook_hears_only_of_what_it_wants(alice, bob, receiver):
    made(alice, receiver, "follows")
    alice.log()
    bob.send("/members/alice", "/members/alice/follow")
    pump.once()
    assert receiver.subjects == ["follows.accepted"]


@pytest.mark.parametrize("between", ["/members/bob/block", "/members/bob/mute"])
def test_nothing_is_told_across_a_block_or_of_the_muted(alice, bob, receiver, between):
    """Also where it happened before, but was not sent yet."""
    entry = alice.log()
    made(alice, receiver, "reactions")
    said(site_of=bob, event=LikeAdded(_id(entry), member_id("bob")))
    pump_noted()
    alice.send("/members/bob", between)
    said(site_of=bob, event=LikeRemoved(_id(entry), member_id("bob")))
    pump.once()
    assert receiver.calls == []
    assert Message.select().count() == 0


@pytest.mark.everywhere
def test_what_the_site_keeps_from_a_member_their_webhook_does_not_tell(alice, bob, receiver):
    """Who is rejected or removed is not told so, and who is blocked neither."""
    alice.send("/settings/privacy", "/settings/privacy", locked="y")
    made(bob, receiver)
    bob.send("/members/alice", "/members/alice/follow")
    alice.send("/follow-requests", "/follow-requests/bob/rejection")
    bob.send("/members/alice", "/members/alice/follow")
    alice.send("/follow-requests", "/follow-requests/bob/acceptance")
    alice.send("/members/alice/followers", "/followers/bob/removal")
    pump.once()
    assert receiver.subjects == ["follows.requested", "follows.requested", "follows.accepted"]
    alice.send("/members/bob", "/members/bob/block")
    pump.once()
    assert len(receiver.calls) == 3


def test_a_blocked_member_is_told_to_the_one_who_blocks(alice, bob, receiver):
    made(alice, receiver, "follows")
    alice.send("/members/bob", "/members/bob/block")
    pump.once()
    assert receiver.subjects == ["users.blocked"]


def test_a_receiver_that_fails_is_tried_again_after_the_waits_and_then_given_up(alice, receiver):
    webhook = made(alice, receiver, "diary")
    receiver.status, receiver.body = 500, b"<b>broken</b> \x00\xff"
    alice.log("First")
    start = clock.now()
    waited = [timedelta(0)]
    with time_machine.travel(start, tick=False) as machine:
        for wait in rules.WAITS:
            pump.once()
            waited.append(waited[-1] + wait)
            machine.move_to(start + waited[-1] - timedelta(seconds=1))
            count = len(receiver.calls)
            pump.once()
            assert len(receiver.calls) == count
            machine.move_to(start + waited[-1])
        pump.once()
    assert len(receiver.calls) == 6
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    # Each attempt is signed anew, so that none looks old.
    assert len({call.headers["webhook-timestamp"] for call in receiver.calls}) == 6
    assert outcomes(alice, webhook) == ["Given up", *["Failed, tried again later"] * 5]
    assert "<b>broken" not in alice.get(webhook).html
    assert "broken" in alice.get(webhook).text


def test_what_waits_behind_an_event_that_fails_comes_after_it(alice, receiver):
    made(alice, receiver, "diary")
    receiver.status = 503
    for title in ("First", "Second", "Third"):
        alice.log(title)
    pump.once()
    assert len(receiver.calls) == 1
    receiver.status = 200
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        pump.once()
    assert [call.event["id"] for call in receiver.calls][1:] == [str(row.id) for row in logged()]


def test_one_webhook_that_fails_holds_up_no_other(alice, receiver):
    with Receiver() as other:
        made(alice, other, "diary")
        made(alice, receiver, "diary")
        other.status = 500
        for title in ("First", "Second"):
            alice.log(title)
        pump.once()
        assert (len(other.calls), len(receiver.calls)) == (1, 2)


@pytest.mark.everywhere
def test_however_many_fail_one_that_does_not_is_called(alice, receiver):
    webhook = made(alice, receiver, "diary")
    with database.connected():
        member, past = Member.get().id, clock.now() - timedelta(hours=1)
        said = {"member": member, "address": "https://gone.example", "wants": (), "salt": "", "salted_at": past, "made_at": past}
        failing = [{**said, "id": ids.uuid7(), "since": 0, "next_at": past} for _ in range(pump.MOST)]
        Webhook.insert_many(failing).execute()
        Message.insert_many([{"webhook": one["id"], "kind": rules.EVENT, "seq": 1} for one in failing]).execute()
    alice.log("Stalker", "1979")
    with database.connected():
        noting.note_new()
        assert ids.from_short(webhook.rpartition("/")[2]) in [one.id for one in pump.due()]


@pytest.mark.parametrize(("status", "headers"), [(302, {"Location": "/elsewhere"}), (404, {}), (429, {"Retry-After": "120"})])
def test_only_a_status_of_success_counts_and_redirects_are_not_followed(alice, receiver, status, headers):
    webhook = made(alice, receiver, "diary")
    receiver.status, receiver.headers = status, headers
    alice.log()
    pump.once()
    assert len(receiver.calls) == 1
    assert outcomes(alice, webhook) == ["Failed, tried again later"]
    row = Webhook.get()
    assert (row.next_at - clock.now()).total_seconds() > (110 if headers.get("Retry-After") else 50)


def test_a_receiver_that_answers_410_is_left_alone(alice, receiver):
    webhook = made(alice, receiver, "diary")
    receiver.status = 410
    for title in ("First", "Second"):
        alice.log(title)
    pump.once()
    assert len(receiver.calls) == 1
    assert "turned itself off" in alice.get(webhook).text
    assert "Turned off by itself" in alice.get(PATH).text


@pytest.mark.everywhere
def test_after_five_days_of_failing_a_webhook_is_turned_off_and_its_member_is_told(alice, receiver):
    webhook = made(alice, receiver, "diary")
    receiver.stop()
    for title in ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"):
        alice.log(title)
    start = clock.now()
    with time_machine.travel(start, tick=False) as machine:
        while (row := Webhook.get()).active:
            machine.move_to(row.next_at or clock.now())
            pump.once()
        assert timedelta(days=5) <= clock.now() - start < timedelta(days=6)
        page = alice.get(webhook)
        assert "Nothing got through for 5 days." in page.text
        assert Webhook.get().active is False
        receiver.start()
        waiting = Message.select().count()
        assert waiting > 0
        alice.log("Not told")
        pump.once()
        assert receiver.calls == []
        alice.send(webhook, f"{webhook}/pause/removal")
        alice.log("Told")
        pump.once()
    assert len(receiver.calls) == waiting + 1


def test_a_test_is_sent_and_shown_even_while_events_wait(alice, receiver):
    webhook = made(alice, receiver, "diary")
    secret = secret_of(alice, webhook)
    receiver.status = 500
    alice.log()
    pump.once()
    receiver.status = 200
    alice.send(webhook, f"{webhook}/test")
    assert "1 call is on the way." in alice.get(webhook).text
    pump.once()
    assert receiver.calls[1].subject == "webhooks.tested"
    assert receiver.calls[1].signed_with(secret)
    # Whoever answers again gets what waits, at once.
    assert receiver.subjects[2:] == ["reviews.logged"]
    assert outcomes(alice, webhook) == ["Arrived", "Arrived", "Failed, tried again later"]


@pytest.mark.everywhere
def test_a_test_that_fails_is_tried_once(alice, receiver):
    webhook = made(alice, receiver)
    receiver.status = 500
    alice.send(webhook, f"{webhook}/test")
    pump.once()
    pump.once()
    assert len(receiver.calls) == 1
    assert outcomes(alice, webhook) == ["Failed"]
    assert "Turned off" not in alice.get(PATH).text


@pytest.mark.everywhere
def test_a_call_is_sent_again_by_a_button(alice, receiver):
    webhook = made(alice, receiver)
    alice.log()
    pump.once()
    number = Call.get().id
    alice.send(webhook, f"{webhook}/calls/{number}/repetition")
    pump.once()
    first, second = receiver.calls
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert "sent again" in alice.get(webhook).text


def test_an_event_that_was_erased_is_not_sent_again(alice, bob, receiver):
    entry = alice.log()
    webhook = made(alice, receiver, "reactions")
    said(site_of=bob, event=LikeAdded(_id(entry), member_id("bob")))
    pump.once()
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    alice.follow(alice.send(webhook, f"{webhook}/calls/{Call.get().id}/repetition"))
    pump.once()
    assert len(receiver.calls) == 1


@pytest.mark.everywhere
def test_only_the_latest_calls_are_kept(alice, receiver, monkeypatch):
    monkeypatch.setattr(sending, "CALLS", 3)
    webhook = made(alice, receiver, "diary")
    for number in range(5):
        alice.log(f"Film {number}")
    pump.once()
    assert len(receiver.calls) == 5
    assert [call.seq for call in Call.select().order_by(Call.id)] == [row.seq for row in logged()][2:]
    assert len(outcomes(alice, webhook)) == 3


def test_a_secret_is_shown_for_ten_minutes_and_kept_nowhere(alice, receiver):
    webhook = made(alice, receiver)
    secret = secret_of(alice, webhook)
    row = Webhook.get()
    assert secret.removeprefix("whsec_") not in str(row.__data__)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert "whsec_" not in alice.get(webhook).html


@pytest.mark.everywhere
def test_another_secret_takes_over_within_a_day(alice, receiver):
    webhook = made(alice, receiver)
    old = secret_of(alice, webhook)
    alice.send(webhook, f"{webhook}/secret")
    new = secret_of(alice, webhook)
    alice.log("First")
    pump.once()
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        alice.log("Second")
        pump.once()
    assert old != new
    assert [(call.signed_with(old), call.signed_with(new)) for call in receiver.calls] == [(True, True), (False, True)]


@pytest.mark.everywhere
def test_a_webhook_that_is_turned_off_is_not_called(alice, receiver):
    webhook = made(alice, receiver)
    alice.send(webhook, f"{webhook}/pause")
    alice.log()
    pump.once()
    assert receiver.calls == []
    assert "turned off" in alice.get(webhook).text


@pytest.mark.everywhere
def test_a_webhook_leads_elsewhere_when_its_member_says_so(alice, receiver):
    with Receiver() as other:
        webhook = made(alice, other)
        other.status = 500
        alice.log()
        pump.once()
        alice.send(webhook, webhook, address=receiver.address, wants=["diary"])
        pump.once()
    assert receiver.subjects == ["reviews.logged"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "https://"),
        ("ftp://example.org", "https://"),
        ("https://me:secret@example.org/", "no name or password"),
        ("https://[::1", "not an address"),
        (f"https://example.org/{'x' * 1000}", "at most 1,000"),
    ],
)
def test_an_address_that_will_not_do_is_said_at_the_field(alice, address, words):
    answer = alice.send(PATH, PATH, address=address, wants=["diary"])
    assert answer.status == 422
    assert words in answer.text
    assert Webhook.select().count() == 0


def test_a_webhook_wants_something(alice):
    answer = alice.send(PATH, PATH, address="https://example.org/", wants=None)
    assert answer.status == 422
    assert "Choose what it is to be told of." in answer.text
    assert "https://example.org/" in answer.html


def test_there_are_five_at_most(alice, receiver):
    form = alice.get(PATH).form(PATH)
    for _ in range(rules.MOST):
        made(alice, receiver)
    assert "as many as there can be" in alice.get(PATH).text
    refused = alice.post(PATH, {**form, "address": receiver.address, "wants": ["diary"]})
    assert (refused.status, Webhook.select().count()) == (422, rules.MOST)


@pytest.mark.everywhere
def test_nobody_sees_or_changes_the_webhooks_of_others(alice, bob, carol, receiver):
    webhook = made(alice, receiver)
    alice.log()
    pump.once()
    forms = alice.get(webhook)
    actions = ("/test", "/pause", "/secret", "/deletion", f"/calls/{Call.get().id}/repetition", "")
    token = bob.get(PATH).form(PATH)["csrf_token"]
    before = list(Webhook.select().dicts())
    assert bob.get(webhook).status == 404
    for action in actions:
        assert bob.post(webhook + action, {**forms.form(webhook), "csrf_token": token}).status == 404
    assert carol.get(webhook).status == carol.get(PATH).status == 302
    assert list(Webhook.select().dicts()) == before


def test_deleting_the_account_leaves_nothing_of_its_webhooks(alice, bob, receiver):
    made(bob, receiver)
    receiver.status = 500
    bob.log()
    pump.once()
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    pump.once()
    assert [table.select().count() for table in (Webhook, Message, Call)] == [0, 0, 0]


@pytest.mark.everywhere
def test_a_webhook_that_is_deleted_is_gone(alice, receiver):
    webhook = made(alice, receiver)
    alice.send(webhook, f"{webhook}/deletion")
    alice.log()
    pump.once()
    assert receiver.calls == []
    assert "No webhooks yet" in alice.get(PATH).text


def test_tests_are_counted(database_url, tmp_path, receiver):
    limits = {**config(database_url, tmp_path).rate_limits, "WEBHOOK": "2 per hour"}
    site = Site(config(database_url, tmp_path, allow_private_addresses=True, rate_limits=limits))
    alice = site.member("alice")
    webhook = made(alice, receiver)
    assert [alice.send(webhook, f"{webhook}/test").status for _ in range(3)] == [303, 303, 429]
    database.disconnect()


def test_where_nobody_has_a_webhook_nothing_is_written(alice):
    alice.log()
    pump.once()
    assert [table.select().count() for table in (Place, Message, Call)] == [0, 0, 0]


def test_an_import_of_many_events_is_noted_in_batches(alice, receiver, monkeypatch):
    made(alice, receiver)
    monkeypatch.setattr(noting, "BATCH", 7)
    for number in range(10):
        alice.log(f"Film {number}")
    pump.once()
    assert receiver.subjects == ["reviews.logged"] * 10


def said(site_of, event):
    """Something that a member did, told to the log as the slice it belongs to does it."""
    with changes(member_id(site_of.name)) as record:
        record(event)


def member_id(name):
    return Member.get(Member.username == name).id


def _id(address):
    return ids.from_short(address)


def pump_noted():
    while noting.note_new():
        pass


def logged():
    return LogEntry.select().where(LogEntry.subject == "reviews.logged").order_by(LogEntry.seq)
