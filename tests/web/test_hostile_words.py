"""Words that would be code somewhere else, in every field and shown everywhere; addresses that lead off the site."""

import re
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from people import PASSWORD
from tries import numbers

TAGS = ("script", "img", "svg", "iframe", "a", "div", "math", "style", "form", "details", "template", "base", "meta", "video")
CODE = (
    " onload=alert(1)",
    " src=x onerror=alert(1)",
    " href=javascript:alert(1)",
    " hx-get=/ hx-trigger=load",
    " data-hx-post=/logout",
    " hx-on:load=alert(1)",
    " style=position:fixed",
    " id=main class=toast",
)
WRITTEN = (
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](x onerror=alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "{{ 7 * 7 }}{% raw %}${7*7}<%= 7*7 %>",
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "&lt;script&gt;&#60;script&#62;",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "\u202ejavascript:alert(1)",
    "@alice<script>",
    "<<script>script>alert(1)<</script>/script>",
)
PAYLOADS = [*WRITTEN, *(f'"><{tag}{code}>x</{tag}>' for tag, code in product(TAGS, CODE))]
# What Markdown may become, and of which attributes.
MARKDOWN = {
    "p",
    "em",
    "strong",
    "a",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "del",
    "s",
}
ATTRIBUTES = {"href", "rel", "start", "lang", "dir", "title"}
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
