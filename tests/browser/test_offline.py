"""Without a connection, and on the home screen of a phone."""

import re

import pytest
from contexts import heard
from hands import log_by_hand
from playwright.sync_api import expect
from servers import until

READY = "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')"
KEPT = """async () => {
  const names = await caches.keys();
  const caches_ = await Promise.all(names.map((name) => caches.open(name)));
  const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
  return {names, addresses: requests.map(({url}) => url.replace(location.origin, ""))};
}"""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "service_workers": "allow"}


@pytest.fixture
def context(new_context, complaints):
    """Anew for each test: what a browser keeps is what they are about."""
    context = new_context()
    with heard(context, complaints):
        yield context


@pytest.fixture
def prepared(page, member, complaints):
    """A member whose browser is ready for when the connection is lost."""
    page.goto("/")
    until(lambda: page.evaluate(READY), "the service worker is at work")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")
    yield member
    # The browser notes what it could not reach.
    complaints[:] = [said for said in complaints if not re.search("ERR_INTERNET_DISCONNECTED|Failed to fetch", said)]


def test_without_a_connection_a_note_says_so_and_goes_when_it_is_back(page, context, prepared):
    log_by_hand(page, "Stalker", text="Words.")
    context.set_offline(True)
    page.goto(f"/members/{prepared}")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    expect(page.locator("body")).to_contain_text("Nothing was lost")
    expect(page.locator("body")).not_to_contain_text(prepared)
    # It looks as the site does, though nothing can be fetched.
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter")
    assert page.evaluate("document.fonts.load('1em Fraunces').then((fonts) => fonts.length)") >= 1
    with page.expect_navigation():
        page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert page.url.endswith(f"/members/{prepared}")
    context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_contain_text(prepared)
    expect(page.locator("article")).to_contain_text("Words.")


def test_a_browser_keeps_static_files_and_the_note_and_nothing_else(page, prepared):
    log_by_hand(page, "Stalker", text="Words.")
    for path in ("/", f"/members/{prepared}", f"/members/{prepared}/trends", "/search?q=stalker", "/settings/profile"):
        page.goto(path)
    page.goto(f"/members/{prepared}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    expect(page.locator("form[data-edit]")).to_be_visible()
    # Nor is kept what is the same for everyone and might be, or a file of another release.
    for address in ("/robots.txt", "/static/css/base.css?v=0"):
        page.evaluate("(address) => fetch(address).then((answer) => answer.text())", address)
    kept = page.evaluate(KEPT)
    assert len(kept["names"]) == 1
    assert len(kept["addresses"]) > 20
    strange = [address for address in kept["addresses"] if not re.fullmatch(r"/static/.+", address)]
    assert re.fullmatch(r"/offline\?v=\w+", "".join(strange))
    assert "/static/css/base.css?v=0" not in kept["addresses"]


def test_what_was_typed_stays_when_it_cannot_be_sent(page, context, prepared):
    page.goto("/reviews/new?by_hand=1&title=Stalker")
    form = page.locator("main [data-log]")
    form.get_by_label("Year of release").fill("1979")
    form.get_by_label("Review").fill("Words I would not write again.")
    context.set_offline(True)
    form.get_by_role("button", name="Save to diary").click()
    expect(page.locator("[role=status] .toast")).to_contain_text("cannot be reached")
    # Nor does a part of the page that cannot be fetched become the note.
    form.get_by_role("link", name="Look for a film instead").click()
    expect(form.locator(".htmx-request")).to_have_count(0)
    expect(form.get_by_label("Review")).to_have_value("Words I would not write again.")
    context.set_offline(False)
    form.get_by_role("button", name="Save to diary").click()
    page.wait_for_url("**/movies/**")


def test_a_form_that_is_sent_the_ordinary_way_stays_where_it_is_too(page, context, prepared):
    page.goto("/settings/profile")
    page.get_by_label("About").fill("Words I would not write again.")
    context.set_offline(True)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[role=status] .toast")).to_contain_text("There is no connection")
    expect(page.get_by_label("About")).to_have_value("Words I would not write again.")
    context.set_offline(False)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[role=status] .toast").last).to_contain_text("saved")


def test_without_a_network_a_site_on_this_machine_is_written_to_all_the_same(page, prepared):
    """A browser without a network thinks itself offline, though the site it asks is on the machine it runs on."""
    page.goto("/settings/profile")
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    page.get_by_label("About").fill("Likes trains.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[role=status] .toast")).to_contain_text("saved")


def test_another_release_takes_the_place_of_what_the_last_one_kept(page, prepared):
    page.evaluate("caches.open('release-before').then((cache) => cache.put('/static/old.css?v=1', new Response('old')))")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.unregister())")
    page.goto("/")
    page.goto("/")
    until(lambda: page.evaluate(READY), "the service worker is at work")
    until(lambda: page.evaluate("caches.has('release-before').then((there) => !there)"), "what was kept before is gone")


def test_a_phone_can_put_the_site_on_its_home_screen(page, context, prepared):
    browser = context.new_cdp_session(page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].partition("?")[0].endswith("/static/manifest.webmanifest")
    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Nothing can be put anywhere by a browser that forgets everything, such as that of a test.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
    assert browser.send("Page.getAppId")["appId"].endswith("/")
