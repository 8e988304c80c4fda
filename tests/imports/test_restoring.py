"""What went out of one diary comes into another by the way of imports: with its history, what waits, and the same bytes."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from imports.conftest import Alice
from imports.files import archive, export, letterboxd, seen
from taking import files_of, lines_of

from moviediary import clock, ids, rebuild
from moviediary.accounts.actions import change_profile
from moviediary.accounts.models import Member
from moviediary.diary import actions as diary
from moviediary.diary.models import Review, ReviewChange, ReviewSource
from moviediary.imports import queries
from moviediary.imports.models import ReadingProfile
from moviediary.imports.profile_actions import keep
from moviediary.imports.rules import DELETED
from moviediary.log import LogEntry
from moviediary.movies.models import Movie
from moviediary.sources.lines import Profile

THEN = datetime(2026, 5, 14, 20, 15, tzinfo=UTC)


def fill(alice):
    """A diary with a bit of everything: logged by hand, edited, deleted, imported, waiting."""
    entry = alice.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Mine.")
    alice.browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Better.", rating="9")
    gone = alice.browser.log("Alien", "1979")
    alice.browser.send(f"/reviews/{gone}", f"/reviews/{gone}/deletion")
    diary = [seen(1, tags="cinema"), seen(2, "Solaris", "1972"), seen(3, "Solaris", "1972")]
    alice.imports(letterboxd(diary=diary, watchlist=[("2026-05-02", "Nostalghia", "1983", "https://boxd.it/f4")]))


def test_everything_comes_back_and_goes_out_as_the_same_bytes(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        assert batch.source == "moviediary"
        outcomes = other.outcomes(batch)
        assert outcomes.keys() == {"imported", "kept"}
        assert rebuild.differences() == []
        out.seek(0)
        assert files_of(export(other.member).getvalue()) == files_of(out.getvalue())
        assert Review.select().count() == 4


def test_it_can_be_taken_back_and_brought_twice(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        out.seek(0)
        again = other.imports(out, "movie-diary.zip")
        assert other.outcomes(again).keys() == {"there"}
        other.takes_back(batch)
        assert (Review.select().count(), ReviewChange.select().count()) == (0, 0)


def without_event_ids(data):
    """The files of an export, of which the events have no ids of their own."""
    files = files_of(data)
    events = [{**event, "id": ""} for event in lines_of(files.pop("events.jsonl"))]
    return files, events


def history():
    """Which reviews the log tells of, in its order."""
    return [row[0] for row in ReviewChange.select(ReviewChange.review).order_by(ReviewChange.seq).tuples()]


def test_what_was_taken_back_comes_again_as_it_was(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        before, happened = export(other.member).getvalue(), history()
        for _ in range(2):
            other.takes_back(batch)
            assert other.outcomes(other.run(batch)).keys() == {"imported", "kept"}
            again = export(other.member)
            assert without_event_ids(again.getvalue()) == without_event_ids(before)
            assert history() == happened
            assert rebuild.differences() == []
        other.takes_back(batch)
        assert Review.select().count() == 0
        # What went out after that comes in like any other export.
        assert other.outcomes(other.imports(again, "movie-diary.zip")).keys() == {"imported", "kept"}
        assert without_event_ids(export(other.member).getvalue()) == without_event_ids(before)


def test_what_was_imported_here_and_taken_back_comes_again_with_an_export_of_it(alice):
    batch = alice.imports(letterboxd(diary=[seen(1), seen(2, "Solaris", "1972")]))
    out = export(alice.member)
    alice.takes_back(batch)
    again = alice.imports(out, "movie-diary.zip")
    assert alice.outcomes(again) == {"imported": 6}
    assert without_event_ids(export(alice.member).getvalue()) == without_event_ids(out.getvalue())
    assert alice.outcomes(alice.run(batch)) == {"there": 2}
    assert rebuild.differences() == []


@pytest.mark.parametrize("part", ["movie-diary.zip", "reviews.csv"])
def test_what_was_deleted_and_let_go_of_does_not_come_back(alice, site, part):
    entry = alice.browser.log("Stalker", "1979", when="day", day="2026-05-01")
    alice.browser.log("Mirror", "1975")
    out = export(alice.member)
    alice.browser.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    with time_machine.travel(clock.now() + timedelta(days=31)):
        diary.purge_deleted()
        file = out if part.endswith("zip") else io.BytesIO(files_of(out.getvalue())[part])
        assert alice.outcomes(alice.imports(file, part)).keys() == {"there"}
        assert [review.movie_id for review in Review.select()] == [Movie.get(Movie.title == "Mirror").id]
        # It was theirs, and nobody else's.
        bob = Alice(site.member("bob"))
        file.seek(0)
        assert bob.outcomes(bob.imports(file, part)).keys() == {"imported"}
        assert Review.select().where(Review.member == bob.member.id).count() == 2


def test_what_was_deleted_stays_away_when_a_newer_export_of_another_system_comes_after(alice, elsewhere):
    file = letterboxd(diary=[seen(1), seen(2, "Solaris", "1972"), seen(3, "Mirror", "1975")])
    alice.imports(file)
    for title in ("Solaris", "Mirror"):
        entry = ids.short(Review.select().join(Movie).where(Movie.title == title).get().id)
        alice.browser.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
        if title == "Solaris":
            with time_machine.travel(clock.now() + timedelta(days=31)):
                diary.purge_deleted()
    out = export(alice.member)
    assert lines_of(files_of(out.getvalue())["gone.jsonl"]) == [{"source": "letterboxd", "source_id": "https://boxd.it/e2"}]
    with elsewhere() as other:
        batch = other.imports(out, "movie-diary.zip")
        assert files_of(export(other.member).getvalue()) == files_of(out.getvalue())
        happened = LogEntry.select().count()
        out.seek(0)
        assert other.outcomes(other.imports(out, "movie-diary.zip")).keys() == {"there"}
        assert LogEntry.select().count() == happened
        file.seek(0)
        newer = other.imports(file)
        assert other.outcomes(newer) == {"there": 3}
        assert [line.reason for line in queries.lines(newer)][1:] == [DELETED, DELETED]
        assert Review.select().where(Review.deleted_at.is_null()).count() == 1
        other.takes_back(newer)
        other.takes_back(batch)
        assert (Review.select().count(), ReviewSource.select().count()) == (0, 0)
        assert rebuild.differences() == []


def test_what_a_file_says_was_deleted_is_told_without_whose_it_was(alice, site):
    """Whoever writes a file could name an entry of somebody else's."""
    alice.browser.log("Stalker", "1979")
    bob = Alice(site.member("bob"))
    gone = [
        {"source": "letterboxd", "source_id": "https://boxd.it/e1", "review_id": str(Review.get().id)},
        {"source": 5},
        "x",
        {},
    ]
    parts = {"manifest.json": '{"format": "movie-diary", "version": 1}', "gone.jsonl": "\n".join(map(json.dumps, gone))}
    bob.imports(archive(**parts, **{"reviews.jsonl": ""}), "diary.zip")
    assert bob.outcomes(bob.imports(letterboxd(diary=[seen(1)]))) == {"there": 1}
    assert not ReviewSource.select().where(ReviewSource.review_id == Review.get().id).exists()
    assert lines_of(files_of(export(alice.member).getvalue())["gone.jsonl"]) == []


@pytest.mark.parametrize(
    ("way", "name", "zone", "readings"),
    [
        ("empty", "Ada", "UTC", ["Mine", "Theirs"]),
        ("all", "Ada", "Europe/Berlin", ["Theirs", "Theirs"]),
        ("none", "alice", "UTC", ["Mine"]),
    ],
)
def test_the_profile_comes_along_as_far_as_one_wants_it(alice, elsewhere, way, name, zone, readings):
    change_profile(alice.member, "Ada", "Rain.", "Europe/Berlin", "6", "me")
    for named in ("A", "B"):
        keep(alice.member, Profile(named, {"title": "Theirs"}))
    alice.member = Member.get()
    out = export(alice.member)
    with elsewhere() as other:
        keep(other.member, Profile("A", {"title": "Mine"}))
        change_profile(other.member, "alice", "Mine.", "UTC", "0", "everyone")
        other.member = before = Member.get()
        other.imports(out, "movie-diary.zip", profile=way)
        after = Member.get()
        assert (after.display_name, after.time_zone) == (name, zone)
        assert after.about == ("Rain." if way == "all" else "Mine.")
        # Where only what is empty is taken, entries are for as few as in the narrower of both.
        assert (after.audience, after.week_start) == ("everyone" if way == "none" else "me", 6 if way == "all" else 0)
        same = ("username", "email", "password", "is_admin", "id")
        assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
        assert [row.said["columns"]["title"] for row in ReadingProfile.select().order_by(ReadingProfile.name)] == readings


def test_into_a_diary_that_has_some_of_it_comes_the_rest(alice, elsewhere):
    fill(alice)
    out = export(alice.member)
    with elsewhere() as other:
        other.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Better.")
        other.imports(out, "movie-diary.zip")
        assert Review.select().join(Movie).where(Movie.title == "Solaris").count() == 2


def test_what_belongs_to_another_member_here_is_imported_as_ones_own(alice, site):

    fill(alice)
    out = export(alice.member)
    bob = Alice(site.member("bob"))
    outcomes = bob.outcomes(bob.imports(out, "movie-diary.zip"))
    assert outcomes["imported"]
    own, hers = (Review.select().where(Review.member == one.member.id) for one in (bob, alice))
    assert own.count() == hers.where(Review.deleted_at.is_null()).count()
    assert not {review.id for review in own} & {review.id for review in hers}
