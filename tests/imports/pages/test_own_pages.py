"""An export of ours that comes into another account, through the front door: with its profile, as far as one wants that."""

import pytest
from imports.files import letterboxd, seen
from imports.front import bring, imported, work
from taking import asked, files_of

PROFILE = {"display_name": "Ada Lovelace", "about": "Rain.", "time_zone": "Europe/Berlin", "week_start": "6"}


@pytest.fixture
def out(alice):
    """What alice takes with her."""
    alice.send("/settings/profile", "/settings/profile", **PROFILE)
    alice.log("Stalker", "1979")
    return asked(alice).data


def profile(browser):
    return browser.get("/settings/profile").form("/settings/profile")


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
