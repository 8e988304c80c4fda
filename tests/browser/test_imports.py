"""Bringing a diary from elsewhere in a real browser: the whole way with the keyboard, a drop, every state of the page."""

from uuid import uuid4

import pytest
from hands import log_by_hand
from pagecheck import LOOKS, axe_problems, axe_script, html_problems, widths_it_exceeds
from playwright.sync_api import TimeoutError as TooLong
from playwright.sync_api import expect

FOCUSED = """() => {
  const here = document.activeElement;
  if (here.matches("body, main, h2")) return "";
  return here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.id;
}"""
DROP = """([name, text]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], name, {type: "text/csv"}));
  document.dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
}"""
FILM = {"name": "films.csv", "mimeType": "text/csv", "buffer": b"Film,Year\nStalker,1979\n"}


def reach(page, words, most=60):
    """Go on with Tab until what has the focus is called like that."""
    for _ in range(most):
        if words in page.evaluate(FOCUSED):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{words!r} was not reached; the focus is on {page.evaluate(FOCUSED)!r}")


def press(page, words):
    reach(page, words)
    page.keyboard.press("Enter")


def choose(page, label, option):
    """Choose in a select as one who types does."""
    reach(page, label)
    page.keyboard.type(option)


def bring(page, text, name):
    page.goto("/imports")
    page.set_input_files("#upload-file", files=[{"name": name, "mimeType": "text/csv", "buffer": text.encode()}])
    page.wait_for_url("**/imports/*")


@pytest.fixture
def films(page, member):
    """Films nobody else has: one of which there are two, a year before and a year after what the file says."""
    names = [f"{word} {uuid4().hex[:8]}" for word in ("Kes", "Ran", "Nashville")]
    log_by_hand(page, names[0], "1972")
    log_by_hand(page, names[0], "1974")
    return names


def choose_file(page, file):
    """Choose a file with the keyboard. A busy browser may not take the key for a wish of its user; then it is pressed again."""
    for _ in range(5):
        reach(page, "Drop your file here")
        try:
            with page.expect_file_chooser(timeout=5_000) as chooser:
                page.keyboard.press("Space")
        except TooLong:
            continue
        chooser.value.set_files(files=[file])
        return
    pytest.fail("no file can be chosen with the keyboard")


@pytest.fixture
def table(films):
    rows = (f"{films[0]},1973,03/04/2021,7", f"{films[1]},,13/04/2021,8", f"{films[2]},1975,14/04/2021,9.5")
    return "\n".join(("Was,Year,Wann,Punkte", *rows, ""))


def test_a_diary_is_brought_settled_and_taken_back_with_the_keyboard_alone(page, member, films, table):
    page.goto("/imports")
    choose_file(page, {"name": "filme.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.wait_for_url("**/imports/*")
    expect(page.locator("#import-title")).to_contain_text("2 viewings")

    press(page, "Choose the columns")
    page.wait_for_url("**/mapping")
    choose(page, "Was", "Title")
    choose(page, "Wann", "Day you")
    choose(page, "Days are written with", "The day")
    choose(page, "The highest rating", "Up to 10")
    choose(page, "A rating between", "Take the near")
    expect(page.locator("#examples")).to_contain_text("03/04/2021 is 3 April 2021")
    press(page, "Read it like this")
    expect(page.locator("#import-title")).to_contain_text("3 viewings")

    press(page, "Import 3 viewings")
    expect(page.locator("#import-title")).to_have_text("Imported")
    press(page, "Look at")
    expect(page.locator(".queue-title")).to_contain_text(films[0])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    # What no film database knows stays as the file calls it.
    for name in films[1:]:
        expect(page.locator(".queue-title")).to_contain_text(name)
        page.keyboard.press("s")
    press(page, "To the report")
    expect(page.locator("#import-title")).to_have_text("Imported")
    press(page, "Take this import back")
    page.wait_for_url("**/withdrawal")
    press(page, "Take it back")
    expect(page.locator("#import-title")).to_have_text("Taken back.")
    page.goto(f"/members/{member}/diary")
    expect(page.locator("article")).to_have_count(2)


def test_a_file_can_be_dropped_anywhere_and_one_too_large_is_told(page, member):
    page.goto("/imports")
    page.evaluate("document.querySelector('[data-upload]').dataset.upload = 5")
    page.evaluate(DROP, ["films.csv", "Film,Year\nStalker,1979\n"])
    expect(page.get_by_role("alert")).to_contain_text("This file is larger than")
    page.reload()
    page.evaluate(DROP, ["films.csv", "Film,Year\nStalker,1979\n"])
    page.wait_for_url("**/imports/*")
    expect(page.locator("#import-title")).to_contain_text("1 viewing")


def test_an_empty_file_is_refused_where_it_was_brought(page, member, complaints):
    page.goto("/imports")
    page.evaluate(DROP, ["films.csv", ""])
    expect(page.get_by_role("alert")).to_have_text("This file is empty.")
    # The browser notes the status of the answer.
    complaints[:] = [said for said in complaints if "422" not in said]


def test_a_file_whose_line_breaks_stays_chosen_and_is_one_import_however_often_it_is_sent(page, member, complaints):
    page.goto("/imports")
    arrived = []

    def lose(route):
        # It arrives; that it did is never heard.
        arrived.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    page.route("**/imports", lose)
    page.set_input_files("#upload-file", files=[FILM])
    expect(page.get_by_role("alert")).to_contain_text("The connection broke before your file had arrived")
    assert page.evaluate("document.querySelector('#upload-file').files[0].name") == "films.csv"
    assert page.evaluate(FOCUSED) == "Try again"
    page.evaluate(axe_script().read_text())
    assert axe_problems(page, {"dark": LOOKS["dark"]}) == []
    page.unroute("**/imports")
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/*")
    page.goto("/imports")
    expect(page.get_by_role("link", name="films.csv")).to_have_count(1)
    assert arrived == [200]
    complaints[:] = [said for said in complaints if "ERR_CONNECTION_RESET" not in said]


def test_a_file_that_gets_no_further_is_stopped_and_sent_again_at_a_press(page, member):
    page.goto("/imports")
    page.evaluate("document.querySelector('[data-upload]').dataset.uploadPatience = 0.5")
    # Nobody answers.
    page.route("**/imports", lambda route: None)
    page.evaluate(DROP, ["films.csv", "Film,Year\nStalker,1979\n"])
    expect(page.get_by_role("alert")).to_contain_text("Your file got no further")
    expect(page.get_by_text("with films.csv, which is still chosen")).to_be_visible()
    page.unroute("**/imports")
    page.evaluate("document.querySelector('[data-upload]').dataset.uploadPatience = 60")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/imports/*")


def test_every_state_is_accessible_valid_and_no_wider_than_a_phone(page, member, films, table):
    page.add_init_script(path=axe_script())
    bring(page, f"{table},,2021-13-13\n{films[0]},1973,13/13/2021,3", "filme.csv")
    expect(page.locator(".preview")).to_be_visible()
    address = page.url
    found, pages = looked_at(page, {"preview": address, "mapping": f"{address}/mapping", "list": "/imports"})
    page.goto(address)
    page.get_by_role("button", name="Import 2 viewings").click()
    expect(page.locator(".report")).to_be_visible()
    after = {"report": address, "lines": f"{address}/lines", "queue": f"{address}/films", "back": f"{address}/withdrawal"}
    more, others = looked_at(page, after)
    assert found + more == []
    assert html_problems({**pages, **others}) == []


def looked_at(page, addresses):
    """What is wrong with pages, and their HTML."""
    found, sources = [], {}
    for name, address in addresses.items():
        sources[name] = page.goto(address).text()
        found += [f"{name}, {problem}" for problem in (*axe_problems(page), *widths_it_exceeds(page))]
    return found, sources
