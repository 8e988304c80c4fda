"""The rules of the diary, told as facts + command -> events | Refused."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from moviediary.diary import rules
from moviediary.diary.commands import DeleteReview, EditReview, LogReview, RestoreReview, Viewing
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.diary.rules import EditFacts, LogFacts, RemovalFacts, Stored
from moviediary.errors import ChangedMeanwhile, NotAllowed, Refused

ALICE, BOB = UUID(int=1), UUID(int=2)
MOVIE, OTHER_MOVIE = UUID(int=10), UUID(int=11)
REVIEW, NEW, KEY = UUID(int=20), UUID(int=21), UUID(int=30)
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
SEEN = Viewing("2026-11-20", rating=9, text="Rain.", tags=("with ada",))


def stored(**values):
    return Stored(**{"review_id": REVIEW, "member_id": ALICE, "movie_id": MOVIE, "revision": 3, "viewing": SEEN, **values})


def problems(viewing):
    with pytest.raises(Refused) as refused:
        rules.checked(viewing, TODAY)
    return set(refused.value.problems)


def test_logging_records_everything_that_was_said():
    said = Viewing("2026-05-14", "20:15", 7, True, "cinema", ("35mm",), "Long.", True, False, True, "me")
    logged = rules.log(LogReview(KEY, MOVIE, said), LogFacts(ALICE, TODAY, NEW, None))
    assert logged.events == (ReviewLogged(NEW, ALICE, MOVIE, KEY, said),)


def test_the_same_form_sent_twice_logs_once():
    logged = rules.log(LogReview(KEY, MOVIE, SEEN), LogFacts(ALICE, TODAY, NEW, stored()))
    assert (logged.review_id, logged.events) == (REVIEW, ())


@pytest.mark.parametrize(
    "twin",
    [
        stored(viewing=Viewing("2026-11-19")),
        stored(movie_id=OTHER_MOVIE),
        stored(deleted_at=NOW),
    ],
    ids=["other words", "other film", "deleted since"],
)
def test_a_form_sent_again_with_something_else_is_another_viewing(twin):
    logged = rules.log(LogReview(KEY, MOVIE, SEEN), LogFacts(ALICE, TODAY, NEW, twin))
    second = rules.second_key(LogReview(KEY, MOVIE, SEEN))
    assert logged.events == (ReviewLogged(NEW, ALICE, MOVIE, second, SEEN),)
    # Two clicks on the changed form log once; deleted meanwhile, it is meant again.
    again = stored(review_id=OTHER_MOVIE)
    assert rules.log(LogReview(KEY, MOVIE, SEEN), LogFacts(ALICE, TODAY, NEW, twin, again)).events == ()
    gone = stored(review_id=OTHER_MOVIE, deleted_at=NOW)
    third = rules.log(LogReview(KEY, MOVIE, SEEN), LogFacts(ALICE, TODAY, NEW, twin, gone))
    assert third.events == (ReviewLogged(NEW, ALICE, MOVIE, NEW, SEEN),)


@pytest.mark.parametrize("watched", ["", "1895", "2026", "2026-11", "2026-11-22", "2024-02-29"])
def test_days_as_exactly_as_they_are_known_are_accepted_up_to_tomorrow(watched):
    assert rules.checked(Viewing(watched), TODAY).watched == watched


@pytest.mark.parametrize(
    "watched", ["2026-11-23", "2026-12", "2027", "2025-02-29", "2026-13", "1887", "soon", "2026-1-1", "٢٠٢٦"]
)
def test_days_to_come_and_days_that_never_were_are_refused(watched):
    assert problems(Viewing(watched)) == {"watched"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 0),
        ("rating", 11),
        ("time", "24:00"),
        ("medium", "theatre"),
        ("tags", tuple(f"tag {number}" for number in range(21))),
        ("tags", ("x" * 51,)),
        ("text", "x" * 10_001),
        ("audience", "nobody"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(field, value):
    assert problems(Viewing(**{"watched": "2026-11-20", field: value})) == {field}


def test_all_that_is_wrong_is_said_at_once():
    assert problems(Viewing("soon", rating=0, medium="theatre")) == {"watched", "rating", "medium"}


def test_a_text_of_ten_thousand_characters_is_accepted_whole():
    text = "é" * 10_000
    assert rules.checked(Viewing("2026-11-20", text=text), TODAY).text == text


def test_tags_are_lower_case_and_there_once():
    assert rules.tidy_tags(("  With Ada", "#35mm", "with ada", "", " 70mm ")) == ("with ada", "35mm", "70mm")


def test_characters_that_break_a_feed_are_left_out():
    assert rules.checked(Viewing("2026-11-20", text="a\x0bb\ud800\r\nc"), TODAY).text == "ab\nc"


def test_a_time_needs_a_day():
    assert rules.checked(Viewing("2026-11", "20:15"), TODAY).time == ""


def test_editing_records_the_whole_new_version():
    said = Viewing("2026-11-20", rating=8)
    events = rules.edit(EditReview(REVIEW, 3, MOVIE, said), EditFacts(ALICE, TODAY, stored()))
    assert events == [ReviewEdited(REVIEW, 4, MOVIE, said)]


def test_saving_without_a_change_records_nothing():
    assert rules.edit(EditReview(REVIEW, 1, MOVIE, SEEN), EditFacts(ALICE, TODAY, stored())) == []


def test_an_edit_of_an_older_version_is_told_so():
    with pytest.raises(ChangedMeanwhile):
        rules.edit(EditReview(REVIEW, 2, MOVIE, Viewing("")), EditFacts(ALICE, TODAY, stored()))


def test_nobody_edits_the_entry_of_somebody_else():
    with pytest.raises(NotAllowed):
        rules.edit(EditReview(REVIEW, 3, MOVIE, Viewing("")), EditFacts(BOB, TODAY, stored()))


def test_a_deleted_entry_is_not_edited():
    with pytest.raises(Refused, match="Restore"):
        rules.edit(EditReview(REVIEW, 3, MOVIE, Viewing("")), EditFacts(ALICE, TODAY, stored(deleted_at=NOW)))


def test_deleting_is_recorded_once():
    assert rules.delete(DeleteReview(REVIEW), RemovalFacts(ALICE, NOW, stored())) == [ReviewDeleted(REVIEW)]
    assert rules.delete(DeleteReview(REVIEW), RemovalFacts(ALICE, NOW, stored(deleted_at=NOW))) == []


def test_nobody_deletes_the_entry_of_somebody_else():
    with pytest.raises(NotAllowed):
        rules.delete(DeleteReview(REVIEW), RemovalFacts(BOB, NOW, stored()))


def test_a_deleted_entry_is_restored_within_thirty_days():
    deleted = stored(deleted_at=NOW - timedelta(days=30))
    assert rules.restore(RestoreReview(REVIEW), RemovalFacts(ALICE, NOW, deleted)) == [ReviewRestored(REVIEW)]


def test_an_entry_that_is_there_needs_no_restoring():
    assert rules.restore(RestoreReview(REVIEW), RemovalFacts(ALICE, NOW, stored())) == []


def test_after_thirty_days_a_deleted_entry_is_gone():
    deleted = stored(deleted_at=NOW - timedelta(days=30, seconds=1))
    with pytest.raises(Refused, match="30 days"):
        rules.restore(RestoreReview(REVIEW), RemovalFacts(ALICE, NOW, deleted))


def test_a_diary_is_in_the_order_of_days_and_times_with_the_inexact_ones_before():
    said = [
        ("", ""),
        ("2025", ""),
        ("2026", ""),
        ("2026-05", ""),
        ("2026-05-01", ""),
        ("2026-05-01", "20:15"),
        ("2026-05-02", ""),
    ]
    positions = [rules.position(watched, time, REVIEW) for watched, time in said]
    assert positions == sorted(positions)
