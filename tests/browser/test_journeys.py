"""What people do, in a real browser."""

import re
from uuid import uuid4

import pytest
from hands import log_by_hand, log_on_the_page, register_on_the_page
from people import PASSWORD
from playwright.sync_api import expect


def log_by_keyboard(page, typed, stars="5"):
    page.goto("/")
    page.keyboard.press("l")
    expect(page.locator("dialog[open] input[type=search]")).to_be_focused()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("dialog [data-log]")).to_be_visible()
    page.keyboard.press(stars)
    page.keyboard.press("Enter")
    page.wait_for_url("**/movies/**")


def test_a_film_is_logged_with_the_keyboard_alone_and_its_poster_arrives_on_the_open_page(page, member):
    log_by_keyboard(page, "tt0118694")
    expect(page.get_by_role("heading", level=1)).to_contain_text("In the Mood for Love")
    expect(page.locator("#poster img")).to_be_visible()
    # The typed letters find it among our own films from now on.
    log_by_keyboard(page, "moo", "4")
    expect(page.get_by_role("heading", level=1)).to_contain_text("In the Mood for Love")
    expect(page.locator("article")).to_have_count(2)


def test_an_account_is_made_and_who_made_it_is_signed_in(page, complaints):
    name = f"m{uuid4().hex[:12]}"
    register_on_the_page(page, name)
    expect(page.get_by_label("Your account")).to_be_visible()
    page.goto(f"/members/{name}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert complaints == []


def test_undo_in_the_message_takes_a_new_entry_back(page, member):
    log_on_the_page(page)
    page.get_by_role("button", name="Undo").click()
    page.goto(f"/members/{member}")
    expect(page.locator("article")).to_have_count(0)


def test_an_entry_is_edited_where_it_stands(page, member):
    log_by_hand(page, text="First words.")
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    form = page.locator("form[data-edit]")
    expect(form).to_be_visible()
    form.get_by_label("Review").fill("Second words.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article")).to_contain_text("Second words.")
    assert page.url.endswith(f"/members/{member}")


def test_escape_leaves_an_entry_as_it_was(page, member):
    log_by_hand(page, text="First words.")
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    expect(page.locator("form[data-edit]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("article")).to_contain_text("First words.")
    expect(page.locator("form[data-edit]")).to_have_count(0)


def test_a_refused_edit_stays_where_it_is_with_what_was_typed(page, member, complaints):
    log_by_hand(page)
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    form = page.locator("form[data-edit]")
    form.locator("summary").click()
    form.get_by_label("Tags").fill("x" * 51)
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("at most 50 characters")
    expect(form.get_by_label("Tags")).to_have_value("x" * 51)
    complaints[:] = [said for said in complaints if "422" not in said]


def test_the_second_of_two_tabs_sees_what_the_first_one_saved(page, context, member, complaints):
    log_by_hand(page, text="As it was.")
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    expect(page.locator("form[data-edit]")).to_be_visible()
    other = context.new_page()
    other.goto(f"/members/{member}")
    other.get_by_role("link", name=re.compile("^Edit the entry")).click()
    other.locator("form[data-edit]").get_by_label("Review").fill("From the other tab.")
    other.keyboard.press("Control+Enter")
    expect(other.locator("article")).to_contain_text("From the other tab.")
    form = page.locator("form[data-edit]")
    form.get_by_label("Review").fill("From this tab.")
    page.keyboard.press("Control+Enter")
    expect(form).to_contain_text("From the other tab.")
    expect(form.get_by_label("Review")).to_have_value("From this tab.")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("article")).to_contain_text("From this tab.")
    complaints[:] = [said for said in complaints if "409" not in said]


def test_a_deleted_entry_comes_back_into_its_place(page, member):
    log_by_hand(page, text="Words.")
    page.goto(f"/members/{member}")
    page.locator("article").hover()
    page.get_by_role("button", name=re.compile("^Delete")).click()
    expect(page.locator("article")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("article")).to_contain_text("Words.")


def test_deleting_and_undoing_by_keyboard_keeps_the_focus_where_one_was(page, member):
    for title in ("Stalker", "Mirror"):
        log_by_hand(page, title)
    page.goto(f"/members/{member}")
    page.get_by_role("button", name="Delete the entry of Mirror").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Edit the entry of Mirror")).to_be_focused()
    expect(page.locator("#said")).to_have_text("The entry is back in your diary.")
    page.get_by_role("button", name="Delete the entry of Mirror").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article a:focus")).to_have_count(1)


def test_a_saved_edit_is_told_to_those_who_listen(page, member):
    log_by_hand(page, text="First words.")
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).click()
    page.locator("form[data-edit]").get_by_label("Review").fill("Second words.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=status]#said")).to_have_text("Saved.")


def test_a_low_row_is_edited_within_the_window(page, member):
    page.set_viewport_size({"width": 1000, "height": 600})
    for number in range(6):
        log_by_hand(page, f"Film {number}")
    page.goto(f"/members/{member}")
    page.get_by_role("link", name=re.compile("^Edit the entry")).nth(2).click()
    expect(page.locator("form[data-edit]").get_by_role("button", name="Save")).to_be_in_viewport()


def test_what_goes_wrong_in_the_dialog_is_said_above_it(page, member, complaints):
    page.goto("/")
    page.keyboard.press("l")
    page.keyboard.type("Some film of my own")
    expect(page.locator("dialog .choice-hand")).to_be_visible()
    expect(page.locator("#further")).not_to_have_attribute("hx-get", re.compile("."))
    page.route("**/reviews/new*", lambda route: route.abort())
    page.locator("dialog .choice-hand").click()
    toast = page.locator("[role=status] .toast")
    expect(toast).to_contain_text("cannot be reached")
    # A click lands on it, so it neither lies behind the dialog nor sleeps.
    toast.get_by_role("button", name="Close this message").click()
    expect(toast).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("body > #toasts")).to_have_count(1)
    complaints.clear()


def test_the_dialog_begins_at_one_height_in_every_step(page, member):
    log_by_hand(page)
    page.goto("/")
    page.keyboard.press("l")
    top = page.locator("dialog").bounding_box()["y"]
    page.keyboard.type("stalker")
    page.locator("dialog .choice").first.click()
    expect(page.locator("dialog [data-log]")).to_be_visible()
    assert page.locator("dialog").bounding_box()["y"] == top


def test_the_search_of_the_feed_goes_on_in_the_dialog(page, member):
    log_by_hand(page, "Solaris", "1972")
    page.goto("/")
    page.get_by_label("The film you watched").fill("solaris 1972")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] .choice").first).to_contain_text("Solaris")
    assert page.url.endswith("/")


def test_by_hand_the_focus_is_at_what_is_missing(page, member):
    page.goto("/")
    for typed, expected in (("Nobody knows this", "Year of release"), ("Nobody knows this 1999", "No rating")):
        page.keyboard.press("l")
        page.keyboard.type(typed)
        expect(page.locator("#options")).to_have_attribute("data-query", typed)
        expect(page.locator("#further")).not_to_have_attribute("hx-get", re.compile("."))
        page.locator("dialog .choice-hand").click()
        expect(page.locator("dialog").get_by_label(expected)).to_be_focused()
        page.reload()


@pytest.mark.parametrize("width", [900, 720])
def test_the_header_breaks_no_word(page, member, width):
    page.set_viewport_size({"width": width, "height": 600})
    page.goto("/")
    for link in page.locator(".nav a:visible").all():
        assert (
            link.evaluate(
                "link => { const r = document.createRange(); r.selectNodeContents(link); return r.getClientRects().length; }"
            )
            == 1
        )
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_label("Your account").click()
    expect(page.locator(".menu").get_by_role("link", name="Members")).to_be_visible()


def test_two_clicks_log_once(page, member):
    page.goto("/reviews/new?by_hand=1&title=Stalker")
    page.locator("main").get_by_label("Year of release").fill("1979")
    page.locator("main").get_by_role("button", name="Save to diary").dblclick()
    page.wait_for_url("**/movies/**")
    page.goto(f"/members/{member}")
    expect(page.locator("article")).to_have_count(1)


def test_going_back_and_saving_once_more_logs_once(page, member):
    log_on_the_page(page)
    page.go_back()
    page.locator("main").get_by_label("Year of release").fill("1979")
    page.locator("main").get_by_role("button", name="Save to diary").click()
    page.wait_for_url("**/movies/**")
    page.goto(f"/members/{member}")
    expect(page.locator("article")).to_have_count(1)


def test_the_theme_that_was_chosen_stays_until_it_is_left_to_the_system_again(page, member):
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    page.get_by_label("Your account").click()
    page.locator(".menu").get_by_label("Light").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_label("Your account").click()
    page.locator(".menu").get_by_label("Auto").check()
    page.reload()
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile("."))
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "theme"]


def test_a_visitor_chooses_a_theme_too(page, complaints):
    page.goto("/login")
    page.locator("footer").get_by_label("Dark").check()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_signing_out_and_in_again(page, member):
    page.goto("/")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/login")
    page.get_by_label("Username or e-mail").fill(member)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    expect(page.get_by_label("Your account")).to_be_visible()


class TestWithoutJavaScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_everything_that_matters_works(self, page, complaints):
        member = f"m{uuid4().hex[:12]}"
        register_on_the_page(page, member)
        log_on_the_page(page, text="First words.")
        page.goto(f"/members/{member}")
        page.get_by_role("link", name=re.compile("^Edit the entry")).click()
        page.locator("main").get_by_label("Review").fill("Second words.")
        page.locator("main").get_by_role("button", name="Save").click()
        expect(page.locator("article")).to_contain_text("Second words.")
        page.get_by_role("button", name=re.compile("^Delete")).click()
        page.goto("/reviews/deleted")
        page.get_by_role("button", name=re.compile("^Restore")).click()
        expect(page.locator("article")).to_contain_text("Second words.")
        page.goto("/reviews/new?q=stalker")
        expect(page.locator("main .choice").first).to_contain_text("Stalker")
