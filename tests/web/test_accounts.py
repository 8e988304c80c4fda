"""Accounts through the front door."""

import subprocess
import sys
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from people import PASSWORD, Site, config
from playhouse.test_utils import count_queries

from moviediary import clock, database, ids
from moviediary.accounts import passwords, rules
from moviediary.accounts.models import Member, Session
from moviediary.config import ROOT
from moviediary.diary.models import DayCount, Review, ReviewChange
from moviediary.log import LogEntry
from moviediary.movies.models import Movie


def sign_in(browser, name="alice", password=PASSWORD):
    return browser.send("/login", "/login", identifier=name, password=password)


def test_the_first_account_is_the_admin_and_the_second_is_not(alice, bob):
    assert alice.get("/admin").status == 200
    assert bob.get("/admin").status == 404


def test_registration_is_closed_after_the_first_account_unless_it_is_open(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, allow_registration=False))
    assert site.member("alice").get("/settings/profile").status == 200
    closed = site.browser().get("/register")
    assert closed.status == 403
    assert "made by the admin" in closed.text
    database.disconnect()


def test_a_closed_site_offers_the_first_account_and_no_other(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, allow_registration=False))
    for path in ("/", "/login", "/members"):
        page = site.browser().get(path)
        assert "/register" in page.links(), path
        assert "Make the first account" in page.text, path
    alice = site.member("alice")
    for path in ("/", "/login", "/members"):
        assert "/register" not in site.browser().get(path).links(), path
    with count_queries() as counted:
        site.browser().get("/login")
    assert counted.count == 0, "somebody is there, and that is remembered"
    assert "/register" not in alice.get("/").links()
    database.disconnect()


def test_a_name_is_shown_as_it_was_typed(small_site):
    browser = small_site.browser()
    browser.send("/register", "/register", username=" Ada ", email="ada@example.org", password=PASSWORD)
    assert (Member.get().username, Member.get().display_name) == ("ada", "Ada")


@pytest.mark.everywhere
@pytest.mark.parametrize("identifier", ["alice", "ALICE", "alice@example.org", " Alice@Example.org "])
def test_one_signs_in_by_name_or_address(alice, carol, identifier):
    assert sign_in(carol, identifier).location == "/"
    assert carol.get("/settings/profile").status == 200


def test_a_password_is_the_same_however_a_keyboard_composes_its_letters(small_site):
    composed, decomposed = "Zürich im März", "Zu\u0308rich im Ma\u0308rz"
    given = {"username": "dora", "email": "dora@example.org", "password": decomposed}
    assert small_site.browser().send("/register", "/register", **given).status == 303
    assert sign_in(small_site.browser(), "dora", composed).status == 303
    assert sign_in(small_site.browser(), "dora", decomposed).status == 303
    assert sign_in(small_site.browser(), "dora", "Zurich im Marz").status == 422


def test_a_password_that_was_set_before_letters_were_composed_still_opens(small_site):
    small_site.member("alice")
    decomposed = "Zu\u0308rich im Ma\u0308rz"
    Member.update(password=PasswordHasher().hash(decomposed)).execute()
    assert sign_in(small_site.browser(), "alice", decomposed).status == 303


@pytest.mark.parametrize("letter", ["a", "\u00fc", "u\u0308", "\u1f82"])
def test_the_longest_password_is_right_however_it_is_composed_and_wrong_with_anything_behind_it(letter):
    chosen = (letter * max(rules.PASSWORD_LENGTHS))[: max(rules.PASSWORD_LENGTHS)]
    kept = passwords.hashed(rules.password(chosen, "dora"))
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, chosen)
        assert passwords.matches(kept, typed)
        # Were so many accents composed, nobody would wait for the answer.
        for behind in ("x", "\u0308", "\u0301\u0316" * 500_000):
            assert not passwords.matches(kept, typed + behind)


def test_a_password_costs_whoever_guesses_it_nineteen_megabytes_and_two_passes():
    # As a process of the site's does it, which is not told to be quick.
    line = "from moviediary.accounts import passwords; print(passwords.hashed('correct horse'))"
    told = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("password", ["liverpool1", "QWERTY123456", "strawberry", "1qaz2wsx3edc", "correcthorsebatterystaple"])
def test_passwords_that_are_guessed_first_are_refused(small_site, password):
    given = {"username": "dora", "email": "dora@example.org", "password": password}
    refused = small_site.browser().send("/register", "/register", **given)
    assert refused.status == 422
    assert "among the first to be guessed" in refused.text


def test_the_list_of_common_passwords_holds_each_once_and_none_that_is_too_short_anyway():
    lines = Path(rules.__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 3000
    assert lines == sorted(set(lines))
    assert all(line == line.strip().lower() and len(line) >= 8 for line in lines)


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(alice, carol):
    wrong = sign_in(carol, "alice", "not the password")
    unknown = sign_in(carol, "nobody", "not the password")
    assert (wrong.status, unknown.status) == (422, 422)
    assert wrong.text == unknown.text
    assert "The username or the password is not right." in wrong.text


def test_a_taken_name_and_a_taken_address_get_the_same_answer(alice, site):
    def register(**values):
        fresh = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}
        return site.browser().send("/register", "/register", **{**fresh, **values})

    name, address = register(username="alice"), register(email="alice@example.org")
    assert name.status == address.status == 422
    sentence = "This username or e-mail address cannot be used."
    assert sentence in name.text
    assert sentence in address.text


def test_a_refused_registration_keeps_what_was_typed_but_the_password(small_site):
    refused = small_site.browser().send("/register", "/register", username="no spaces", email="a@b", password="short")
    assert refused.status == 422
    assert refused.form("/register")["username"] == "no spaces"
    assert '"short"' not in refused.html


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied_to(alice, site):
    cookie = alice.client.get_cookie("diary")
    thief = site.browser()
    thief.client.set_cookie("diary", cookie.value)
    assert thief.get("/settings/profile").status == 200
    alice.send("/", "/logout")
    assert thief.get("/settings/profile").status == 302
    assert alice.get("/settings/profile").location.startswith("/login")


@pytest.mark.parametrize("partial", [False, True])
def test_who_has_to_sign_in_comes_back_and_the_answer_varies_on_what_was_asked_for(carol, partial):
    told = carol.get("/settings/profile?tab=1", partial=partial)
    assert told.location == "/login?next=%2Fsettings%2Fprofile%3Ftab%3D1"
    assert told.status == (200 if partial else 302)
    assert "HX-Request-Type" in told.headers["Vary"]


def test_signing_out_needs_the_button(alice):
    assert alice.get("/logout").status == 405
    assert alice.post("/logout", {}).status == 303
    assert alice.get("/settings/profile").status == 200


@pytest.mark.everywhere
def test_a_new_password_ends_every_other_session(alice, site):
    other = site.browser()
    sign_in(other)
    changed = alice.send("/settings/password", "/settings/password", current=PASSWORD, new="another good one")
    assert changed.status == 303
    assert alice.get("/settings/profile").status == 200
    assert other.get("/settings/profile").status == 302
    assert sign_in(site.browser()).status == 422
    assert sign_in(site.browser(), password="another good one").status == 303


def test_a_new_password_needs_the_old_one(alice):
    refused = alice.send("/settings/password", "/settings/password", current="wrong wrong", new="another good one")
    assert refused.status == 422
    assert "This is not your password." in refused.text


def test_a_wrong_password_does_not_hide_that_the_new_one_will_not_do(alice):
    refused = alice.send("/settings/password", "/settings/password", current="wrong wrong", new="short")
    assert "This is not your password." in refused.text
    assert "Use at least 8 characters, and at most 1,024." in refused.text


@pytest.mark.everywhere
def test_one_sees_and_ends_ones_sessions(alice, site):
    other = site.browser()
    sign_in(other)
    actions = [form.get("action", "") for form in alice.get("/settings/sessions").tree.iter("form")]
    (end,) = [action for action in actions if action.endswith("/end")]
    alice.send("/settings/sessions", end)
    assert other.get("/settings/profile").status == 302
    assert alice.get("/settings/profile").status == 200


@pytest.mark.everywhere
def test_nobody_ends_the_session_of_somebody_else(alice, bob):
    own = Session.select().join(Member).where(Member.username == "alice").get()
    token = bob.get("/settings/profile").form("/logout")["csrf_token"]
    assert bob.post(f"/settings/sessions/{ids.short(own.id)}/end", {"csrf_token": token}).status == 404
    assert alice.get("/settings/profile").status == 200


def test_the_profile_is_saved_and_refused_values_stay_in_the_form(alice, carol):
    saved = alice.send(
        "/settings/profile", "/settings/profile", display_name="Alice A.", about="Westerns.", time_zone="Asia/Tokyo"
    )
    assert saved.status == 303
    assert "Westerns." in carol.get("/members/alice").text
    refused = alice.send("/settings/profile", "/settings/profile", about="x" * 501)
    assert refused.status == 422
    assert refused.form("/settings/profile")["about"] == "x" * 501


@pytest.mark.everywhere
def test_deleting_the_account_erases_the_member_from_tables_and_log(alice, bob):
    bob.log("Stalker", "1979", text="A canary sings in the zone.")
    gone = bob.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert gone.status == 303
    assert alice.get("/members/bob").status == 404
    assert "canary" not in alice.get("/").text
    assert not Member.select().where(Member.username == "bob").exists()
    assert (Review.select().count(), ReviewChange.select().count(), DayCount.select().count()) == (0, 0, 0)
    assert not [entry for entry in LogEntry.select() if "canary" in entry.data or entry.actor is not None]
    # Films outlive whoever added them.
    assert Movie.get().title == "Stalker"
    assert Movie.get().discovered_by is None


def test_deleting_the_account_needs_the_password(alice, bob):
    assert bob.send("/settings/account", "/settings/account/deletion", password="wrong wrong").status == 422
    assert alice.get("/members/bob").status == 200


@pytest.mark.everywhere
def test_the_only_admin_stays_while_there_are_others(alice, bob):
    refused = alice.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    assert refused.status == 422
    assert "only admin" in refused.text
    alice.send("/admin/members", "/admin/members/bob/admin")
    assert alice.send("/settings/account", "/settings/account/deletion", password=PASSWORD).status == 303
    assert bob.get("/admin").status == 200


def test_sign_in_leads_back_to_where_one_wanted_to_go_but_never_off_the_site(alice, carol):
    assert carol.get("/settings/profile?x=1").location == "/login?next=%2Fsettings%2Fprofile%3Fx%3D1"
    there = carol.send("/login?next=/settings/profile", "/login", identifier="alice", password=PASSWORD)
    assert there.location == "/settings/profile"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"]
)
def test_an_address_elsewhere_is_not_followed_after_signing_in(small_site, address):
    small_site.member("alice")
    browser = small_site.browser()
    page = browser.get("/login")
    sent = {**page.form("/login"), "identifier": "alice", "password": PASSWORD, "next": address}
    assert browser.post("/login", sent).location == "/"


def test_too_many_guesses_are_stopped_and_the_owner_gets_in_from_elsewhere(sqlite_url, tmp_path):
    limits = {"SIGN_IN": "3 per minute", "SIGN_IN_ACCOUNT": "5 per hour"}
    settings = config(sqlite_url, tmp_path)
    site = Site(config(sqlite_url, tmp_path, rate_limits={**settings.rate_limits, **limits}))
    site.member("alice")
    guesser = site.browser()
    for _ in range(3):
        assert sign_in(guesser, password="a guess").status == 422
    stopped = sign_in(guesser)
    assert stopped.status == 429
    assert int(stopped.headers["Retry-After"]) > 0
    owner = site.browser()
    owner.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(owner).status == 303
    database.disconnect()


def test_the_cookie_is_renewed_once_an_hour_while_it_is_used(small_site):
    alice = small_site.member("alice")
    assert "Set-Cookie" not in alice.get("/").headers
    Session.update(seen_at=clock.now() - timedelta(hours=2)).execute()
    renewed = alice.get("/").headers["Set-Cookie"]
    assert "Expires=" in renewed
    assert "Set-Cookie" not in alice.get("/").headers
