"""Numbers that follow what is done, and charts for keyboards, in a real browser."""

import re

from hands import log_by_hand
from playwright.sync_api import expect


def test_the_numbers_follow_an_edit_in_place(page, member):
    log_by_hand(page, "Stalker")
    log_by_hand(page, "Mirror", "1975")
    page.goto(f"/members/{member}")
    bars = page.locator("#numbers")
    expect(bars).to_contain_text("2 unrated")
    page.evaluate("window.untouched = true")
    page.get_by_role("link", name="Edit the entry of Mirror").click()
    form = page.locator("form[data-edit]")
    form.get_by_role("radio", name="4½ stars").check(force=True)
    form.get_by_role("button", name="Save").click()
    expect(bars).to_contain_text("1 film with 4½ stars, 100 %")
    expect(bars).to_contain_text("1 unrated")
    expect(page.locator("#tiles")).to_contain_text("4.5 ★")
    assert page.evaluate("window.untouched")


def test_the_numbers_follow_a_deletion_and_its_undoing(page, member):
    log_by_hand(page, "Stalker")
    page.goto(f"/members/{member}")
    page.get_by_role("button", name=re.compile("^Delete the entry")).click()
    expect(page.locator("#tiles .tile").first).to_contain_text("0")
    expect(page.locator("#heatmap")).to_contain_text("0 films in the past year")
    expect(page.locator(".month")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#tiles .tile").first).to_contain_text("1")
    expect(page.locator(".month")).to_be_visible()
    expect(page.locator(".heat-days a:not(.l0)")).to_have_count(1)


def test_a_heatmap_is_one_stop_with_arrow_keys_inside(page, member):
    page.goto(f"/members/{member}")
    days = page.locator(".heat-days a")
    assert page.locator(".heat-days a[tabindex='0']").count() == 1
    days.last.focus()
    page.keyboard.press("ArrowUp")
    expect(days.nth(-2)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(days.nth(-9)).to_be_focused()
    page.keyboard.press("Home")
    expect(days.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(days.first).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.heat-days')")
    page.keyboard.press("Shift+Tab")
    expect(days.first).to_be_focused()


def test_another_year_comes_in_part_and_has_its_address(page, member):
    log_by_hand(page, "Stalker")
    page.goto(f"/members/{member}")
    page.evaluate("window.untouched = true")
    year = page.locator(".heat-years a").nth(1)
    shown = year.inner_text()
    year.click()
    expect(page.locator("#heatmap")).to_contain_text(f"1 film in {shown}")
    expect(page).to_have_url(re.compile(rf"\?year={shown}$"))
    assert page.evaluate("window.untouched")
    page.go_back()
    expect(page.locator("#heatmap")).to_contain_text("in the past year")


def test_history_loads_as_one_scrolls(page, member):
    for year in range(2015, 2022):
        log_by_hand(page, when="about", about=f"{year}-05")
    page.set_viewport_size({"width": 1000, "height": 500})
    page.goto(f"/members/{member}/history")
    expect(page.locator("article")).not_to_have_count(7)
    for _ in range(30):
        page.mouse.wheel(0, 400)
        if page.locator(".history-waits").count() == 0:
            break
        page.wait_for_load_state("networkidle")
    expect(page.locator("article")).to_have_count(7)


def test_tabs_and_months_change_in_part_and_back_leads_back(page, member):
    log_by_hand(page, "Stalker")
    page.goto(f"/members/{member}")
    page.evaluate("window.untouched = true")
    page.get_by_role("link", name="Calendar").click()
    expect(page.locator("#calendar")).to_be_visible()
    page.get_by_role("link", name="The month before").click()
    expect(page.locator("#calendar")).to_contain_text("0 films")
    page.get_by_role("link", name="Trends").click()
    expect(page.locator("#trends")).to_contain_text("1 film")
    page.get_by_role("link", name="All time").click()
    expect(page.locator("#trends-title")).to_contain_text("All time")
    assert page.evaluate("window.untouched")
    page.go_back()
    page.go_back()
    expect(page.locator("#calendar")).to_be_visible()
