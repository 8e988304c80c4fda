"""A file becomes viewings, each line accounted for; once, however often it is brought; and is taken back whole."""

import io
import json
from datetime import timedelta

import pytest
import time_machine
from imports.conftest import Alice
from imports.files import RATINGS, archive, export, letterboxd, seen, table
from people import PASSWORD

from moviediary import clock, ids, rebuild, storage, work
from moviediary.database import writing
from moviediary.diary.models import DayCount, MovieRatingCount, RatingCount, Review, ReviewSource
from moviediary.errors import Refused
from moviediary.imports import actions, jobs, queries, queue_queries, report, upload_actions
from moviediary.imports.commands import Answer
from moviediary.imports.models import Import, ImportLine
from moviediary.movies.models import Movie
from moviediary.notifications.models import Notification
from moviediary.sources.lines import How
from moviediary.tables import get
from moviediary.work import Work

MIRROR = ("2026-05-02", "Mirror", "1975", "https://boxd.it/f3", "4.5")


def diary():
    """What a diary says, without the names of rows."""
    rows = Review.select(Review, Movie).join(Movie).where(Review.deleted_at.is_null()).order_by(Review.position)
    return [(row.movie.title, row.watched, row.rating, row.text, row.tags, row.heart) for row in rows]


def tables():
    """The rows of a diary, but for how often each was changed."""
    models = (Review, ReviewSource, DayCount, RatingCount, MovieRatingCount)
    return {model: sorted(repr({**row, "revision": 0}) for row in model.select().dicts()) for model in models}


def test_an_export_becomes_a_diary(alice):
    file = letterboxd(
        diary=[seen(1), seen(2, "Solaris", "1972", "", "2026-05-03", "Yes", "tarkovsky, rewatch")],
        reviews=[("2026-05-02", "Stalker", "1979", "https://boxd.it/e1", "4", "", "<i>Rain.</i>", "", "2026-05-01")],
        ratings=[MIRROR],
        likes__films=[("2026-05-02", "Stalker", "1979", "https://boxd.it/f1")],
        watchlist=[("2026-05-02", "Nostalghia", "1983", "https://boxd.it/f4")],
    )
    batch = alice.imports(file)
    assert batch.state == "done"
    assert diary() == [
        ("Mirror", "", 9, "", (), False),
        ("Stalker", "2026-05-01", 8, "*Rain.*", (), True),
        ("Solaris", "2026-05-03", None, "", ("tarkovsky", "rewatch"), False),
    ]
    assert alice.outcomes(batch) == {"imported": 5, "kept": 1}
    assert rebuild.differences() == []


def test_the_same_file_again_changes_nothing(alice):
    file = letterboxd(diary=[seen(1), seen(2), seen(3, "Solaris", "1972")], ratings=[MIRROR])
    alice.imports(file)
    before = tables()
    file.seek(0)
    again = alice.imports(file)
    assert alice.outcomes(again) == {"there": 4}
    assert tables() == before


def test_a_newer_export_adds_what_is_new(alice):
    alice.imports(letterboxd(diary=[seen(1)]))
    newer = alice.imports(letterboxd(diary=[seen(1), seen(2, day="2026-05-09")]))
    assert alice.outcomes(newer) == {"there": 1, "imported": 1}


def test_several_viewings_of_a_day_are_several(alice):
    alice.imports(letterboxd(diary=[seen(1), seen(2), seen(3)]))
    assert len(diary()) == 3


def test_taking_back_leaves_the_diary_as_it_was(alice):
    alice.browser.log("Stalker", "1979", when="day", day="2026-05-01", text="Mine.")
    before = tables()
    file = letterboxd(diary=[seen(1, tags="cinema"), seen(2, "Solaris", "1972")])
    batch = alice.imports(file)
    assert alice.outcomes(batch) == {"there": 1, "imported": 1}
    assert diary()[0] == ("Stalker", "2026-05-01", 8, "Mine.", ("cinema",), False)
    undone = alice.takes_back(batch)
    assert undone.state == "undone"
    assert diary() == [("Stalker", "2026-05-01", None, "Mine.", (), False)]
    assert tables() == before
    assert rebuild.differences() == []


def test_what_was_taken_back_can_be_imported_again(alice):
    file = letterboxd(diary=[seen(1), seen(2, "Solaris", "1972")])
    batch = alice.imports(file)
    before = diary()
    alice.takes_back(batch)
    assert diary() == []
    assert alice.outcomes(alice.run(batch)) == {"imported": 2}
    assert diary() == before
    alice.takes_back(batch)
    assert diary() == []


def test_what_was_changed_since_stays_and_is_named(alice):
    batch = alice.imports(letterboxd(diary=[seen(1), seen(2, "Solaris", "1972")]))
    review = Review.get(Review.rating == 8, Review.watched == "2026-05-01")
    entry = ids.short(review.id)
    alice.browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Changed since.")
    alice.takes_back(batch)
    assert [text for _, _, _, text, *_ in diary()] == ["Changed since."]
    alice.takes_back(batch, changed_too=True)
    assert diary() == []


def test_what_was_deleted_does_not_come_back(alice):
    file = letterboxd(diary=[seen(1)])
    alice.imports(file)
    entry = ids.short(Review.get().id)
    alice.browser.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    file.seek(0)
    assert alice.outcomes(alice.imports(file)) == {"there": 1}
    assert diary() == []


def test_every_line_is_accounted_for(alice):
    file = letterboxd(diary=[seen(1), seen(2, rating="11"), seen(3, day="2031-01-01"), seen(4, "No Year", "")])
    batch = alice.imports(file)
    outcomes = alice.outcomes(batch)
    assert outcomes == {"imported": 1, "failed": 2, "look": 1}
    assert sum(outcomes.values()) == ImportLine.select().count()
    assert {line.reason for line in queries.lines(batch, "failed")}


def test_a_film_without_a_year_waits_for_somebody_who_knows_it(alice):
    batch = alice.imports(letterboxd(diary=[seen(1, "Stalker", "")]))
    (unsure,) = queue_queries.unsure(batch)
    assert (unsure.title, unsure.year, unsure.lines) == ("Stalker", None, 1)
    assert diary() == []


def test_audience_and_what_to_take_are_chosen(alice):
    file = letterboxd(diary=[seen(1)], ratings=[MIRROR])
    batch = alice.imports(file, audience="me", undated=False)
    assert alice.outcomes(batch) == {"imported": 1, "left": 1}
    assert [review.audience for review in Review.select()] == ["me"]


def test_what_is_imported_for_oneself_stays_out_of_an_entry_for_everyone(alice):
    alice.imports(letterboxd(diary=[seen(1)]))
    (public,) = tables()[Review]
    words = ("2026-05-02", "Stalker", "1979", "https://boxd.it/e1", "4", "", "Secret words.", "secret", "2026-05-01")
    batch = alice.imports(letterboxd(reviews=[words]), audience="me")
    assert tables()[Review] == [public]
    (line,) = queries.lines(batch, "there")
    assert "visible to “Everyone”; its text and tags in the file stayed away, being for “Only me”" in line.reason


def test_what_nobody_can_read_is_told(alice):
    batch = alice.bring(io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 40), "picture.png")
    assert batch.state == "failed"
    assert "is a picture" in batch.problem
    assert Import.select().count() == 1


def test_what_waits_is_kept_once_and_only_by_imports_that_were_run(alice):
    file = letterboxd(diary=[seen(1)], watchlist=[("2026-05-02", "Nostalghia", "1983", "https://boxd.it/f4")])
    batch = alice.imports(file)
    file.seek(0)
    other = alice.imports(file)
    assert alice.outcomes(other) == {"there": 2}
    alice.takes_back(batch)
    assert alice.outcomes(other) == {"there": 1, "kept": 1}
    alice.forgets(other)
    file.seek(0)
    assert alice.outcomes(alice.imports(file)) == {"imported": 1, "kept": 1}


def test_forgetting_an_import_removes_its_file_and_its_lines(alice):
    batch = alice.imports(letterboxd(diary=[seen(1)]))
    alice.forgets(batch)
    assert storage.get(batch.file) is None
    assert (Import.select().count(), ImportLine.select().count(), len(diary())) == (0, 0, 1)


def test_deleting_the_account_removes_the_files_it_brought(alice, site, deliver_all):
    bob = Alice(site.member("bob"))
    batch = bob.imports(letterboxd(diary=[seen(1)]))
    bob.browser.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    deliver_all()
    assert Import.select().count() == 0
    assert storage.get(batch.file) is None


def test_two_films_of_one_name_are_asked_about_viewing_by_viewing(alice):
    watched = [("2026-05-02", "Twins", "2010", f"https://boxd.it/f{number}") for number in (1, 2)]
    diary_rows = [seen(1, "Twins", "2010", day="2026-05-01"), seen(2, "Twins", "2010", day="2026-05-09")]
    batch = alice.imports(letterboxd(diary=diary_rows, watched=watched))
    waiting = queue_queries.unsure(batch)
    assert sorted(tuple(one.days) for one in waiting) == [("",), ("",), ("2026-05-01",), ("2026-05-09",)]
    assert Movie.select().where(Movie.title == "Twins").count() == 1
    other = alice.browser.log("Twins", "2011")
    movie = Review.get(Review.id == ids.from_short(other)).movie_id
    first = next(one for one in waiting if one.days == ["2026-05-01"])
    actions.answer(alice.member, ids.short(batch.id), Answer(first.film_id, ids.short(movie)))
    assert len(queue_queries.unsure(batch)) == 3
    assert Review.get(Review.watched == "2026-05-01").movie_id == movie
    assert Review.get(Review.watched == "2026-05-09").movie_id != movie
    assert rebuild.differences() == []


def test_what_failed_can_be_put_right_and_brought_again(alice):
    batch = alice.imports(letterboxd(diary=[seen(1, "=SUM(A1)", rating="11"), seen(2)], ratings=[(*MIRROR[:4], "0.7")]))
    assert alice.outcomes(batch) == {"imported": 1, "failed": 2}
    report_csv = "".join(report.as_csv(lambda: queries.all_lines(batch, ["failed"])))
    assert "'=SUM(A1)" in report_csv
    fixed = alice.imports(io.BytesIO(report_csv.replace(",11,", ",4.5,").replace(",0.7,", ",3.5,").encode()), "failed.csv")
    assert fixed.source == "letterboxd"
    assert alice.outcomes(fixed) == {"imported": 2}
    assert {(title, rating) for title, _, rating, *_ in diary()} >= {("=SUM(A1)", 9), ("Mirror", 7)}


MOVARY = ("title", "year", "tmdbId", "imdbId", "watchedAt", "comment", "location")


def movary(*rows):
    return io.BytesIO(table(MOVARY, rows).encode())


def test_a_newer_file_that_names_a_film_by_another_number_tells_of_the_same_viewing(alice):
    alice.imports(movary(("Ran", "1985", "11645", "", "2020-05-14", "", "")), "history.csv")
    again = alice.imports(movary(("Ran", "1985", "11645", "tt0089881", "2020-05-14", "", "")), "history.csv")
    assert alice.outcomes(again) == {"there": 1}
    assert len(diary()) == 1


def test_the_rating_of_a_film_is_not_that_of_a_viewing_without_one(alice):
    viewings = [seen(1, day="2020-01-01", rating="4"), seen(2, day="2024-01-01", rating="", rewatch="Yes")]
    alice.imports(letterboxd(diary=viewings, ratings=[("2020-01-01", "Stalker", "1979", "https://boxd.it/f1", "4")]))
    assert [rating for _, _, rating, *_ in diary()] == [8, None]


def test_what_another_import_brought_too_stays_when_one_is_taken_back(alice):
    batch = alice.imports(letterboxd(diary=[seen(1), seen(2, "Solaris", "1972", day="2026-05-03")]))
    other = alice.imports(movary(("Stalker", "1979", "", "", "2026-05-01", "", "")), "history.csv")
    assert alice.outcomes(other) == {"there": 1}
    alice.takes_back(batch)
    assert [title for title, *_ in diary()] == ["Stalker"]
    alice.takes_back(other)
    assert rebuild.differences() == []


def test_what_was_changed_and_then_deleted_is_not_taken_back(alice):
    batch = alice.imports(letterboxd(diary=[seen(1)]))
    entry = ids.short(Review.get().id)
    alice.browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="An essay.")
    alice.browser.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    alice.takes_back(batch)
    assert Review.get().text == "An essay."


def test_one_line_that_breaks_everything_is_the_only_one_that_fails(alice):
    film = {"id": str(ids.uuid7()), "title": "Heat", "year": 1995}
    logged = {"review_id": str(ids.uuid7()), "member_id": "self", "movie_id": film["id"], "key": str(ids.uuid7())}
    logged["viewing"] = {"watched": "2020-05-14"}
    other = {"id": str(ids.uuid7()), "movie": {"title": "Ran", "year": 1985}}
    event = {"id": str(ids.uuid7()), "subject": "reviews.logged", "version": 1, "at": "2026-05-14T20:15:00Z", "data": logged}
    parts = {
        "manifest.json": '{"format": "movie-diary", "version": 1}',
        "movies.jsonl": json.dumps({**film, "facts": {"runtime": "abc"}}),
        "events.jsonl": "\n".join(json.dumps(event) for _ in range(2)),
        "reviews.jsonl": json.dumps({**other, "watched": "2020-05-15", "audience": "me", "revision": 1}),
    }
    batch = alice.imports(archive(**parts), "diary.zip")
    assert batch.state == "done"
    assert [title for title, *_ in diary()] == ["Ran"]
    assert alice.outcomes(batch) == {"imported": 1, "failed": 2}


def test_an_export_of_ours_is_no_second_diary(alice, elsewhere):
    file = letterboxd(diary=[seen(1), seen(2, "Solaris", "1972")])
    alice.imports(file)
    out = export(alice.member)
    with elsewhere() as other:
        file.seek(0)
        other.imports(file)
        assert other.outcomes(other.imports(out, "movie-diary.zip")).keys() == {"there"}
        assert len(diary()) == 2


def test_two_imports_that_wait_for_the_same_answer_share_the_film_until_then(alice):
    both = [("2026-05-02", "Twins", "2010", f"https://boxd.it/f{number}") for number in (1, 2)]
    alice.browser.log("Dune", "1985")
    batches = [
        alice.bring(letterboxd(diary=[seen(1, "Dune", "1984")], watched=both)),
        alice.bring(movary(("Dune", "1984", "", "", "2026-05-01", "", "")), "history.csv"),
    ]
    for batch in batches:
        alice.run(batch)
    assert Movie.select().where(Movie.title == "Dune", Movie.year == 1984).count() == 1
    assert len([title for title, *_ in diary() if title == "Dune"]) == 2


def test_only_so_many_files_are_worked_on_at_once(alice):
    for number in range(upload_actions.MOST_AT_ONCE):
        upload_actions.upload(alice.member, "a.zip", letterboxd(diary=[seen(number)]))
    with pytest.raises(Refused, match="are being worked on"):
        upload_actions.upload(alice.member, "a.zip", letterboxd(diary=[seen(9)]))


def test_what_was_read_of_a_long_file_counts_though_the_process_that_read_it_dies(alice):
    rated = [("2026-05-02", f"Film {number}", "1975", f"https://boxd.it/{number}", "4") for number in range(3_500)]
    file = io.BytesIO(table(RATINGS, rated).encode())
    batch = upload_actions.upload(alice.member, "ratings.csv", file)
    done = []
    while get(Import, batch.id).doing in ("", "Reading the file"):
        # A process does no more than one step.
        next(jobs.steps(batch.id))
        done.append(get(Import, batch.id).done)
    assert done[:4] == [1_000, 2_000, 3_000, 3_500]


def test_reading_again_is_left_to_the_worker_and_goes_on_where_it_stopped(alice):
    rated = [("2026-05-02", f"Film {number}", "1975", f"https://boxd.it/{number}", "4") for number in range(2_500)]
    batch = alice.bring(io.BytesIO(table(RATINGS, rated).encode()), "ratings.csv")
    actions.read_again(alice.member, ids.short(batch.id), "", How())
    # Whoever asked for it waits for no line of them.
    assert ImportLine.select().count() == 2_500
    next(jobs.steps(batch.id))
    assert (ImportLine.select().count(), get(Import, batch.id).state) == (500, "reading")
    assert alice.goes_on(batch).state == "ready"
    assert ImportLine.select().count() == 2_500


def test_what_a_forgotten_import_kept_waits_once_however_often_the_worker_dies(alice):
    file = letterboxd(watchlist=[("2026-05-02", "Nostalghia", "1983", "https://boxd.it/f4")])
    batch, *others = (alice.imports(io.BytesIO(file.getvalue())) for _ in range(3))
    actions.forget(alice.member, ids.short(batch.id))
    for _ in range(10):
        # A process does no more than one step.
        next(jobs.steps(batch.id), None)
    assert Import.select().count() == 2
    assert storage.get(batch.file)
    assert sorted(str(alice.outcomes(other)) for other in others) == ["{'kept': 1}", "{'there': 1}"]


def test_taking_back_that_was_given_up_before_it_began_is_gone_on_with_as_that(alice):
    batch = alice.imports(letterboxd(diary=[seen(1)]))
    actions.take_back(alice.member, ids.short(batch.id), changed_too=False)
    jobs.failed(batch.id, "")
    actions.resume(alice.member, ids.short(batch.id))
    assert get(Import, batch.id).state == "undoing"
    assert alice.goes_on(batch).state == "undone"
    assert not Review.select().where(Review.deleted_at.is_null()).exists()


def test_an_import_is_forgotten_though_the_worker_gave_it_up(alice):
    batch = alice.imports(letterboxd(diary=[seen(1)]))
    actions.forget(alice.member, ids.short(batch.id))
    Work.delete().execute()
    jobs.failed(batch.id, "")
    assert get(Import, batch.id).state == "forgetting"
    assert [row.id for row in Work.select()] == [batch.id]
    assert not Notification.select().exists()
    assert work.do(batch.id, 10) is False
    assert Import.select().count() == 0


def test_whoever_has_as_many_imports_as_there_can_be_forgets_one_and_brings_another_at_once(alice):
    kept = {"member": alice.member.id, "file_name": "a.csv", "size": 1, "state": "undone", "made_at": clock.now()}
    names = [ids.uuid7() for _ in range(upload_actions.MOST_KEPT)]
    with writing():
        Import.insert_many([{**kept, "id": name, "file": f"imports/{name}"} for name in names]).execute()
    with pytest.raises(Refused, match="Forget one"):
        upload_actions.upload(alice.member, "a.zip", letterboxd(diary=[seen(1)]))
    actions.forget(alice.member, ids.short(names[0]))
    upload_actions.upload(alice.member, "a.zip", letterboxd(diary=[seen(1)]))


def test_what_is_being_worked_on_is_not_forgotten(alice):
    batch = upload_actions.upload(alice.member, "a.zip", letterboxd(diary=[seen(1)]))
    with pytest.raises(Refused):
        actions.forget(alice.member, ids.short(batch.id))
    assert Import.select().count() == 1


def test_files_that_belong_to_no_import_are_removed_after_a_day(alice):
    batch = alice.bring(letterboxd(diary=[seen(1)]))
    storage.put("imports/nobodys", b"left by a process that died")
    with time_machine.travel(clock.now() + timedelta(days=2)):
        jobs.remove_orphans()
    assert storage.get("imports/nobodys") is None
    assert storage.get(batch.file) is not None
