"""What several browser tests do first."""

from urllib.parse import quote


def log_by_hand(page, title="Stalker", year="1979", text=""):
    page.goto(f"/reviews/new?by_hand=1&title={quote(title)}")
    page.locator("main").get_by_label("Year of release").fill(year)
    page.locator("main").get_by_label("Review").fill(text)
    page.locator("main").get_by_role("button", name="Save to diary").click()
    page.wait_for_url("**/movies/**")
