"""The mapping of a file that nobody knows, through the front door."""

import json

import pytest
from imports.front import bring, work
from people import Page

TABLE = b"Film,Seen on,Stars\nStalker,03/04/2021,7\nSolaris,13/04/2021,8.5\n"


@pytest.fixture
def table(alice):
    return bring(alice, TABLE, "films.csv")


def test_columns_are_guessed_and_shown_with_samples(alice, table):
    assert f"{table}/mapping" in alice.get(table).links()
    page = alice.get(f"{table}/mapping")
    form = page.form(f"{table}/mapping")
    assert (form["c0"], form["c1"], form["c2"]) == ("title", "watched", "rating")
    assert "Stalker · Solaris" in page.text


def test_how_a_choice_reads_is_shown_before_it_counts(alice, table):
    page = alice.get(f"{table}/mapping")
    values = {**page.form(f"{table}/mapping"), "order": "mdy"}
    shown = alice.post(f"{table}/mapping/examples", values, partial=True)
    assert shown.status == 200
    assert "<html" not in shown.html
    assert "03/04/2021 is 4 March 2021" in shown.text
    assert "8.5 lies between two half stars" in shown.text
    assert "Stalker" in shown.text
    whole = alice.post(f"{table}/mapping/examples", values)
    assert whole.form(f"{table}/mapping")["order"] == "mdy"
    assert "03/04/2021 is 4 March 2021" in whole.text


def test_a_file_is_read_by_the_columns_that_were_chosen(alice, table):
    alice.send(f"{table}/mapping", f"{table}/mapping", order="dmy", scale="10", misfits="nearest", c1="")
    work()
    page = alice.get(table)
    assert "This is a table of 2 viewings." in page.text
    assert "Day unknown" in page.text
    assert "3½ stars" in page.text
    assert "became the nearest" in page.text


def test_one_field_is_one_column(alice, table):
    sent = alice.send(f"{table}/mapping", f"{table}/mapping", c1="title")
    assert sent.status == 422
    assert "“Film” and “Seen on” are both chosen for “Title”. Choose one of them." in sent.text
    assert sent.form(f"{table}/mapping")["c1"] == "title"


def test_without_a_title_no_film_can_be_told(alice, table):
    sent = alice.send(f"{table}/mapping", f"{table}/mapping", c0="")
    assert sent.status == 422
    assert "Choose a column for the title of a film" in sent.text


def test_a_profile_is_kept_used_for_another_file_and_removed(alice, table):
    values = {**alice.get(f"{table}/mapping").form(f"{table}/mapping"), "c0": "original_title", "order": "dmy", "name": "My list"}
    kept = alice.post(f"{table}/mapping/profile", values)
    assert kept.status == 303
    other = bring(alice, TABLE, "more.csv")
    asked = kept.location.partition("profile=")[2]
    form = alice.get(f"{other}/mapping?profile={asked}").form(f"{other}/mapping")
    assert (form["c0"], form["order"], form["name"]) == ("original_title", "dmy", "My list")
    alice.send(f"{other}/mapping", f"{other}/profiles/{asked}/deletion")
    assert alice.get(f"{other}/mapping?profile={asked}").status == 404


def test_a_profile_without_a_name_is_refused(alice, table):
    values = alice.get(f"{table}/mapping").form(f"{table}/mapping")
    sent = alice.post(f"{table}/mapping/profile", {**values, "name": " "})
    assert sent.status == 422
    assert "Give it a name" in sent.text


def test_a_profile_is_shared_as_json(alice, table, site):
    values = {**alice.get(f"{table}/mapping").form(f"{table}/mapping"), "name": "Mine"}
    asked = alice.post(f"{table}/mapping/profile", values).location.partition("profile=")[2]
    given = alice.get(f"/imports/profiles/{asked}.json")
    assert json.loads(given.html)["columns"]["title"] == "Film"
    bob = site.member("bob")
    assert bob.get(f"/imports/profiles/{asked}.json").status == 404
    theirs = bring(bob, TABLE, "theirs.csv")
    used = bob.send(f"{theirs}/mapping", f"{theirs}/profiles", text=given.html)
    assert bob.follow(used).form(f"{theirs}/mapping")["name"] == "Mine"


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"columns": {}}', '{"movie_diary_profile": 9}'])
def test_what_is_no_profile_is_refused_in_words(alice, table, text):
    sent = alice.send(f"{table}/mapping", f"{table}/profiles", text=text)
    assert sent.status == 422
    assert "profile" in sent.text


def test_an_import_that_was_run_is_mapped_no_more(alice, table):
    values = alice.get(f"{table}/mapping").form(f"{table}/mapping")
    alice.send(table, f"{table}/run")
    work()
    assert alice.get(f"{table}/mapping").location == table
    assert alice.post(f"{table}/mapping", values).status == 422


def test_a_file_with_very_many_columns_is_mapped(alice):
    header = ",".join(["Film", *(f"Column {number}" for number in range(150))])
    address = bring(alice, f"{header}\nStalker{',x' * 150}\n".encode(), "wide.csv")
    form = alice.get(f"{address}/mapping").form(f"{address}/mapping")
    sent = alice.client.post(f"{address}/mapping", data=form, content_type="multipart/form-data")
    assert Page(sent).status == 303
