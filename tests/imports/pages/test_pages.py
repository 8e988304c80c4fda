"""Imports through the front door: a file is brought, looked at, imported, settled and taken back."""

import pytest
from imports.files import letterboxd, seen
from imports.front import bring, imported, upload, work
from people import Page, Site, config

from moviediary import database
from moviediary.imports.models import Import
from moviediary.sheets.limits import LARGEST_FILE


def export(**rows):
    return letterboxd(**rows).getvalue()


def two():
    return export(diary=[seen(1), seen(2, "Solaris", "1972", "3.5", "2026-05-03", tags="tarkovsky")])


def press(browser, address, button, page=None):
    return browser.send(page or address, f"{address}/{button}")


def test_a_file_is_looked_at_before_anything_is_imported(alice):
    page = alice.get(bring(alice, two()))
    assert "This looks like a Letterboxd export of 2 viewings." in page.text
    assert "Solaris" in page.text
    assert "tarkovsky" in page.text
    assert "Import 2 viewings" in page.text
    assert alice.get("/members/alice/diary").entries() == []


def test_what_is_imported_is_in_the_diary_and_every_line_is_accounted_for(alice):
    address = imported(alice, two())
    page = alice.get(address)
    assert "2 lines imported" in page.text
    assert "2 lines in all, each accounted for" in page.text
    assert len(alice.get("/members/alice/diary").entries()) == 2
    assert f"{address}/lines?outcome=imported" in page.links()
    assert "https://boxd.it/e1" in alice.get(f"{address}/lines?outcome=imported").text


def test_imports_of_others_are_not_there(alice, bob):
    address = imported(alice, two())
    for page in ("", "/lines", "/lines.csv", "/films", "/films/1", "/mapping", "/withdrawal"):
        assert bob.get(f"{address}{page}").status == 404
    values = bob.get("/imports").form("/imports")
    for action in ("run", "pause", "continuation", "cancellation", "withdrawal", "deletion", "reading", "mapping", "films/1"):
        assert bob.post(f"{address}/{action}", values).status in (404, 422)
    assert "letterboxd-alice" not in bob.get("/imports").text


def test_a_visitor_is_asked_to_sign_in(site, alice):
    address = bring(alice, two())
    for page in ("/imports", "/imports/films", address, f"{address}/mapping"):
        assert "/login" in site.browser().get(page).location


@pytest.mark.everywhere
def test_pages_of_imports_are_kept_by_nobody(alice):
    address = bring(alice, two())
    assert all("no-store" in alice.get(page).headers["Cache-Control"] for page in ("/imports", address, f"{address}/lines"))


def test_no_file_is_said_where_it_is_missing(alice):
    sent = alice.post("/imports", alice.get("/imports").form("/imports"))
    assert sent.status == 422
    assert "Choose the file you want to bring." in sent.text


def test_an_empty_file_is_refused(alice):
    assert "This file is empty." in upload(alice, b"", "x.csv").text


def test_a_file_too_large_is_refused_before_it_is_read(alice):
    said = {"CONTENT_LENGTH": str(LARGEST_FILE + 200_000), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = Page(alice.client.post("/imports", environ_overrides=said))
    assert answer.status == 413
    assert "larger than 64 MB" in answer.text


def test_a_file_larger_than_any_picture_can_be_brought(alice):
    form = alice.get("/imports").form("/imports")
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items()]
    parts += ['--x\r\nContent-Disposition: form-data; name="file"; filename="all.csv"\r\n\r\n', "Ran,1985\n" * 2_000_000]
    body = "".join([*parts, "\r\n--x--\r\n"]).encode()
    assert len(body) > 17_000_000
    sent = Page(alice.client.post("/imports", data=body, content_type="multipart/form-data; boundary=x"))
    assert sent.status == 303


def test_a_file_nobody_can_read_says_so_and_asks_what_it_is(alice):
    page = alice.get(bring(alice, b"PK\x03\x04 broken", "what.zip"))
    assert "This file could not be read" in page.text
    assert any(option.get("value") == "letterboxd" for option in page.tree.iter("option"))


def test_a_file_can_be_read_as_something_else(alice):
    address = bring(alice, b"Title,Date\nStalker,03/04/2021\n", "history.csv")
    assert "Netflix" in alice.get(address).text
    alice.send(address, f"{address}/reading", source="mapped", scale="", misfits="ask", order="dmy")
    work()
    assert "This is a table of 1 viewing" in alice.get(address).text


def test_days_with_dots_need_no_answer(alice):
    address = bring(alice, b"Title,Year,Watched\nStalker,1979,03.04.2021\nMirror,1975,05.06.2021\n", "films.csv")
    page = alice.get(address)
    assert "This is a table of 2 viewings" in page.text
    assert "Apr 2021" in page.text
    assert "Jun 2021" in page.text
    assert "two ways" not in page.text + alice.get(f"{address}/examples").text


@pytest.mark.parametrize("way", ["reading", "mapping"])
def test_reading_again_is_limited_as_bringing_is(database_url, tmp_path, way):
    usual = config(database_url, tmp_path)
    alice = Site(config(database_url, tmp_path, rate_limits={**usual.rate_limits, "IMPORT": "2 per hour"})).member("alice")
    address = bring(alice, b"Title,Date\nStalker,03/04/2021\n", "history.csv")
    page = address if way == "reading" else f"{address}/mapping"
    form = {**alice.get(page).form(f"{address}/{way}"), "order": "dmy", "c0": "title"}
    assert alice.post(f"{address}/{way}", form).status == 303
    work()
    refused = alice.post(f"{address}/{way}", form)
    assert refused.status == 429
    assert "too often" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    # It stays as it was read, and nothing is at it.
    assert "1 viewing" in alice.get(address).text
    database.disconnect()


def test_what_cannot_be_imported_is_said_by_cause_with_line_and_value(alice):
    page = alice.get(bring(alice, export(diary=[seen(1), seen(2, "Solaris", "1972", "eleven")])))
    assert "Lines that cannot be imported" in page.text
    assert "diary.csv, line 3" in page.text
    assert "eleven" in page.text


@pytest.mark.everywhere
def test_failed_lines_come_as_a_table_without_formulas(alice):
    address = imported(alice, export(diary=[seen(1), seen(2, "=1+1", "1972", "eleven")]))
    assert "1 line failed" in alice.get(address).text
    table = alice.get(f"{address}/lines.csv?outcome=failed")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert "'=1+1" in table.html
    assert "Reason" in table.html
    assert "Stalker" not in table.html


def test_somebody_who_takes_nothing_is_told(alice):
    address = bring(alice, two())
    sent = alice.send(address, f"{address}/run", dated=None, undated=None)
    assert sent.status == 422
    assert "Nothing would be imported" in sent.text


def test_an_audience_holds_for_what_is_imported(alice, bob):
    address = bring(alice, two())
    alice.send(address, f"{address}/run", audience="me")
    work()
    assert bob.get("/members/alice/diary").entries() == []
    assert len(alice.get("/members/alice/diary").entries()) == 2


def test_an_import_shows_how_far_it_is_and_only_then_looks_again(alice):
    address = bring(alice, two())
    assert "hx-trigger" not in alice.get(address, partial=True).html
    alice.send(address, f"{address}/run")
    running = alice.get(address, partial=True)
    assert "0 of 2 viewings" in running.text
    assert 'hx-trigger="every 1s"' in running.html
    work()
    assert "every 1s" not in alice.get(address, partial=True).html


@pytest.mark.everywhere
def test_an_import_is_held_gone_on_with_and_cancelled(alice):
    address = bring(alice, two())
    alice.send(address, f"{address}/run")
    press(alice, address, "pause")
    work()
    assert "Paused" in alice.get(address).text
    assert alice.get("/members/alice/diary").entries() == []
    press(alice, address, "continuation")
    press(alice, address, "cancellation")
    work()
    page = alice.get(address)
    assert "Cancelled" in page.text
    assert "2 lines not imported yet" in page.text
    press(alice, address, "continuation")
    work()
    assert "2 lines imported" in alice.get(address).text


def test_what_cannot_be_done_any_more_is_said(alice):
    address = bring(alice, two())
    form = alice.get(address).form(f"{address}/run")
    assert alice.post(f"{address}/run", form).status == 303
    again = alice.post(f"{address}/run", form)
    assert again.status == 422
    assert "cannot be done with this import any more" in again.text
    work()
    assert len(alice.get("/members/alice/diary").entries()) == 2
    assert "cannot be done" in alice.follow(alice.post(f"{address}/pause", form)).text


@pytest.mark.everywhere
def test_an_import_is_taken_back_and_what_was_changed_is_asked_about(alice):
    address = imported(alice, two())
    entry = alice.get("/members/alice/diary").entries()[0]
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Mine by now.")
    page = alice.get(f"{address}/withdrawal")
    assert "1 entry leaves your diary" in page.text
    assert f"/reviews/{entry}" in page.links()
    alice.send(f"{address}/withdrawal", f"{address}/withdrawal")
    work()
    assert alice.get("/members/alice/diary").entries() == [entry]
    undone = alice.get(address)
    assert "Taken back" in undone.text
    assert "Import again" in undone.text


def test_what_was_changed_goes_too_where_one_says_so(alice):
    address = imported(alice, two())
    entry = alice.get("/members/alice/diary").entries()[0]
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Mine by now.")
    alice.send(f"{address}/withdrawal", f"{address}/withdrawal", changed="remove")
    work()
    assert alice.get("/members/alice/diary").entries() == []


@pytest.mark.everywhere
def test_a_rating_alone_gets_its_day_from_a_later_file_until_that_is_taken_back(alice):
    imported(alice, export(ratings=[("2026-05-02", "Stalker", "1979", "https://boxd.it/f1", "4")]))
    (entry,) = alice.get("/members/alice/diary").entries()
    assert "day unknown" in alice.get(f"/reviews/{entry}").text.lower()
    address = bring(alice, export(diary=[seen(1), seen(2, "Mirror", "1975")]))
    assert "1 viewing is in your diary already" in alice.get(address).text
    press(alice, address, "run")
    work()
    assert entry in alice.get("/members/alice/diary").entries()
    assert "1 May 2026" in alice.get(f"/reviews/{entry}").text
    assert "its day came from the file" in alice.get(f"{address}/lines?outcome=there").text
    alice.send(f"{address}/withdrawal", f"{address}/withdrawal")
    work()
    assert alice.get("/members/alice/diary").entries() == [entry]
    assert "1 May 2026" not in alice.get("/members/alice/diary").text


def test_a_forgotten_import_leaves_the_diary_alone(alice):
    address = imported(alice, two())
    assert "is forgotten" in alice.follow(press(alice, address, "deletion")).text
    # Until the worker has removed its lines, the list says so, and that is all there is of it.
    assert "is being forgotten" in alice.get("/imports").text
    for path in (address, f"{address}/lines", f"{address}/mapping", f"{address}/withdrawal"):
        assert alice.get(path).status == 404
    work()
    assert "is being forgotten" not in alice.get("/imports").text
    assert len(alice.get("/members/alice/diary").entries()) == 2
    with database.connected():
        assert Import.select().count() == 0


def test_whoever_forgets_an_import_is_told_what_it_keeps_for_later(alice):
    wanted = [("2026-05-02", title, "1983", f"https://boxd.it/f{title}") for title in ("Nostalghia", "Zelig")]
    keeps = "What it keeps for later, such as a watchlist or a list, goes with it: 2 lines"
    assert keeps in alice.get(imported(alice, export(diary=[seen(1)], watchlist=wanted))).text
    assert "keeps for later" not in alice.get(imported(alice, two())).text


def test_imports_are_listed_and_found(alice):
    assert "Your imports" not in alice.get("/imports").text
    assert "/imports" in alice.get("/members/alice/diary").links()
    assert "/imports" in alice.get("/settings/profile").links()
    address = imported(alice, two())
    page = alice.get("/imports")
    assert address in page.links()
    assert "2 imported" in page.text


def test_what_only_a_person_can_tell_about_a_file_comes_with_examples(alice):
    address = bring(alice, b"Title,Date\nStalker,03/04/2021\n", "NetflixViewingHistory.csv")
    page = alice.get(address)
    assert f"{address}/examples" in page.links()
    shown = alice.get(f"{address}/examples", partial=True)
    assert "03/04/2021 is 3 April 2021" in shown.text
    assert "03/04/2021 is 4 March 2021" in shown.text
    assert "can be read in two ways" in shown.text
