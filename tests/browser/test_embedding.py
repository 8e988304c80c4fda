"""A diary in a frame on another site, in a real browser; and all else of the site that refuses to be framed."""

import re
from urllib.parse import urlsplit

import pytest
from hands import log_by_hand, register
from playwright.sync_api import expect

from moviediary.embedding import frames
from moviediary.embedding.looks import SHOWS, SIZES, Look


@pytest.fixture(scope="session")
def embedded(contexts, browser_context_args):
    """The name of a member with some films, and the id of an entry."""
    with contexts.taken(browser_context_args, []) as context:
        page = context.new_page()
        register(page, "framed")
        for title in ("Stalker", "Jeanne Dielman, 23, quai du Commerce, 1080 Bruxelles", "七人の侍"):
            log_by_hand(page, title, text="What stayed with me: rain. " * 40)
        entry = page.goto("/") and page.locator("article").first.get_attribute("id").removeprefix("entry-")
        return "framed", entry


@pytest.fixture
def elsewhere(httpserver, page):
    """Open a page of another site, told by its body."""

    def show(body):
        html = f"<!doctype html><link rel='icon' href='data:,'><title>Elsewhere</title><body>{body}"
        httpserver.expect_request("/").respond_with_data(html, content_type="text/html; charset=utf-8")
        page.goto(httpserver.url_for("/").replace("127.0.0.1", "localhost"))
        return page

    return show


def test_an_embed_is_shown_on_another_site_and_the_site_itself_is_not(elsewhere, base_url, embedded, complaints):
    name, entry = embedded
    paths = (f"/embed/members/{name}", f"/embed/reviews/{entry}", f"/members/{name}", "/login")
    page = elsewhere("".join(f'<iframe id="f{place}" src="{base_url}{path}"></iframe>' for place, path in enumerate(paths)))
    assert urlsplit(page.url).hostname != urlsplit(base_url).hostname
    expect(page.frame_locator("#f0").get_by_role("heading", level=1)).to_have_text("Watched lately")
    expect(page.frame_locator("#f1").locator("article")).to_contain_text("rain")
    for place in (2, 3):
        expect(page.frame_locator(f"#f{place}").locator("main")).to_have_count(0)
    refused = [said for said in complaints if "frame-ancestors" in said]
    assert len(refused) == 2
    with page.context.expect_page() as opened:
        page.frame_locator("#f0").get_by_role("link", name=re.compile("film diary")).click()
    assert opened.value.url == f"{base_url}/members/{name}"
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [1240, 320])
def test_everything_fits_the_height_its_code_names(elsewhere, page, base_url, embedded, width):
    page.set_viewport_size({"width": width, "height": 900})
    name, entry = embedded
    looks = [Look(show=show, size=size, count=3) for show in SHOWS for size in SIZES]
    framed = [frames.of_member(name, "Diary", look) for look in looks]
    framed += [frames.of_review(entry, "Entry", Look(size=size)) for size in SIZES]
    codes = "".join(frame.code(base_url + frame.path).replace(' loading="lazy"', "") for frame in framed)
    page = elsewhere(codes)
    inside = page.frames[1:]
    assert len(inside) == len(framed)
    over = {
        frame.url: frame.evaluate("[document.documentElement.scrollHeight - innerHeight, document.body.scrollWidth - innerWidth]")
        for frame in inside
    }
    assert {url: by for url, by in over.items() if max(by) > 0} == {}


def test_a_frame_in_a_sandbox_still_has_its_style(elsewhere, base_url, embedded, complaints):
    page = elsewhere(f'<iframe sandbox src="{base_url}/embed/members/{embedded[0]}?theme=dark"></iframe>')
    expect(page.frame_locator("iframe").locator("html")).to_have_css("background-color", "rgb(27, 24, 21)")
    assert complaints == []


def test_the_settings_follow_what_is_chosen(page, member):
    log_by_hand(page, "Stalker")
    page.goto("/settings/embedding")
    code, inside = page.get_by_label("Code for your page"), page.frame_locator("iframe.preview")
    expect(inside.get_by_role("link", name="Stalker")).to_be_visible()
    page.get_by_role("radio", name="Past year").check(force=True)
    expect(code).to_have_value(re.compile("show=heatmap"))
    expect(inside.get_by_role("heading", level=1)).to_have_text("1 film in the past year")
    expect(page.locator("#said")).to_have_text("The preview and the code are new.")
    page.get_by_label("Color of stars, bars and days").fill("#3366ff")
    expect(code).to_have_value(re.compile("accent=3366ff"))
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator("#said")).to_have_text("It is copied.")
