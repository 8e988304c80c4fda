"""Finding by the keyboard alone: the list that follows what is typed, in the header and in the dialog."""

import re

import pytest
from hands import log_by_hand, register
from pagecheck import axe_script
from playwright.sync_api import expect


@pytest.fixture(scope="session")
def signed_in(contexts, browser_context_args):
    """The cookies of a member with three films in the diary."""
    with contexts.taken(browser_context_args, []) as context:
        page = context.new_page()
        register(page, "finder")
        for title, year in (("Solaris", "1972"), ("Solar Wind", "1999"), ("Stalker", "1979")):
            log_by_hand(page, title, year)
        return context.cookies()


@pytest.fixture
def shelf(context, signed_in, complaints):
    """The front page, as that member sees it."""
    context.add_cookies(signed_in)
    page = context.new_page()
    page.goto("/")
    yield page
    assert complaints == []


AXE = "(box) => axe.run(box).then((found) => found.violations.map((one) => `${one.id} ${one.nodes[0].html}`))"


def field(page):
    return page.locator("[data-finder] input")


def active(page):
    return page.locator(f"#{field(page).get_attribute('aria-activedescendant')}")


def test_the_slash_key_leads_to_the_search_and_arrows_and_enter_to_a_film(shelf):
    shelf.keyboard.press("/")
    expect(field(shelf)).to_be_focused()
    shelf.keyboard.type("solar")
    expect(shelf.locator("#suggestions [role=option]").first).to_be_visible()
    expect(field(shelf)).to_have_attribute("aria-expanded", "true")
    shelf.keyboard.press("ArrowDown")
    shelf.keyboard.press("ArrowDown")
    expect(field(shelf)).to_be_focused()
    assert active(shelf).get_attribute("aria-selected") == "true"
    chosen = active(shelf).locator("b").inner_text()
    shelf.keyboard.press("Enter")
    shelf.wait_for_url("**/movies/**")
    expect(shelf.get_by_role("heading", level=1)).to_contain_text(chosen)


def test_how_many_were_found_is_told_to_those_who_listen(shelf):
    field(shelf).fill("solar")
    expect(shelf.locator("#said")).to_have_text("2 found.")
    field(shelf).fill("stalker")
    expect(shelf.locator("#said")).to_have_text("1 found.")


def test_enter_without_a_choice_searches_and_escape_closes_the_list(shelf):
    shelf.keyboard.press("/")
    shelf.keyboard.type("solar")
    expect(shelf.locator("#suggestions [role=option]")).to_have_count(2)
    shelf.keyboard.press("Escape")
    expect(shelf.locator("#suggestions [role=option]")).to_have_count(0)
    expect(field(shelf)).to_have_attribute("aria-expanded", "false")
    shelf.keyboard.press("Enter")
    shelf.wait_for_url("**/search?q=solar")
    expect(shelf.locator("#found > li")).to_have_count(2)


def test_what_was_chosen_lately_stands_there_before_anything_is_typed(shelf):
    shelf.keyboard.press("/")
    shelf.keyboard.type("stalk")
    shelf.locator("#suggestions [role=option]", has_text="Stalker").click()
    shelf.wait_for_url("**/movies/**")
    shelf.keyboard.press("/")
    expect(shelf.locator("#suggestions [role=option]")).to_have_text([re.compile("Stalker")])
    shelf.keyboard.press("ArrowDown")
    shelf.keyboard.press("Enter")
    expect(shelf.get_by_role("heading", level=1)).to_contain_text("Stalker")


def test_signing_out_forgets_what_was_chosen(page, member):
    log_by_hand(page)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("stalk")
    page.locator("#suggestions [role=option]", has_text="Stalker").click()
    page.wait_for_url("**/movies/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('picks')).length") == 1
    page.locator("summary[aria-label='Your account']").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('picks')).length") == 0


def test_what_film_databases_know_comes_below_and_moves_nothing(shelf):
    held = []
    shelf.route("**/search/further*", lambda route: held.append(route))
    shelf.keyboard.press("/")
    shelf.keyboard.type("sta")
    with shelf.expect_request("**/search/further*"):
        expect(shelf.locator("#suggestions [role=option]").first).to_contain_text("Stalker")
    shelf.keyboard.press("ArrowDown")
    chosen, places = active(shelf).inner_text(), boxes(shelf)
    held[-1].fulfill(status=200, content_type="text/html", body=BEYOND)
    expect(shelf.locator("#beyond [role=option]")).to_have_text("Starlet")
    assert active(shelf).inner_text() == chosen
    assert boxes(shelf)[: len(places)] == places


BEYOND = '<div id="beyond"><div role="group" aria-label="From TMDB"><a role="option" href="/a">Starlet</a></div></div>'


def boxes(page):
    return [option.bounding_box() for option in page.locator("#suggestions [role=option]").all()]


def test_a_film_of_a_film_database_leads_to_the_form_that_logs_it(shelf):
    shelf.keyboard.press("/")
    shelf.keyboard.type("parasite")
    option = shelf.locator("#beyond [role=option]").first
    expect(option).to_contain_text("Parasite")
    option.click()
    expect(shelf.locator("dialog[open] [data-log]")).to_contain_text("Parasite")


def test_in_the_dialog_the_arrow_keys_choose_another_film(shelf):
    shelf.keyboard.press("l")
    shelf.keyboard.type("solar")
    # Not those of the letters before, which are about to go.
    options = shelf.locator('dialog [data-query="solar"] [role=option]')
    expect(options.nth(1)).to_be_visible()
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    second = options.nth(1).locator("b").inner_text()
    shelf.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    shelf.keyboard.press("Enter")
    expect(shelf.locator("dialog [data-log]")).to_contain_text(second)


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_open_lists_are_accessible(shelf, scheme):
    shelf.emulate_media(color_scheme=scheme)
    script = axe_script().read_text(encoding="utf-8")
    for open_list, box in ((lambda: shelf.keyboard.press("/"), "#suggestions"), (lambda: shelf.keyboard.press("l"), "dialog")):
        shelf.goto("/")
        open_list()
        shelf.keyboard.type("the matrix")
        # Not those of the letters before, which are about to go.
        expect(shelf.locator(f'{box} [data-query="the matrix"] [role=option]').first).to_be_visible()
        shelf.evaluate(script)
        assert shelf.evaluate(AXE, box) == []


def test_the_search_page_shows_what_film_databases_know_for_the_keyboard_too(shelf):
    shelf.goto("/search?q=parasite")
    link = shelf.locator("#beyond a.choice")
    expect(link).to_contain_text("Parasite")
    shelf.locator("summary", has_text="Filter").focus()
    shelf.keyboard.press("Tab")
    expect(link).to_be_focused()
    shelf.evaluate(axe_script().read_text(encoding="utf-8"))
    assert shelf.evaluate(AXE, "#content") == []
    shelf.keyboard.press("Enter")
    expect(shelf.locator("dialog[open] [data-log]")).to_contain_text("Parasite")


def test_where_nobody_knows_a_film_it_is_said_and_can_be_added(shelf):
    for page, box in (("/search?q=qqqzzz", "#beyond"), ("/", "#suggestions")):
        shelf.goto(page)
        if page == "/":
            shelf.keyboard.press("/")
            shelf.keyboard.type("qqqzzz")
        expect(shelf.locator(box)).to_contain_text("No film database has such a film.")
        shelf.locator(f"{box} .choice-hand").click()
        expect(shelf.locator("dialog").get_by_label("Title", exact=True)).to_have_value("qqqzzz")
    shelf.goto("/")
    shelf.keyboard.press("l")
    shelf.keyboard.type("qqqzzz")
    expect(shelf.locator("dialog #further")).to_contain_text("No film is called that")


def test_stars_are_dark_until_they_are_given(shelf):
    shelf.goto("/reviews/new?by_hand=1&title=x")
    fill = "([half]) => getComputedStyle(half).fill"
    dark = shelf.locator("main .star-half svg").evaluate_all(fill)
    shelf.locator("main .star-half input").last.check(force=True)
    shelf.mouse.move(0, 0)
    assert shelf.locator("main .star-half svg").evaluate_all(fill) != dark


def test_more_films_stand_in_the_same_grid_and_the_focus_goes_on_with_them(page, member):
    for number in range(31):
        log = page.request.get("/reviews/new?by_hand=1").text()
        said = {name: re.search(rf'name="{name}" value="([^"]+)"', log)[1] for name in ("csrf_token", "key", "when")}
        sent = page.request.post("/reviews", form={**said, "title": f"Zebra {number}", "year": "1999", "audience": "me"})
        assert sent.ok, sent.text()
    page.goto("/search?q=zebra")
    expect(page.locator("#found > li:has(.grid-title)")).to_have_count(30)
    page.locator(".load-more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found > li:has(.grid-title)")).to_have_count(31)
    expect(page.locator("#found > li a").last).to_be_focused()


def test_a_closed_list_stays_closed_and_an_arrow_key_brings_it_back(shelf):
    held = []
    shelf.route("**/search/suggestions*", lambda route: held.append(route))
    shelf.keyboard.press("/")
    with shelf.expect_request("**/search/suggestions*"):
        shelf.keyboard.type("stalk")
    shelf.locator("#content").click(position={"x": 1, "y": 1})
    # What was held goes on from here.
    shelf.unroute("**/search/suggestions*")
    shelf.wait_for_timeout(500)
    expect(shelf.locator("#suggestions [role=option]")).to_have_count(0)
    field(shelf).focus()
    shelf.keyboard.press("ArrowDown")
    expect(shelf.locator("#suggestions [role=option]")).to_have_text([re.compile("Stalker")])


def test_after_the_dialog_the_focus_is_in_the_field_again(shelf):
    shelf.keyboard.press("/")
    shelf.keyboard.type("parasite")
    shelf.locator("#beyond [role=option]").first.click()
    expect(shelf.locator("dialog[open] [data-log]")).to_be_visible()
    shelf.keyboard.press("Escape")
    expect(shelf.locator("dialog[open]")).to_have_count(0)
    expect(field(shelf)).to_be_focused()
