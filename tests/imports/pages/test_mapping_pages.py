"""The mapping of a file that nobody knows, through the front door."""

import json
import shutil

import pytest
from imports.files import letterboxd, seen
from imports.front import bring, upload, work
from people import Page

from moviediary import database
from moviediary.imports import jobs
from moviediary.imports.models import Import, ImportSample

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


@pytest.mark.everywhere
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


@pytest.mark.everywhere
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


def test_no_page_reads_the_file(alice, table, tmp_path):
    shutil.rmtree(tmp_path / "files")
    page = alice.get(f"{table}/mapping")
    values = {**page.form(f"{table}/mapping"), "order": "dmy", "scale": "10"}
    assert "13/04/2021 is 13 April 2021" in alice.post(f"{table}/mapping/examples", values, partial=True).text
    assert "1 day does not fit" in alice.get(f"{table}/examples").text
    assert alice.post(f"{table}/mapping", values).status == 303


def test_what_was_looked_at_only_in_a_part_of_the_file_is_said_so(alice):
    rows = "".join(f"Film {row},{row % 28 + 1}/4/2020,{row % 10 + 1}\n" for row in range(1_200))
    table = bring(alice, f"Film,Wann,Punkte\n{rows}".encode(), "films.csv")
    values = alice.get(f"{table}/mapping").form(f"{table}/mapping")
    assert "of your file" not in alice.post(f"{table}/mapping/examples", values, partial=True).text
    swapped = {**values, "c0": "watched", "c1": "title"}
    shown = alice.post(f"{table}/mapping/examples", swapped, partial=True).text
    assert "DaysNone in the first 1,000 lines of your file." in shown
    assert "RatingsNone in" not in shown
    assert "600 ratings do not fit" in shown


@pytest.mark.everywhere
def test_columns_of_a_file_that_is_known_are_looked_at_when_somebody_wants_them(alice):
    address = bring(alice, letterboxd(diary=[seen(1)]).getvalue())
    waits = alice.follow(alice.get(f"{address}/mapping"))
    assert "Reading your file" in waits.text
    assert alice.get(f"{address}/columns", partial=True).status == 200
    asked = alice.get(f"{address}/examples", partial=True)
    assert "is being read for this" in asked.text
    work()
    assert alice.get(f"{address}/columns", partial=True).location == f"{address}/mapping"
    assert alice.get(f"{address}/mapping").form(f"{address}/mapping")["c1"] == "title"
    assert "2026-05-01 is 1 May 2026" in alice.get(f"{address}/examples").text


def test_an_import_that_was_read_before_its_columns_were_kept_is_looked_at_again(alice, table):
    before, values = alice.get(table).text, alice.get(f"{table}/mapping").form(f"{table}/mapping")
    with database.connected():
        ImportSample.delete().execute()
    for action in ("mapping", "mapping/examples", "mapping/profile", "profiles"):
        sent = alice.post(f"{table}/{action}", {**values, "text": '{"movie_diary_profile": 1, "columns": {"title": "Film"}}'})
        assert sent.status in (303, 422)
    assert "still being looked at" in alice.post(f"{table}/mapping", values).text
    assert "Reading your file" in alice.follow(alice.get(f"{table}/mapping")).text
    work()
    assert alice.follow(alice.get(f"{table}/columns")).form(f"{table}/mapping")["c0"] == "title"
    # The import is as it was.
    assert alice.get(table).text == before


def test_a_file_that_is_gone_says_so_instead_of_being_waited_for(alice, table, tmp_path):
    with database.connected():
        ImportSample.delete().execute()
    shutil.rmtree(tmp_path / "files")
    alice.get(f"{table}/columns")
    work()
    said = alice.get(f"{table}/mapping")
    assert said.status == 422
    assert "is gone. Bring it again." in said.text
    assert "is gone. Bring it again." in alice.get(f"{table}/examples").text


def test_the_columns_of_a_file_that_could_not_be_read_are_offered(alice):
    address = bring(alice, b"Wer,Wo\n,\n,\n", "wer.csv")
    assert "could not be read" in alice.get(address).text
    assert "nothing in it" in alice.get(f"{address}/mapping").text


def test_a_file_without_columns_says_why(alice):
    address = bring(alice, b"%PDF-1.7 and more", "films.pdf")
    said = alice.get(f"{address}/mapping")
    assert said.status == 422
    assert "PDF" in said.text


def test_what_was_kept_of_a_file_goes_with_its_import(alice, table):
    alice.send(table, f"{table}/deletion")
    work()
    with database.connected():
        assert ImportSample.select().count() == Import.select().count() == 0


def test_a_page_of_examples_without_javascript_can_be_loaded_again(alice, table):
    page = alice.get(f"{table}/mapping")
    # The answer opens where the examples are, and not at its top.
    assert f'formaction="{table}/mapping/examples#examples"' in page.html
    for path in ("mapping/examples", "mapping/profile", "profiles"):
        assert alice.get(f"{table}/{path}").location == f"{table}/mapping"
    refused = alice.post(f"{table}/mapping/examples", {**page.form(f"{table}/mapping"), "c0": "", "order": "mdy"})
    assert "Choose a column for the title" in refused.text
    assert refused.form(f"{table}/mapping")["order"] == "mdy"


def test_a_file_sent_twice_is_one_import(alice):
    form = alice.get("/imports").form("/imports")
    first, again = upload(alice, TABLE, "films.csv", form), upload(alice, TABLE, "films.csv", form)
    assert first.location == again.location
    # Another file, or the same one brought anew, is another import.
    assert upload(alice, TABLE + b"Mirror,,\n", "films.csv", form).location != first.location
    assert upload(alice, TABLE, "films.csv").location != first.location
    for key in ("", "no key"):
        assert upload(alice, TABLE, "films.csv", {**form, "key": key}).status in (303, 422)


@pytest.mark.everywhere
def test_a_look_that_breaks_is_given_up_and_said_instead_of_being_waited_for(alice, table):
    with database.connected():
        ImportSample.delete().execute()
        # As the worker does after a dozen attempts.
        jobs.failed(Import.get().id, "")
    assert "Something broke on this site" in alice.get(f"{table}/mapping").text
    assert "This is a table of" in alice.get(table).text
