"""What several browser tests do and look at."""

from urllib.parse import quote

from people import PASSWORD


def is_complaint(message):
    """Whether the browser says in its console that something is wrong. That tests block the service worker is meant."""
    blocked = "Service Worker registration blocked by Playwright" in message.text
    return message.type in ("error", "warning") and not blocked


def register(page, name):
    """Make an account, and be signed in."""
    page.goto("/register")
    for label, value in (("Username", name), ("E-mail", f"{name}@example.org"), ("Password", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")


def log_by_hand(page, title="Stalker", year="1979", text=""):
    page.goto(f"/reviews/new?by_hand=1&title={quote(title)}")
    page.locator("main").get_by_label("Year of release").fill(year)
    page.locator("main").get_by_label("Review").fill(text)
    page.locator("main").get_by_role("button", name="Save to diary").click()
    page.wait_for_url("**/movies/**")
