"""An export of ours that comes into another account, through the front door: with its profile, as far as one wants that."""

import io
import json
import zipfile

import pytest
from imports.files import letterboxd, seen
from imports.front import bring, imported, work
from people import PASSWORD
from taking import asked, files_of

from moviediary import database, storage
from moviediary.imports.models import Import

PROFILE = {"display_name": "Ada Lovelace", "about": "Rain.", "time_zone": "Europe/Berlin", "week_start": "6"}


@pytest.fixture
def out(alice):
    """What alice takes with her."""
    alice.send("/settings/profile", "/settings/profile", **PROFILE)
    alice.log("Stalker", "1979")
    return asked(alice).data


def profile(browser):
    return browser.get("/settings/profile").form("/settings/profile")


def privacy(browser):
    return browser.get("/settings/privacy").form("/settings/privacy")


def packed(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def retold(data, change):
    """An export whose profile somebody changed."""
    files = files_of(data)
    said = json.loads(files["profile.json"])
    change(said)
    return packed({**files, "profile.json": json.dumps(said).encode()})


@pytest.fixture
def hidden(site, alice):
    """What somebody takes with her who is asked before she is followed, mutes carla, and hears of likes in the weekly digest."""
    site.member("carla")
    alice.log("Stalker", "1979", audience="followers")
    alice.send("/settings/privacy", "/settings/privacy", locked="y", follows_audience="me")
    alice.send("/members/carla", "/members/carla/mute")
    every = {"page_like": None, "mail_like": "digest", "every": "weekly", "hour": "21"}
    alice.send("/settings/notifications", "/settings/notifications", **every)
    return asked(alice).data


def test_the_profile_of_an_export_is_offered_and_takes_what_is_empty_unless_one_says_otherwise(bob, out):
    address = bring(bob, out, "movie-diary.zip")
    page = bob.get(address)
    assert "The profile in this export" in page.text
    assert "That of Ada Lovelace: name, text about you" in page.text
    assert page.form(f"{address}/run")["profile"] == "empty"
    bob.send(address, f"{address}/run")
    work()
    after = profile(bob)
    assert (after["display_name"], after["about"], after["week_start"]) == ("Ada Lovelace", "Rain.", "0")
    assert "bob@example.org" in bob.get("/settings/account").html
    assert len(bob.get("/members/bob/diary").entries()) == 1


@pytest.mark.everywhere
def test_no_page_reads_the_file_to_offer_the_profile_in_it(bob, out):
    address = bring(bob, out, "movie-diary.zip")
    with database.connected():
        storage.delete(Import.get().file)
    assert "That of Ada Lovelace: name, text about you" in bob.get(address).text


@pytest.mark.parametrize(("way", "name", "week"), [("all", "Ada Lovelace", "6"), ("none", "Robert", "0")])
def test_all_or_none_of_the_profile_is_taken(bob, out, way, name, week):
    bob.send("/settings/profile", "/settings/profile", display_name="Robert")
    address = bring(bob, out, "movie-diary.zip")
    bob.send(address, f"{address}/run", profile=way)
    after = profile(bob)
    assert (after["display_name"], after["week_start"]) == (name, week)


def test_what_one_said_of_oneself_stays(bob, out):
    bob.send("/settings/profile", "/settings/profile", display_name="Robert", about="Mine.")
    imported(bob, out, "movie-diary.zip")
    assert (profile(bob)["display_name"], profile(bob)["about"]) == ("Robert", "Mine.")


def test_files_of_others_offer_no_profile(bob):
    address = bring(bob, letterboxd(diary=[seen(1)]).getvalue())
    assert "The profile in this export" not in bob.get(address).text
    assert "profile" not in bob.get(address).form(f"{address}/run")


def test_a_choice_that_is_none_is_refused_and_changes_nothing(bob, out):
    address = bring(bob, out, "movie-diary.zip")
    assert bob.send(address, f"{address}/run", profile="password").status == 422
    assert profile(bob)["display_name"] == "bob"


@pytest.mark.everywhere
def test_an_export_of_somebody_who_only_commented_is_kept_and_comes_out_again(site, alice, bob):
    entry = alice.log("Stalker", "1979")
    bob.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text="Each minute counts.")
    brought = asked(bob).data
    dora = site.member("dora")
    address = bring(dora, brought, "movie-diary.zip")
    page = dora.get(address)
    assert "Keep 1 line" in page.text
    assert dora.send(address, f"{address}/run").status == 303
    work()
    assert "1 line kept for later" in dora.get(address).text
    assert b"Each minute counts." in files_of(asked(dora).data)["talk.jsonl"]
    # Whoever said it here has it in the log, and there is nothing to keep.
    again = bob.get(bring(bob, brought, "movie-diary.zip"))
    assert "Take the profile" in again.text


def test_of_an_empty_diary_the_profile_can_be_taken(site, alice):
    alice.send("/settings/profile", "/settings/profile", **PROFILE)
    dora = site.member("dora")
    imported(dora, asked(alice).data, "movie-diary.zip")
    assert profile(dora)["display_name"] == "Ada Lovelace"


@pytest.mark.everywhere
def test_whoever_had_to_be_asked_before_they_were_followed_still_has_to_be(site, bob, hidden):
    imported(bob, hidden, "movie-diary.zip")
    dora = site.member("dora")
    dora.send("/members/bob", "/members/bob/follow")
    assert dora.get("/members/bob/diary").entries() == []
    assert dora.get("/members/bob/followers").status == 404
    assert "@dora" in bob.get("/follow-requests").text
    assert len(bob.get("/members/bob/diary").entries()) == 1


@pytest.mark.everywhere
def test_whom_one_mutes_and_what_one_is_told_of_comes_along(bob, hidden):
    imported(bob, hidden, "movie-diary.zip")
    assert "@carla" in bob.get("/settings/privacy").text
    told = bob.get("/settings/notifications").form("/settings/notifications")
    assert ("page_like" in told, told["mail_like"], told["every"], told["hour"]) == (False, "digest", "weekly", "21")
    assert told["page_comment"]


def test_whoever_blocks_one_is_not_muted_because_a_file_names_them(site, bob, hidden):
    carla = site.browser()
    carla.send("/login", "/login", identifier="carla", password=PASSWORD)
    carla.send("/members/bob", "/members/bob/block")
    imported(bob, hidden, "movie-diary.zip")
    assert "carla" not in bob.get("/settings/privacy").text


def test_new_entries_are_for_as_few_as_they_were_where_the_export_is_from(alice, bob):
    alice.log("Stalker", "1979")
    alice.send("/settings/profile", "/settings/profile", audience="followers")
    imported(bob, asked(alice).data, "movie-diary.zip")
    assert profile(bob)["audience"] == "followers"
    alice.send("/settings/profile", "/settings/profile", audience="everyone")
    imported(bob, asked(alice).data, "movie-diary.zip")
    assert profile(bob)["audience"] == "followers"


def test_a_choice_that_this_release_does_not_know_takes_no_other_along(bob, out):
    def later(said):
        kinds = {"like": {"page": True, "mail": "pigeon"}, "comment": {"page": False, "mail": "digest"}, "dance": {"page": False}}
        said["notifications"] = {"kinds": kinds, "every": "hourly", "hour": 8}

    imported(bob, retold(out, later), "movie-diary.zip")
    told = bob.get("/settings/notifications").form("/settings/notifications")
    assert ("page_comment" in told, told["mail_comment"], told["mail_like"], told["every"]) == (False, "digest", "none", "daily")


def test_choices_made_here_stay_unless_all_of_the_profile_is_taken(bob, hidden):
    chosen = {"mail_like": "instant", "hour": "7"}
    bob.send("/settings/notifications", "/settings/notifications", **chosen)
    imported(bob, hidden, "movie-diary.zip")
    told = bob.get("/settings/notifications").form("/settings/notifications")
    assert (told["mail_like"], told["hour"]) == ("instant", "7")


def test_an_open_profile_opens_a_closed_one_only_where_all_of_it_is_taken(site, bob, out):
    bob.send("/settings/privacy", "/settings/privacy", locked="y", follows_audience="followers")
    address = bring(bob, out, "movie-diary.zip")
    bob.send(address, f"{address}/run")
    assert ("locked" in privacy(bob), privacy(bob)["follows_audience"]) == (True, "followers")
    dora = site.member("dora")
    dora.send("/settings/privacy", "/settings/privacy", locked="y")
    address = bring(dora, out, "movie-diary.zip")
    dora.send(address, f"{address}/run", profile="all")
    assert "locked" not in privacy(dora)


@pytest.mark.parametrize("way", ["empty", "all"])
def test_an_export_of_before_that_does_not_say_it_leaves_everything_as_private_as_it_is(bob, out, way):
    bob.send("/settings/privacy", "/settings/privacy", locked="y", follows_audience="me")

    def without(said):
        for name in ("locked", "follows_audience", "mutes", "notifications"):
            del said[name]

    address = bring(bob, retold(out, without), "movie-diary.zip")
    bob.send(address, f"{address}/run", profile=way)
    assert ("locked" in privacy(bob), privacy(bob)["follows_audience"]) == (True, "me")
    assert profile(bob)["display_name"] == "Ada Lovelace"


def test_nonsense_in_a_profile_is_passed_over(bob, out):
    def nonsense(said):
        said |= {"locked": "no", "follows_audience": ["me"], "mutes": [{}, "nobody", "BOB", "bob", "a' OR 1"]}
        said["notifications"] = {"kinds": {"like": {"page": True, "mail": "pigeon"}}, "every": "never", "hour": 99}

    address = bring(bob, retold(out, nonsense), "movie-diary.zip")
    assert bob.send(address, f"{address}/run", profile="all").status == 303
    assert ("locked" in privacy(bob), privacy(bob)["follows_audience"]) == (False, "everyone")
    assert "You mute nobody." in bob.get("/settings/privacy").text
    assert profile(bob)["display_name"] == "Ada Lovelace"


@pytest.mark.everywhere
@pytest.mark.parametrize("sign", [b"\\u0000", b"\\ud800"])
def test_signs_that_no_database_takes_do_not_keep_an_export_from_being_read(alice, bob, sign):
    alice.log("Stalker", "1979", text="Rain.", tags="35mm")
    alice.log("Solaris", "1972")
    files = files_of(asked(alice).data)
    odd = {
        name: data.replace(b'"Stalker"', b'"Stal' + sign + b'ker"').replace(b"35mm", sign + b"35mm")
        for name, data in files.items()
    }
    odd["reviews.jsonl"] += b'{"id": "x' + sign + b'"}\n{"id": \0}\n'
    address = bring(bob, packed(odd), "movie-diary.zip")
    assert bob.get(f"{address}/lines?outcome=left").status == 200
    bob.send(address, f"{address}/run")
    work()
    assert len(bob.get("/members/bob/diary").entries()) == 2
