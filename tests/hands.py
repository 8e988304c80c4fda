"""What several browser tests do and look at."""

from urllib.parse import quote

from people import PASSWORD, Page


def is_complaint(message):
    """Whether the browser says in its console that something is wrong. That tests block the service worker is meant."""
    blocked = "Service Worker registration blocked by Playwright" in message.text
    return message.type in ("error", "warning") and not blocked


def register(page, name):
    """Have an account, and be signed in. Nearly every test begins with it, and on its page a browser takes a second for it."""
    sent(page, "/register", "/register", username=name, email=f"{name}@example.org", password=PASSWORD)


def log_by_hand(page, title="Stalker", year="1979", **values):
    """Have a film in the diary, without drawing the page of the form either; gives its address."""
    return sent(page, "/reviews/new?by_hand=1", "/reviews", title=title, year=year, **values).url


def register_on_the_page(page, name):
    page.goto("/register")
    for label, value in (("Username", name), ("E-mail", f"{name}@example.org"), ("Password", PASSWORD)):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/")


def log_on_the_page(page, title="Stalker", year="1979", text=""):
    page.goto(f"/reviews/new?by_hand=1&title={quote(title)}")
    page.locator("main").get_by_label("Year of release").fill(year)
    page.locator("main").get_by_label("Review").fill(text)
    page.locator("main").get_by_role("button", name="Save to diary").click()
    page.wait_for_url("**/movies/**")


def sent(page, address, action, **values):
    """Send a form as it stands on a page, with the cookies of a browser, which shows none of it."""
    asked = page.context.request
    form = Page(Answered(asked.get(address))).form(action)
    answer = asked.post(action, form={**form, **values})
    assert answer.ok, answer.text()
    return answer


class Answered:
    """An answer of a browser in the shape of Flask's, for `Page`."""

    def __init__(self, answer):
        self.status_code, self.headers, self._text = answer.status, answer.headers, answer.text()

    def get_data(self, as_text):
        return self._text

    def close(self):
        pass
