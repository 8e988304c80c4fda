"""Every page, in both themes and on a phone: accessible, valid, no wider than the screen. Each is opened once."""

import pytest
from hands import log_by_hand, register
from pagecheck import OTHER_LOOKS, axe_problems, axe_script, html_problems, widths_it_exceeds
from people import PASSWORD
from playwright.sync_api import expect


@pytest.fixture(scope="session")
def full(contexts, home, browser_context_args):
    """A member with a diary of some films, as cookies; and the addresses of all pages."""
    with contexts.taken(browser_context_args, []) as context:
        pages = all_pages(context.new_page(), home)
        return context.cookies(), pages


def all_pages(page, home):
    """Have a diary with something on every page; gives their addresses."""
    register(page, "walker")
    made = home.command("create-member", "watcher", "--email", "w@example.org", "--admin", "--password-stdin", typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    for title, text in (
        ("Stalker", "*Rain.*"),
        ("Jeanne Dielman, 23, quai du Commerce, 1080 Bruxelles", ""),
        ("七人の侍", "x" * 2000),
    ):
        movie = log_by_hand(page, title, text=text, tags="35mm, with ada")
    entry = page.goto("/").url and page.locator("article").first.get_attribute("id").removeprefix("entry-")
    comment = said_below(page, entry)
    pages = [
        "/",
        "/following",
        "/members",
        "/members/walker",
        "/members/walker/ratings",
        "/search?q=stalker",
        "/search?q=nothing",
        "/search?decade=1970",
        "/about",
        "/offline",
        movie,
    ]
    pages += ["/reviews/new", "/reviews/new?q=stalker", "/reviews/new?by_hand=1", "/reviews/new?q=tt9999999"]
    pages += [f"{movie}/correction", f"{movie}/match?q=stalker", f"{movie}/match?to=tmdb:1398", "/reviews/deleted"]
    pages += [f"/embed/members/walker?show={show}" for show in ("latest", "heatmap", "stats")]
    pages += [f"/embed/reviews/{entry}", "/embed/nothing", f"/settings/embedding?review={entry}"]
    pages += [f"/reviews/{entry}{part}" for part in ("", "/edit", "/history", "/comments", "/likes")] + ["/no-such-page"]
    pages += [f"/comments/{comment}/{part}" for part in ("reply", "edit", "deletion")]
    walker = ("ratings?list=1", "diary?hearted=1&tag=x", "history", "calendar", "trends", "trends?period=all", "trends/directors")
    pages += [f"/members/walker/{part}" for part in walker] + ["/members/walker?year=2025"]
    pages += [f"/settings/{part}" for part in ("profile", "password", "embedding", "sessions", "account")] + ["/exports"]
    return [*pages, "/settings/webhooks", webhook_that_fails(page)]


def said_below(page, entry):
    """Comment on an entry, and answer that; gives the id of the comment."""
    page.goto(f"/reviews/{entry}")
    page.get_by_label("Your comment").fill("Rain, *again*, says @watcher.\n\n> Rain")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("link", name="Reply to").click()
    page.get_by_label("Your answer").fill("Indeed.")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.locator("article.comment-reply").wait_for()
    return page.locator("article.comment").first.get_attribute("id").removeprefix("comment-")


def webhook_that_fails(page):
    """Make a webhook whose receiver nobody knows, and send a test, of which the page tells by itself; its address."""
    page.goto("/settings/webhooks")
    page.get_by_label("Address of the receiver").fill("https://receiver.invalid/hook")
    page.get_by_role("button", name="Make the webhook").click()
    page.wait_for_url("**/settings/webhooks/*")
    address = page.url
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("receiver.invalid is not known to the name servers")).to_be_visible()
    return address


@pytest.fixture(scope="session")
def admin(contexts, full, browser_context_args):
    with contexts.taken(browser_context_args, []) as context:
        pages = pages_of_admins(context.new_page())
        return context.cookies(), pages


def pages_of_admins(page):
    page.goto("/login")
    page.get_by_label("Username or e-mail").fill("watcher")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    entry = page.locator("article").first.get_attribute("id").removeprefix("entry-")
    page.goto("/reports/new?kind=member&id=walker")
    page.get_by_label("What is wrong").fill("Nothing but rain.")
    page.get_by_role("button", name="Report", exact=True).click()
    page.wait_for_url("**/members/walker")
    page.goto("/")
    found = [link.get_attribute("href") for link in page.locator("article .entry-title a").all()]
    merging = [f"{found[0]}/merge", f"{found[0]}/merge?q=a", f"{found[0]}/merge?into={found[1].removeprefix('/movies/')}"]
    others = [f"/reviews/{entry}", f"/reports/new?kind=review&id={entry}"]
    return ["/admin", "/admin/members", "/admin/members?q=nobody", "/admin/deliveries", "/admin/reports", *merging, *others]


@pytest.fixture(scope="session")
def everywhere(full, admin):
    return [full, admin, ([], ["/", "/login", "/register", "/members/walker"])]


def test_every_page_is_accessible_valid_and_no_wider_than_a_phone(contexts, everywhere, browser_context_args):
    found, sources = [], {}
    for cookies, pages in everywhere:
        with contexts.taken(browser_context_args, []) as context:
            context.add_cookies(cookies)
            page = context.new_page()
            page.add_init_script(path=axe_script())
            for address in pages:
                sources[f"{address} {'signed in' if cookies else ''}"] = page.goto(address).text()
                problems = axe_problems(page) + widths_it_exceeds(page)
                if address == pages[0]:
                    problems += axe_problems(page, OTHER_LOOKS, colors=True)
                found += [f"{address}, {problem}" for problem in problems]
    assert found + html_problems(sources) == []
