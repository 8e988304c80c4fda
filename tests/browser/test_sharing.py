"""The Share button in a real browser: the link is copied, and the picture comes when the worker has drawn it."""

from hands import log_on_the_page
from playwright.sync_api import expect


def test_sharing_copies_the_link_and_shows_the_picture_others_will_see(page, member, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_on_the_page(page, "Stalker")
    page.locator("#share-movie summary").click()
    box = page.locator("#share-movie")
    # The worker draws it meanwhile.
    expect(box.locator("img")).to_have_attribute("src", r"/movies/" + page.url.rpartition("/")[2] + "/card.jpg?drawn")
    box.get_by_role("button", name="Copy link").click()
    expect(box.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("#said")).to_have_text("It is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.keyboard.press("Escape")
    expect(box.locator("input")).to_be_hidden()
    expect(box.locator("summary")).to_be_focused()


def test_where_the_system_can_share_it_is_asked_to(page, member):
    log_on_the_page(page, "Stalker")
    page.evaluate("navigator.share = async (what) => { window.shared = what; }")
    page.locator("#share-movie summary").click()
    assert page.evaluate("window.shared") == {"title": "Stalker (1979)", "url": page.url}
    expect(page.locator("#share-movie input")).to_be_hidden()
