"""Events that somebody brought: told as they happened, and never believed more than the diary allows."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from moviediary import ids, wiring
from moviediary.diary.commands import Viewing
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewPurged,
    ReviewRestored,
    ReviewSourced,
    ReviewWithdrawn,
)
from moviediary.diary.restoring import restored
from moviediary.errors import Refused
from moviediary.events import Recorded, wire
from moviediary.movies.events import MoviesMerged

NOW = datetime.now(UTC)
TODAY = NOW.date()
ALICE, BOB = UUID(int=1), UUID(int=2)
REVIEW, OTHER, THERE, HERE, KEY = (ids.uuid7() for _ in range(5))
RAIN = Viewing("2026-05-01", rating=9, text="Rain.")
LOGGED = ReviewLogged(REVIEW, BOB, THERE, KEY, RAIN)


@pytest.fixture(autouse=True)
def events_are_known():
    wiring.connect()


def told(*events, **changes):
    """Events as an export tells them."""
    wires = [wire(Recorded(0, ids.uuid7(), NOW, BOB, None, event)) for event in events]
    for one in wires:
        one["actor"] = "self"
        one["data"] |= {"member_id": "self"} if "member_id" in one["data"] else {}
        one |= changes
    return wires


def brought(*events, **changes):
    return restored(told(*events, **changes), ALICE, {THERE: HERE}, NOW, TODAY)


def test_events_come_back_for_this_member_about_the_movies_of_this_site():
    wires = told(LOGGED, ReviewEdited(REVIEW, 2, THERE, Viewing("")), ReviewDeleted(REVIEW), ReviewRestored(REVIEW))
    happened = restored(wires[::-1], ALICE, {THERE: HERE}, NOW, TODAY)
    assert [event for event, _, _ in happened] == [
        ReviewLogged(REVIEW, ALICE, HERE, KEY, RAIN),
        ReviewEdited(REVIEW, 2, HERE, Viewing("")),
        ReviewDeleted(REVIEW),
        ReviewRestored(REVIEW),
    ]
    assert [(str(event_id), at) for _, event_id, at in happened] == [(one["id"], NOW) for one in wires]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [ReviewDeleted(REVIEW)],
        [LOGGED, LOGGED],
        [LOGGED, ReviewRestored(REVIEW)],
        [LOGGED, ReviewDeleted(REVIEW), ReviewDeleted(REVIEW)],
        [LOGGED, ReviewDeleted(OTHER)],
        [LOGGED, ReviewEdited(REVIEW, 3, THERE, RAIN)],
        [LOGGED, ReviewDeleted(REVIEW), ReviewEdited(REVIEW, 2, THERE, RAIN)],
        [LOGGED, ReviewPurged(REVIEW)],
        [LOGGED, ReviewWithdrawn(REVIEW)],
        [LOGGED, MoviesMerged(REVIEW, OTHER)],
    ],
)
def test_what_cannot_have_happened_is_refused(events):
    with pytest.raises(Refused, match="does not fit together"):
        brought(*events)


def test_a_film_that_is_not_in_the_export_is_refused():
    with pytest.raises(Refused, match="film"):
        restored(told(LOGGED), ALICE, {}, NOW, TODAY)


@pytest.mark.parametrize(
    "viewing",
    [Viewing("2031-01-01"), Viewing("", rating=11), Viewing("", audience="nobody"), Viewing("", text="x" * 10_001)],
)
def test_what_the_diary_would_refuse_is_refused(viewing):
    with pytest.raises(Refused):
        brought(ReviewLogged(REVIEW, BOB, THERE, KEY, viewing))


@pytest.mark.parametrize(
    "changes",
    [
        {"at": "2031-01-01T00:00:00Z"},
        {"at": "2026-05-14T20:15:00"},
        {"at": "2026-05-14T20:15:00+02:00"},
        {"at": 5},
        {"id": "x"},
        {"subject": "movies.discovered"},
        {"subject": "reviews.dreamt"},
        {"version": 99},
        {"version": "1"},
        {"data": None},
        {"data": {"review_id": 5}},
    ],
)
def test_an_envelope_that_is_none_is_refused(changes):
    with pytest.raises(Refused, match="does not fit together"):
        brought(LOGGED, **changes)


def test_what_others_call_an_entry_comes_along():
    sourced = ReviewSourced(REVIEW, BOB, "letterboxd", "https://boxd.it/x")
    _, (event, _, _) = brought(LOGGED, sourced)
    assert event == ReviewSourced(REVIEW, ALICE, "letterboxd", "https://boxd.it/x")
    _, (event, _, _) = brought(LOGGED, ReviewSourced(REVIEW, BOB, "a\0", "b\0" * 9_999))
    assert (event.source, len(event.source_id)) == ("a", 4_000)


def test_signs_that_break_a_database_are_taken_out():
    ((event, _, _),) = brought(ReviewLogged(REVIEW, BOB, THERE, KEY, Viewing("", text="a\0b")))
    assert event.viewing.text == "ab"


def test_ids_that_no_site_of_ours_makes_are_refused():
    """Feeds are ordered by them, and say when an entry was made."""
    for forged in (UUID(int=(1 << 128) - 1), UUID(int=(10_413_792_000_000 << 80) | (7 << 76) | (2 << 62)), uuid4()):
        with pytest.raises(Refused):
            brought(replace(LOGGED, review_id=forged))
        with pytest.raises(Refused):
            brought(LOGGED, id=str(forged))


def test_the_same_event_twice_is_refused():
    wires = told(LOGGED)
    with pytest.raises(Refused):
        restored(wires + wires, ALICE, {THERE: HERE}, NOW, TODAY)
