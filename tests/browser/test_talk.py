"""Liking, commenting and answering in a real browser."""

import re
from uuid import uuid4

import pytest
from hands import log_by_hand, register
from playwright.sync_api import expect


@pytest.fixture
def other(contexts, browser_context_args, complaints):
    """The page of another member, signed in; their name is that of its browser's account."""
    with contexts.taken(browser_context_args, complaints) as context:
        page = context.new_page()
        register(page, f"o{uuid4().hex[:12]}")
        yield page


def press(page, locator):
    locator.focus()
    page.keyboard.press("Enter")


def test_an_entry_is_liked_commented_on_and_answered_with_the_keyboard_alone(page, member, other):
    log_by_hand(other, "Stalker")
    page.goto("/")
    row = page.locator("article").first
    like = row.get_by_role("button", name=re.compile("^Like"))
    press(page, like)
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()
    press(page, row.get_by_title("Comments"))
    page.wait_for_url("**/reviews/**")
    page.get_by_label("Your comment").focus()
    page.keyboard.type("Rain, and *more* rain.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.comment")).to_contain_text("Rain, and more rain.")
    expect(page.get_by_label("Your comment")).to_have_value("")
    expect(page.locator("#comments-count")).to_have_text("1")
    expect(page.locator("#said")).to_have_text("Your comment is there.")
    press(page, page.get_by_role("link", name=re.compile("^Reply")))
    answer = page.get_by_label(re.compile("^Your answer"))
    expect(answer).to_be_focused()
    page.keyboard.type("And a dog.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.comment-reply")).to_contain_text("And a dog.")
    expect(page.locator("article.comment-reply a:focus")).to_have_count(1)
    press(page, page.locator("article.comment-reply").get_by_role("link", name=re.compile("^Edit")))
    expect(page.locator("form textarea:focus")).to_have_value("And a dog.")
    page.keyboard.press("Escape")
    expect(page.locator("article.comment-reply a:focus")).to_have_count(1)
    press(page, page.locator("article.comment-reply").get_by_role("link", name=re.compile("^Delete")))
    press(page, page.get_by_role("button", name="Delete", exact=True))
    # The question whether to delete it stands in its place, so that it is no longer listed says nothing yet.
    expect(page.locator("#comments-count")).to_have_text("1")
    expect(page.locator("article.comment")).to_have_count(1)
    other.goto(page.url)
    expect(other.locator("article.comment")).to_contain_text("Rain, and more rain.")
    expect(other.locator(".reactions")).to_contain_text("1")


def test_a_double_click_likes_once_and_nothing_moves(page, member, other):
    log_by_hand(other, "Mirror")
    page.goto("/")
    row = page.locator("article").first
    before = row.bounding_box(), row.locator(".talk").bounding_box()
    row.get_by_role("button", name=re.compile("^Like")).dblclick()
    expect(row.get_by_role("button", name=re.compile("^Like"))).to_have_attribute("aria-pressed", "true")
    expect(row.locator("a.count")).to_contain_text("1")
    assert (row.bounding_box(), row.locator(".talk").bounding_box()) == before


def test_what_is_left_to_write_is_counted_and_a_refused_comment_stays(page, member, complaints):
    log_by_hand(page)
    page.goto("/")
    page.locator("article .entry-who a.quiet").first.click()
    field = page.get_by_label("Your comment")
    field.fill("x" * 1990)
    expect(page.locator("[data-left]")).to_have_text("10 left")
    field.fill("x" * 2003)
    expect(page.locator("[data-left]")).to_have_text("3 too many")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#say")).to_contain_text("at most 2,000")
    expect(page.get_by_label("Your comment")).to_have_value("x" * 2003)
    complaints[:] = [said for said in complaints if "422" not in said]
