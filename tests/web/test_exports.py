"""Taking a diary along: asked for at the front door, made by the worker's steps, downloaded by its owner only."""

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from acts import about_another_film
from imports.front import imported
from people import PASSWORD, Site, config
from taking import address, asked, files_of, fill, finish, lines_of

from moviediary import clock, database, ids, schedule, storage, work
from moviediary.accounts.models import Member
from moviediary.accounts.queries import member_named
from moviediary.exports import jobs, making
from moviediary.exports.models import Export, ExportPlan
from moviediary.exports.pieces import Asked
from moviediary.imports.models import Import, ImportFilm, ImportLine
from moviediary.movies import actions as movies
from moviediary.movies.models import Movie
from moviediary.movies.rules import Poster
from moviediary.relations import actions as relations

FILES = [
    *("README.txt", "profile.json", "reviews.jsonl", "events.jsonl", "talk.jsonl", "movies.jsonl", "reviews.csv"),
    *("kept.jsonl", "gone.jsonl"),
]


def stored(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "files" / "exports").glob("*"))


def run(name: str) -> None:
    """Do a piece of periodic work, as if its time had come."""
    next(job for job in schedule.wiring.periodics if job.name == name).run()


def test_everything_holds_every_entry_however_private(alice):
    alice.log("Stalker", text="*Rain.*", rating="9", tags="35mm, with ada", heart="y", audience="me")
    alice.log("Heat", "1995", when="unknown")
    answer = asked(alice)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="movie-diary-alice-')
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    files = files_of(answer.data)
    assert list(files) == [*FILES, "manifest.json"]
    first, second = lines_of(files["reviews.jsonl"])
    assert (first["movie"]["title"], first["text"], first["tags"]) == ("Stalker", "*Rain.*", ["35mm", "with ada"])
    assert (first["rating"], first["heart"], first["audience"]) == (9, True, "me")
    assert (second["movie"]["title"], second["watched"]) == ("Heat", "")
    manifest = json.loads(files["manifest.json"])
    assert (manifest["format"], manifest["version"]) == ("movie-diary", 2)
    assert manifest["counts"] == {"reviews": 2, "events": 2, "talk": 0, "movies": 2, "kept": 0, "gone": 0, "posters": 0}


def test_everything_that_happened_to_an_entry_is_told_in_order(alice):
    entry = alice.log("Stalker", rating="8")
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", rating="9")
    alice.send("/", f"/reviews/{entry}/deletion")
    files = files_of(asked(alice).data)
    events = lines_of(files["events.jsonl"])
    assert [event["subject"] for event in events] == ["reviews.logged", "reviews.edited", "reviews.deleted"]
    assert [event["id"] for event in events] == sorted(event["id"] for event in events)
    assert {event["actor"] for event in events} == {events[0]["data"]["member_id"]} == {"self"}
    (review,) = lines_of(files["reviews.jsonl"])
    assert review["deleted_at"] == events[2]["at"]
    assert files["reviews.csv"].count(b"\r\n") == 1


def test_nothing_that_opens_a_door_leaves(alice):
    alice.log()
    alice.send("/settings/feeds", "/settings/feeds/key")
    row = Member.get()
    secrets = [row.password, row.id.hex, str(row.id), alice.client.get_cookie("diary").value[:20]]
    whole = b"".join(files_of(asked(alice).data).values()).decode()
    assert [secret for secret in secrets if secret in whole] == []


def test_what_others_said_is_not_in_it(alice, bob):
    bob.log("Heat", "1995", text="By Bob.")
    alice.log("Heat", "1995")
    alice.log("Stalker")
    whole = b"".join(files_of(asked(bob).data).values()).decode()
    assert "By Bob." in whole
    assert "Stalker" not in whole
    assert "By Bob." not in b"".join(files_of(asked(alice).data).values()).decode()


def test_the_profile_is_what_the_member_said_of_themselves(alice):
    alice.send("/settings/profile", "/settings/profile", display_name="Alice A.", about="Films.", time_zone="Europe/Lisbon")
    profile = json.loads(files_of(asked(alice).data)["profile.json"])
    assert (profile["display_name"], profile["about"], profile["time_zone"]) == ("Alice A.", "Films.", "Europe/Lisbon")
    assert profile["email"] == "alice@example.org"


def test_equal_diaries_give_equal_bytes_but_for_the_moment(alice):
    alice.log("Stalker")
    one, other = (files_of(asked(alice).data) for _ in range(2))
    said, again = (json.loads(files.pop("manifest.json")) for files in (one, other))
    assert one == other
    assert said["made_at"] != again["made_at"]
    assert {**said, "made_at": 0} == {**again, "made_at": 0}


def test_a_table_has_a_row_for_each_viewing_and_no_formula(alice):
    alice.log("-30-", "1959", text="=1+1", rating="7")
    answer = asked(alice, "csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [(row["title"], row["review"], row["rating"]) for row in rows] == [("'-30-", "'=1+1", "3.5")]


def test_json_is_one_array(alice):
    alice.log("Stalker")
    assert [review["movie"]["title"] for review in asked(alice, "json").get_json()] == ["Stalker"]


@pytest.mark.everywhere
def test_an_empty_diary_can_be_exported_in_every_format(alice):
    for wanted in ("zip", "letterboxd"):
        assert "README.txt" in files_of(asked(alice, wanted).data)
    assert asked(alice, "csv").get_data(as_text=True).count("\r\n") == 1
    assert asked(alice, "json").get_json() == []


@pytest.mark.everywhere
def test_posters_come_along_where_they_are_wanted(alice):
    alice.log("Stalker")
    movie = Movie.get()
    movies.save_poster(movie.id, Poster(movies.store(b"small"), movies.store(b"large"), "#000000", "upload", 5))
    assert list(files_of(asked(alice).data)) == [*FILES, "manifest.json"]
    files = files_of(asked(alice, posters="y").data)
    assert files[f"posters/{movie.id}.webp"] == b"large"
    assert json.loads(files["manifest.json"])["counts"]["posters"] == 1


def test_a_poster_whose_file_is_gone_keeps_nothing_else_away(alice):
    alice.log("Stalker")
    movies.save_poster(Movie.get().id, Poster("0" * 40, "1" * 40, "", "upload", 5))
    assert list(files_of(asked(alice, posters="y").data)) == [*FILES, "manifest.json"]


def test_what_was_merged_is_told_under_the_film_it_became(alice):
    gone, stays = alice.log("Heat", "1995"), alice.log("Heet", "1995")
    into = alice.get(f"/reviews/{stays}").links()
    address = next(link for link in into if link.startswith("/movies/")).removeprefix("/movies/")
    merged = next(link for link in alice.get(f"/reviews/{gone}").links() if link.startswith("/movies/"))
    assert alice.send(f"{merged}/merge?into={address}", f"{merged}/merge").status == 303
    files = files_of(asked(alice).data)
    (movie,) = lines_of(files["movies.jsonl"])
    assert movie["title"] == "Heet"
    assert {event["data"]["movie_id"] for event in lines_of(files["events.jsonl"])} == {movie["id"]}


def test_a_film_that_only_an_earlier_version_was_about_is_told(alice):
    entry = alice.log("Heat", "1995")
    alice.log("Stalker")
    about_another_film(Member.get(), ids.from_short(entry), Movie.get(Movie.title == "Stalker").id)
    assert {movie["title"] for movie in lines_of(files_of(asked(alice).data)["movies.jsonl"])} == {"Heat", "Stalker"}


@pytest.mark.everywhere
def test_lines_that_wait_are_kept_through_an_export(alice):
    about = {"file_name": "a.zip", "file": "x", "size": 1, "source": "letterboxd", "state": "done"}
    batch = Import.create(id=uuid4(), member=Member.get(), made_at=clock.now(), begun_at=clock.now(), **about)
    film = ImportFilm.create(batch=batch, key="k", title="Heat", year=1995, said={"tmdb_id": 949})
    said = {"file": "watchlist.csv", "number": 7, "kind": "watchlist", "original": {"Name": "Heat"}}
    ImportLine.create(batch=batch, film=film, outcome="kept", **said)
    again = {"source": "imdb", "kind": "list"}
    ImportLine.create(batch=batch, outcome="kept", kind="other", file="x", number=1, more={"kept": again})
    ImportLine.create(batch=batch, outcome="imported", kind="viewing", file="diary.csv", number=2)
    first, second = lines_of(files_of(asked(alice).data)["kept.jsonl"])
    assert {name: first[name] for name in said} == said
    assert (first["source"], first["film"]) == ("letterboxd", {"tmdb_id": 949, "title": "Heat", "year": 1995, "uri": ""})
    assert second == again


def test_only_members_see_the_page_and_only_the_owner_an_export(alice, bob, carol):
    alice.log()
    asked(alice, "csv")
    file = address(alice)
    deletion = file.replace("/file", "/deletion")
    assert carol.get("/exports").status == 302
    assert carol.get(file).status == 302
    assert bob.get(file).status == 404
    assert bob.get("/exports/nothing/file").status == 404
    assert "Download" not in bob.get("/exports").text
    token = bob.get("/exports").form("/exports")["csrf_token"]
    assert bob.post(deletion, {"csrf_token": token}).status == 404
    assert alice.get(file).status == 200


def test_an_export_is_shown_while_it_is_made_and_not_made_twice(alice):
    alice.log()
    alice.send("/exports", "/exports", format="zip")
    page = alice.get("/exports")
    assert "Waiting for its turn" in page.text
    assert 'hx-trigger="' in page.html
    again = alice.send("/exports", "/exports", format="zip")
    assert again.status == 422
    assert "is being made already" in again.text
    assert Export.select().count() == 1
    export = ids.short(Export.get().id)
    assert alice.get(f"/exports/{export}/file").status == 404
    finish()
    page = alice.get("/exports")
    assert "Download" in page.text
    assert 'hx-trigger="load' not in alice.get("/exports", partial=True).html


def test_the_list_alone_is_sent_to_a_page_that_asks_how_far_it_is(alice):
    part = alice.get("/exports", partial=True)
    assert part.html.lstrip().startswith('<section id="exports"')
    assert "<html" not in part.html


def test_a_deleted_export_is_gone_with_its_file(alice, tmp_path):
    alice.log()
    asked(alice)
    file = address(alice)
    assert stored(tmp_path)
    assert alice.send("/exports", file.replace("/file", "/deletion")).status == 303
    assert alice.get(file).status == 404
    assert stored(tmp_path) == []


@pytest.mark.everywhere
def test_an_export_that_is_deleted_while_it_is_made_leaves_nothing(alice, tmp_path):
    alice.log()
    alice.send("/exports", "/exports", format="zip")
    steps = hurried()
    for _ in range(3):
        next(steps)
    assert stored(tmp_path)
    alice.send("/exports", f"/exports/{ids.short(Export.get().id)}/deletion")
    assert list(steps) == []
    assert stored(tmp_path) == []


def test_an_export_stays_for_seven_days(alice, tmp_path):
    alice.log()
    asked(alice, "csv")
    file = address(alice)
    run("remove old exports")
    assert alice.get(file).status == 200
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=True):
        run("remove old exports")
    assert Export.select().count() == 0
    assert stored(tmp_path) == []
    assert alice.get(file).status == 404


def test_files_that_belong_to_no_export_are_removed_after_a_day(alice, tmp_path):
    alice.log()
    asked(alice)
    mine = stored(tmp_path)
    orphan = f"exports/{uuid4().hex}-{uuid4().hex}-00001-0123abcd"
    storage.put(orphan, b"left")
    storage.put("exports/of-somebody-else", b"stays")
    run("remove old exports")
    assert storage.get(orphan) == b"left"
    with time_machine.travel(clock.now() + timedelta(days=2), tick=True):
        run("remove old exports")
    assert storage.get(orphan) is None
    assert storage.get("exports/of-somebody-else") == b"stays"
    assert set(mine) < set(stored(tmp_path))


def test_an_export_whose_file_is_gone_says_so(alice, tmp_path):
    alice.log()
    asked(alice)
    for path in stored(tmp_path):
        path.unlink()
    page = alice.get(address(alice))
    assert page.status == 404
    assert "ask for another one" in page.text


def test_more_than_ten_that_wait_are_refused(alice):
    for _ in range(10):
        asked(alice, "csv")
    refused = alice.send("/exports", "/exports", format="csv")
    assert refused.status == 422
    assert "Delete one" in refused.text


def test_asking_is_limited(sqlite_url, tmp_path):
    limited = config(sqlite_url, tmp_path)
    site = Site(config(sqlite_url, tmp_path, rate_limits={**limited.rate_limits, "EXPORT": "1 per hour"}))
    alice = site.member("alice")
    asked(alice, "csv")
    assert alice.send("/exports", "/exports", format="json").status == 429
    database.disconnect()


def test_an_account_takes_its_exports_with_it(alice, bob, deliver_all, tmp_path):
    for browser in (alice, bob):
        browser.log()
        asked(browser, "csv")
    bob.send("/exports", "/exports/plan", keep="3")
    theirs = len(stored(tmp_path))
    assert bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD).status == 303
    deliver_all()
    assert Export.select().count() == 1
    assert ExportPlan.select().count() == 0
    assert len(stored(tmp_path)) == theirs - 1
    assert alice.get(address(alice)).status == 200


def test_an_account_that_is_deleted_while_its_export_is_made_leaves_nothing(alice, bob, deliver_all, tmp_path):
    bob.log()
    bob.send("/exports", "/exports", format="zip")
    steps = hurried()
    next(steps)
    bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    deliver_all()
    list(steps)
    assert stored(tmp_path) == []


def hurried() -> Iterator[None]:
    """The worker's steps, each piece stored as a part of its own, as in a diary so large that each takes a while."""
    return jobs.steps(Export.get().id, seconds=0)


@pytest.mark.parametrize("wanted", ["zip", "letterboxd", "csv", "json"])
def test_it_makes_no_difference_where_the_worker_is_stopped(alice, wanted):
    fill(600)
    made_at = clock.now()
    with time_machine.travel(made_at, tick=False):
        alice.send("/exports", "/exports", format=wanted)
    export = Export.get()
    whole = b"".join(data for data, _ in making.stream(wanted, Asked(Member.get(), False, export.made_at), making.Progress()))
    runs = 0
    while Export.get().state == "making":
        # Each process does one step and dies.
        steps = hurried()
        next(steps, None)
        steps.close()
        runs += 1
    assert runs >= 3
    assert alice.client.get(f"/exports/{ids.short(export.id)}/file").data == whole


def test_of_two_processes_that_think_it_is_their_turn_one_goes_on(alice, tmp_path):
    fill(800)
    alice.send("/exports", "/exports", format="csv")
    one, other = hurried(), hurried()
    next(one)
    next(other)
    assert list(one) == []
    assert len(list(other)) >= 1
    assert Export.get().state == "done"
    assert len(stored(tmp_path)) == len(Export.get().parts)
    assert alice.client.get(address(alice)).data.count(b"\r\n") == 801


def test_a_diary_that_changed_meanwhile_is_exported_anew(alice, tmp_path):
    alice.log()
    alice.send("/exports", "/exports", format="zip")
    steps = hurried()
    for _ in range(6):
        next(steps)
    alice.log("Late")
    finish()
    files = files_of(alice.client.get(address(alice)).data)
    assert len(lines_of(files["reviews.jsonl"])) == len(lines_of(files["events.jsonl"])) == 2
    assert len(stored(tmp_path)) == len(Export.get().parts)


@pytest.mark.everywhere
def test_a_store_that_is_full_is_tried_again_and_then_told(alice, tmp_path):
    alice.log()
    alice.send("/exports", "/exports", format="csv")
    # A file where the folder should be: nothing can be stored.
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "exports").write_text("")
    export = Export.get()
    for attempt in range(work.MOST):
        with time_machine.travel(clock.now() + timedelta(hours=attempt + 1), tick=True):
            work.do(export.id, math.inf)
    page = alice.get("/exports")
    assert "This export could not be made" in page.text
    assert "Ask again later" in page.text
    assert str(tmp_path) not in page.html
    assert work.Work.select().count() == 0


@pytest.mark.everywhere
def test_an_export_every_month_is_made_by_itself_and_the_last_ones_stay(alice, tmp_path):
    alice.log()
    assert alice.send("/exports", "/exports/plan", format="csv", keep="2").status == 303
    now = clock.now()
    for month in range(4):
        with time_machine.travel(now + timedelta(days=32 * month, hours=1), tick=True):
            run("make exports of every month")
            # Once a month, however often somebody looks.
            run("make exports of every month")
            finish()
            run("remove old exports")
            assert Export.select().count() == min(month + 1, 2)
    page = alice.get("/exports")
    assert page.text.count("made by itself") == 2
    assert "kept until newer ones take its place" in page.text
    assert len(stored(tmp_path)) == 2
    assert alice.send("/exports", "/exports/plan/deletion").status == 303
    with time_machine.travel(now + timedelta(days=200), tick=True):
        run("make exports of every month")
        run("remove old exports")
    assert Export.select().count() == 2


@pytest.mark.everywhere
def test_the_one_of_a_month_is_made_though_another_was_being_made_by_hand_when_it_was_due(alice):
    alice.log()
    alice.send("/exports", "/exports", format="csv")
    alice.send("/exports", "/exports/plan", format="csv", keep="2")
    run("make exports of every month")
    finish()
    run("make exports of every month")
    finish()
    assert alice.get("/exports").text.count("made by itself") == 1


@pytest.mark.everywhere
def test_the_wish_can_be_changed_without_another_export_at_once(alice):
    alice.send("/exports", "/exports/plan", format="csv", keep="2")
    run("make exports of every month")
    due = ExportPlan.get().next_at
    alice.send("/exports", "/exports/plan", format="zip", keep="5", posters="y")
    plan = ExportPlan.get()
    assert (plan.format, plan.keep, plan.posters, plan.next_at) == ("zip", 5, True, due)
    assert 'value="5"' in alice.get("/exports").html


@pytest.mark.parametrize("keep", ["0", "25", "", "many"])
def test_a_wish_for_none_or_too_many_is_refused_at_its_field(alice, keep):
    refused = alice.send("/exports", "/exports/plan", keep=keep)
    assert refused.status == 422
    assert "plan-keep-error" in refused.html
    assert ExportPlan.select().count() == 0


def test_a_format_nobody_knows_is_refused(alice):
    refused = alice.send("/exports", "/exports", format="pdf")
    assert refused.status == 422
    assert "Choose one of the formats" in refused.text
    assert alice.send("/exports", "/exports/plan", format="pdf").status == 422


@pytest.mark.everywhere
def test_what_was_said_to_others_goes_out_and_waits_elsewhere_as_it_was_said(site, alice):
    bob, dora = site.member("bob"), site.member("dora")
    entry = alice.log("Stalker")
    page = bob.get(f"/reviews/{entry}")
    for action in (f"/reviews/{entry}/like", f"/reviews/{entry}/boost"):
        bob.post(action, {"csrf_token": page.form(action)["csrf_token"]})
    bob.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text="Rain.")
    relations.follow(member_named("bob"), "alice")
    bob.log("Mirror", "1975")
    data = asked(bob).data
    told = files_of(data)["talk.jsonl"]
    said = lines_of(told)
    assert [one["subject"] for one in said] == ["likes.added", "boosts.added", "comments.added", "follows.accepted"]
    assert {one["about"]["member"] for one in said} == {"alice"}
    assert (said[2]["about"]["title"], said[2]["data"]["text"], said[2]["data"]["member_id"]) == ("Stalker", "Rain.", "self")
    assert (said[3]["actor"], said[3]["data"]["follower_id"]) == ("self", "self")
    # Here it still stands; elsewhere, as in the diary of somebody else, it is kept, named, and goes out as it came.
    for browser, outcome in ((bob, "there"), (dora, "kept")):
        imported(browser, data, "diary.zip")
        lines = ImportLine.select().join(Import).where(Import.member == member_named(browser.name).id)
        assert [line.outcome for line in lines if line.kind == "other"] == [outcome] * 4
        assert files_of(asked(browser).data)["talk.jsonl"] == told
        assert files_of(asked(browser).data)["kept.jsonl"] == b""


def test_an_entry_that_may_not_be_seen_any_more_is_not_named_in_an_export(site, alice):
    bob = site.member("bob")
    entry = alice.log("Stalker")
    comment = bob.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text="Rain.").location.partition("#comment-")[2]
    bob.send(f"/comments/{comment}/edit", f"/comments/{comment}/edit", text="More rain.")
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me")
    said = lines_of(files_of(asked(bob).data)["talk.jsonl"])
    assert [(one["subject"], one["about"]) for one in said] == [("comments.added", None), ("comments.edited", None)]
