"""A film that was known on no day, and then with its day, is one entry: whichever way it was told, once, and back again."""

import io

from imports.files import letterboxd, seen, table
from imports.telling import FILM, diary, imdb, tables

from moviediary import ids, log, rebuild
from moviediary.diary.events import ReviewDeleted
from moviediary.diary.models import Review
from moviediary.imports import actions, running
from moviediary.imports.commands import Take
from moviediary.imports.models import Import
from moviediary.tables import get


def test_a_rating_alone_and_the_diary_later_is_one_entry(alice):
    alice.imports(letterboxd(ratings=[FILM]))
    assert diary() == [("Stalker", "", 8)]
    batch = alice.imports(letterboxd(diary=[seen(1, tags="cinema")], ratings=[FILM], watched=[FILM[:4]]))
    assert diary() == [("Stalker", "2026-05-01", 8)]
    assert alice.outcomes(batch) == {"there": 3}
    assert Review.get().tags == ("cinema",)
    assert rebuild.differences() == []


def test_another_system_knows_the_day(alice):
    alice.imports(imdb(), "ratings.csv")
    alice.imports(letterboxd(diary=[seen(1)]))
    assert diary() == [("Stalker", "2026-05-01", 8)]
    assert rebuild.differences() == []


def test_the_other_way_round_it_is_one_as_well(alice):
    alice.imports(letterboxd(diary=[seen(1)]))
    alice.imports(imdb(), "ratings.csv")
    assert diary() == [("Stalker", "2026-05-01", 8)]


def test_both_files_again_change_nothing(alice):
    files = [(letterboxd(ratings=[FILM]), "a.zip"), (letterboxd(diary=[seen(1)], ratings=[FILM]), "b.zip"), (imdb(), "c.csv")]
    for file, name in files:
        alice.imports(file, name)
    before = tables()
    for file, name in files[::-1]:
        file.seek(0)
        assert alice.outcomes(alice.imports(file, name)).keys() == {"there"}
    assert tables() == before


def test_taking_the_day_back_leaves_the_entry_on_none_and_it_can_come_again(alice):
    alice.imports(imdb(), "ratings.csv")
    before = tables()
    batch = alice.imports(letterboxd(diary=[seen(1, tags="cinema")]))
    after = diary()
    alice.takes_back(batch)
    assert tables() == before
    assert rebuild.differences() == []
    alice.run(batch)
    assert diary() == after == [("Stalker", "2026-05-01", 8)]
    assert rebuild.differences() == []


def test_taking_the_rating_back_leaves_the_viewing_that_another_file_told(alice):
    batch = alice.imports(imdb(), "ratings.csv")
    alice.imports(letterboxd(diary=[seen(1)]))
    alice.takes_back(batch)
    assert diary() == [("Stalker", "2026-05-01", 8)]


def test_only_one_of_several_viewings_takes_it_and_none_that_is_rated_otherwise(alice):
    alice.imports(imdb(), "ratings.csv")
    old = Review.get().id
    days = [("4", "2020-01-01"), ("", "2024-01-01"), ("4.5", "2025-01-01")]
    alice.imports(letterboxd(diary=[seen(number, rating=rating, day=day) for number, (rating, day) in enumerate(days)]))
    assert diary() == [("Stalker", "2020-01-01", 8), ("Stalker", "2024-01-01", None), ("Stalker", "2025-01-01", 9)]
    assert Review.get(Review.watched == "2020-01-01").id == old


def test_which_one_takes_it_does_not_depend_on_what_is_imported_together(alice):
    alice.imports(letterboxd(watched=[FILM[:4]]))
    old = Review.get().id
    others = [seen(number, f"Film {number}", "1979") for number in range(running.AT_A_TIME)]
    first, last, third = (seen(day, day=day) for day in ("2020-01-01", "2024-01-01", "2022-01-01"))
    alice.imports(letterboxd(diary=[first, *others, last, third]))
    assert Review.get(Review.id == old).watched == "2024-01-01"
    assert [day for title, day, _ in diary() if title == "Stalker"] == ["2020-01-01", "2022-01-01", "2024-01-01"]


def test_no_transaction_changes_more_entries_than_others_can_wait_for(alice):
    films = [(f"Film {number}", f"https://boxd.it/f{number}") for number in range(running.EDITS + 5)]
    alice.imports(letterboxd(ratings=[("2026-05-02", title, "1979", link, "4") for title, link in films]))
    batch = alice.bring(letterboxd(diary=[seen(number, title) for number, (title, _) in enumerate(films)]))
    actions.run(alice.member, ids.short(batch.id), Take())
    assert [get(Import, batch.id).done for _ in running.run(get(Import, batch.id))] == [running.EDITS, len(films)]
    assert [day for _, day, _ in diary()] == ["2026-05-01"] * len(films)
    assert alice.outcomes(batch) == {"there": len(films)}


def test_what_was_said_by_hand_stays_on_no_day(alice):
    alice.browser.log("Stalker", "1979", when="unknown")
    alice.imports(imdb(), "ratings.csv")
    alice.imports(letterboxd(diary=[seen(1)]))
    assert [day for _, day, _ in diary()] == ["", "2026-05-01"]


def test_what_was_edited_by_hand_stays_on_no_day(alice):
    alice.imports(imdb(), "ratings.csv")
    entry = ids.short(Review.get().id)
    alice.browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="I forgot when.")
    alice.imports(letterboxd(diary=[seen(1)]))
    assert [day for _, day, _ in diary()] == ["", "2026-05-01"]


def test_a_viewing_that_was_told_on_no_day_is_another_one(alice):
    movary = io.BytesIO(
        table(
            ("title", "year", "tmdbId", "imdbId", "watchedAt", "comment", "location"),
            [("Stalker", "1979", "", "tt0079944", "", "", "")],
        ).encode()
    )
    alice.imports(movary, "history.csv")
    alice.imports(imdb(), "ratings.csv")
    alice.imports(letterboxd(diary=[seen(1)]))
    assert [day for _, day, _ in diary()] == ["", "2026-05-01"]


def test_what_was_deleted_takes_no_day(alice):
    alice.imports(imdb(), "ratings.csv")
    with log.changes(alice.member.id) as record:
        record(ReviewDeleted(Review.get().id))
    alice.imports(letterboxd(diary=[seen(1)]))
    assert diary() == [("Stalker", "2026-05-01", 8)]
    assert Review.select().where(Review.watched == "").count() == 1


def test_a_line_of_the_same_name_that_has_a_day_by_now_brings_it(alice):
    review = ("2026-05-02", "Stalker", "1979", "https://boxd.it/e1", "4", "", "Rain.", "", "")
    alice.imports(letterboxd(reviews=[review]))
    assert diary() == [("Stalker", "", 8)]
    alice.imports(letterboxd(diary=[seen(1)], reviews=[(*review[:-1], "2026-05-01")]))
    assert diary() == [("Stalker", "2026-05-01", 8)]
