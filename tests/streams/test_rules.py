"""What webhooks are told of and what becomes of a call: pure rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from moviediary.comments.events import CommentAdded, CommentDeleted, CommentsClosed
from moviediary.diary.events import ReviewDeleted, ReviewPurged, ReviewWithdrawn
from moviediary.errors import Refused
from moviediary.movies.events import PosterRequested
from moviediary.reactions.events import BoostAdded, LikeAdded, LikeRemoved
from moviediary.relations.events import FollowAccepted, FollowRejected, FollowRemoved, FollowRequested, UserBlocked
from moviediary.streams import rules, signing
from moviediary.streams.concerns import Facts, concerned
from moviediary.streams.rules import Result, Standing, checked, verdict

ALICE, BOB, REVIEW, COMMENT = (UUID(int=number) for number in range(1, 5))
NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
FINE, BROKEN = Result(200, 10), Result(500, 10)


@pytest.mark.parametrize(
    ("event", "actor", "author", "members"),
    [
        (ReviewDeleted(REVIEW), ALICE, ALICE, [ALICE]),
        # An admin hides it: its author is told, the admin is not.
        (ReviewDeleted(REVIEW), BOB, ALICE, [ALICE]),
        (ReviewWithdrawn(REVIEW), ALICE, None, [ALICE]),
        (LikeAdded(REVIEW, BOB), BOB, ALICE, [ALICE, BOB]),
        (LikeRemoved(REVIEW, BOB), BOB, None, [BOB]),
        (BoostAdded(REVIEW, BOB), BOB, ALICE, [ALICE, BOB]),
        (CommentAdded(COMMENT, REVIEW, ALICE, None, COMMENT, "Mine."), ALICE, ALICE, [ALICE]),
        (CommentDeleted(COMMENT), None, ALICE, [ALICE]),
        (CommentsClosed(REVIEW), ALICE, ALICE, [ALICE]),
        (FollowRequested(BOB, ALICE), BOB, None, [BOB, ALICE]),
        (FollowAccepted(BOB, ALICE, asked=True), ALICE, None, [BOB, ALICE]),
        # Who is not wanted is not told so.
        (FollowRejected(BOB, ALICE), ALICE, None, [ALICE]),
        (FollowRemoved(BOB, ALICE), ALICE, None, [ALICE]),
        (FollowRemoved(BOB, ALICE), BOB, None, [ALICE, BOB]),
        (UserBlocked(ALICE, BOB), ALICE, None, [ALICE]),
        (ReviewPurged(REVIEW), None, ALICE, []),
        (PosterRequested(REVIEW), ALICE, None, []),
    ],
)
def test_whom_an_event_concerns(event, actor, author, members):
    assert concerned(event, Facts(actor, author)) == members


def test_each_failure_is_waited_for_longer_and_the_sixth_is_the_last():
    waits = [verdict("event", Standing(attempt, NOW), BROKEN, NOW).next_at for attempt in range(1, 6)]
    assert [wait - NOW for wait in waits] == [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
    assert verdict("event", Standing(6, NOW), BROKEN, NOW) == rules.Verdict("given up")


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_success_is_whatever_begins_with_two(status):
    assert verdict("event", Standing(1, None), Result(status, 10), NOW) == rules.Verdict("delivered")


@pytest.mark.parametrize("status", [None, 100, 199, 300, 301, 400, 404, 500, 599])
def test_all_else_is_failure(status):
    assert verdict("event", Standing(1, None), Result(status, 10), NOW).outcome == "later"


def test_whoever_asks_for_more_time_gets_it_and_never_less():
    assert verdict("event", Standing(1, None), Result(503, 10, wait=3600), NOW).next_at == NOW + timedelta(hours=1)
    assert verdict("event", Standing(3, None), Result(503, 10, wait=1), NOW).next_at == NOW + timedelta(minutes=30)


def test_five_days_of_failing_are_too_many():
    almost = verdict("event", Standing(1, NOW - timedelta(days=5) + timedelta(seconds=1)), BROKEN, NOW)
    enough = verdict("event", Standing(1, NOW - timedelta(days=5)), BROKEN, NOW)
    assert (almost.stopped, enough.stopped) == ("", "Nothing got through for 5 days.")


@pytest.mark.parametrize("kind", ["test", "again"])
def test_what_is_sent_by_hand_is_tried_once(kind):
    assert verdict(kind, Standing(1, NOW - timedelta(days=9)), BROKEN, NOW) == rules.Verdict("failed")


def test_whoever_is_gone_is_left_alone():
    assert verdict("test", Standing(1, None), Result(410, 10), NOW).stopped


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://example.org:443/a?b=c",
        "https://93.184.215.14/hook",
        "https://bücher.example/",
        "HTTPS://Example.org/",
    ],
)
def test_addresses_out_on_the_internet_will_do(address):
    assert checked(address, ["diary"], allow_private=False).address == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https:///path", "https://exa mple.org"),
        *(
            "http://example.org",
            "https://example.org:8443/",
            "https://example.org:0x50/",
            "https://a:b@example.org/",
            "https://[::1",
        ),
        *("https://localhost/", "https://a.localhost/", "https://nas.local/", "https://127.0.0.1/", "https://10.0.0.1/"),
        *("https://[::1]/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/", f"https://example.org/{'x' * 1000}"),
        "https://example.org/\n",
    ],
)
def test_others_will_not(address):
    with pytest.raises(Refused) as refused:
        checked(address, ["diary"], allow_private=False)
    assert refused.value.problems.keys() == {"address"}


def test_a_home_network_may_be_called_as_it_is():
    assert checked("http://nas.local:8080/hook", ["diary"], allow_private=True).address == "http://nas.local:8080/hook"


def test_only_known_groups_are_wanted_each_once_and_at_least_one():
    assert checked("https://example.org", ["follows", "diary", "follows", "x"], allow_private=False).wants == ("diary", "follows")
    with pytest.raises(Refused) as refused:
        checked("https://example.org", ["x"], allow_private=False)
    assert refused.value.problems.keys() == {"wants"}


def test_there_are_five_at_most():
    rules.one_more(4)
    with pytest.raises(Refused):
        rules.one_more(5)


def test_the_signature_is_that_of_a_worked_example():
    """Worked out by: printf '%s.%s.%s' id time body | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64"""
    made = signing.headers(UUID(int=1), datetime.fromtimestamp(1_700_000_000, UTC), b'{"a":1}', [b"0" * 32, b"1" * 32])
    assert made["webhook-id"] == "00000000-0000-0000-0000-000000000001"
    assert made["webhook-timestamp"] == "1700000000"
    assert (
        made["webhook-signature"]
        == "v1,HjdBbIcA1hZYHXSfZR957oUwGfWoSj4z7pVd4hQGM+w= v1,QIK7WqwrDp5PNMncK4+LmgA2vTP84a2rvUEuusbPeB4="
    )
