"""Who is told what, in which way, and when a digest is due."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from moviediary.errors import Refused
from moviediary.notifications import rules, wording
from moviediary.notifications.rules import Choice, Comment

ADA, BEN, CYD, DAN = (UUID(int=number) for number in range(1, 5))
REVIEW, PARENT, COMMENT = (UUID(int=number) for number in range(11, 14))


def told(by=ADA, author=BEN, answered=None, named=()):
    parent = PARENT if answered else None
    ways = rules.told_of_comment(Comment(COMMENT, REVIEW, parent, by, author, answered, named))
    return {member: [kind for kind, _ in found] for member, found in ways.items()}


def test_a_comment_is_told_to_the_author_the_answered_and_the_named():
    assert told(answered=CYD, named=[DAN]) == {BEN: ["comment"], CYD: ["reply"], DAN: ["mention"]}


def test_one_comment_is_told_each_once_the_closest_way_first():
    assert told(answered=BEN, named=[BEN]) == {BEN: ["reply", "mention", "comment"]}


def test_nobody_is_told_of_what_they_said_themselves():
    assert told(by=BEN, answered=BEN, named=[BEN]) == {}


def test_what_is_not_wanted_in_one_way_is_told_in_the_next():
    ways = (("reply", PARENT), ("comment", REVIEW))
    assert rules.chosen(ways, {}) == ("reply", PARENT)
    assert rules.chosen(ways, {"reply": Choice(page=False)}) == ("comment", REVIEW)
    assert rules.chosen(ways, {"reply": Choice(page=False, mail="digest")}) == ("reply", PARENT)
    assert rules.chosen(ways, dict.fromkeys(("reply", "comment"), Choice(page=False))) is None


def test_only_names_that_were_not_there_before_are_new():
    assert rules.newly_named(("ada", "ben"), ("ben", "cyd")) == ("cyd",)


@pytest.mark.parametrize(
    ("now", "every", "zone", "due"),
    [
        ("2026-05-14 05:59", "daily", "Europe/Berlin", "2026-05-14 06:00"),
        ("2026-05-14 06:00", "daily", "Europe/Berlin", "2026-05-15 06:00"),
        ("2026-05-14 12:00", "weekly", "Europe/Berlin", "2026-05-18 06:00"),
        # The clock goes forward and back: eight o'clock stays eight o'clock.
        ("2026-03-28 12:00", "daily", "Europe/Berlin", "2026-03-29 06:00"),
        ("2026-10-24 12:00", "daily", "Europe/Berlin", "2026-10-25 07:00"),
        ("2026-05-14 20:30", "daily", "Pacific/Kiritimati", "2026-05-15 18:00"),
    ],
)
def test_a_digest_is_due_at_an_hour_of_its_reader(now, every, zone, due):
    after, expected = (datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (now, due))
    assert rules.next_digest(after, every, 8, zone, week_start=0) == expected


NO_HOURS = ("24", "", "٣", "-1", "9" * 5_000)


@pytest.mark.parametrize(("every", "hour"), [("hourly", "8"), *(("daily", hour) for hour in NO_HOURS)])
def test_a_digest_at_no_time_there_is_is_refused(every, hour):
    with pytest.raises(Refused):
        rules.checked_digest(every, hour)
    assert rules.checked_digest("weekly", "0") == ("weekly", 0)


@pytest.mark.parametrize(
    ("names", "count", "said"),
    [
        (["Ada"], 1, "Ada liked your entry of Stalker"),
        (["Ada", "Ben"], 2, "Ada and Ben liked your entry of Stalker"),
        (["Ada", "Ben"], 5, "Ada and 4 others liked your entry of Stalker"),
    ],
)
def test_many_are_told_in_one_sentence(names, count, said):
    assert str(wording.of_people("like", names, count, "Stalker")) == said


def test_every_kind_by_people_has_words_for_one_and_for_many():
    assert set(wording.DID) == set(rules.KINDS) - set(rules.BY_NOBODY)
