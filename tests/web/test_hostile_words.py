"""Words that would be code somewhere else, in every field and shown everywhere; addresses that lead off the site."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from payloads import ATTRIBUTES, MARKDOWN, PAYLOADS
from people import PASSWORD
from tries import numbers

ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/\n/evil.example",
    " //evil.example",
    "\x00//evil.example",
    "http:evil.example",
    "https:/evil.example",
    "/%09/evil.example\n",
    "//evil.example@localhost",
    "http://localhost@evil.example",
    "/\u2028/evil.example",
    "\ufeff//evil.example",
    "//[::1]",
    "////evil.example/..",
    "/..//evil.example\\",
    "vbscript:x",
    "mailto:a@b",
    "blob:x",
    "file:///etc/passwd",
    "ftp://evil.example",
    "?next=//evil",
    "#//evil",
    "x" * 3000,
)


def shape(page):
    """Which elements there are, with the names of their attributes."""
    return {(str(node.tag), *sorted(node.attrib)) for node in page.as_browsers_do.iter()}


def views(browser, entry, movie):
    return (
        "/",
        "/members",
        "/members/alice",
        "/members/alice/diary",
        "/search?q=zebra",
        movie,
        f"/reviews/{entry}",
        f"/reviews/{entry}/edit",
        f"/reviews/{entry}/history",
        f"/reviews/{entry}/comments",
        "/settings/profile",
        f"{movie}/correction",
        f"/embed/reviews/{entry}",
        "/embed/members/alice",
        "/reviews/new?by_hand=1&title=zebra",
    )


def said(alice, words):
    """Say it in every field; the pages on which it stands."""
    alice.send("/settings/profile", "/settings/profile", display_name=words[:40], about=words)
    line = f"zebra {words}"
    entry = alice.log(line, "1979", text=line, tags=line.replace(",", " ")[:40], director=words, original_title=words)
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text=line)
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    return [alice.get(path) for path in views(alice, entry, movie)], alice.get("/feed.rss").html


def test_no_words_become_an_element_or_an_attribute(small_site, figure):
    alice = small_site.member("alice")
    # As many as there will be, as long lists have elements of their own.
    for number in range(numbers(0, len(PAYLOADS))):
        alice.log(f"zebra {number}", "1979", text="quite harmless")
    harmless = set().union(*map(shape, said(alice, "quite harmless")[0]))
    tried, added = PAYLOADS[:: numbers(16, 1)], set()
    for words in tried:
        pages, feed = said(alice, words)
        added |= {words for page in pages if page.status >= 500}
        for element in set().union(*map(shape, pages)) - harmless:
            if element[0] not in MARKDOWN or set(element[1:]) - ATTRIBUTES:
                added.add((words, element))
        for page in pages:
            added |= {(words, link) for link in page.links() if re.match(r"\s*(javascript|data|vbscript):", link, re.IGNORECASE)}
        assert not re.search(r"<script|onerror=|<item[^>]*><script", feed.partition("<item>")[0])
    figure(f"{len(tried)} payloads in every field, {len(pages)} views each", f"{len(added)} new elements or attributes")
    assert added == set()


@pytest.mark.parametrize("address", ELSEWHERE, ids=lambda address: repr(address[:20]))
def test_no_address_leads_off_the_site(small_site, address):
    small_site.member("alice")
    stranger = small_site.browser()
    page = stranger.get("/login")
    sent = {**page.form("/login"), "identifier": "alice", "password": PASSWORD, "next": address}
    for location in (
        stranger.post("/login", sent).location,
        stranger.client.get("/login", query_string={"next": address}).headers.get("Location", "/"),
    ):
        # As browsers read it, for whom a backslash is a slash and a tab is nothing.
        read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
        assert urlsplit(urljoin("http://localhost/login", read)).netloc == "localhost"
