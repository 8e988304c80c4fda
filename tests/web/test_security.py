"""What every route keeps to, whoever asks; the routes come from the application itself, so that none is forgotten."""

import re

import observatory
import pytest
from imports.files import letterboxd, seen
from imports.front import bring
from people import PASSWORD, Site, config

from moviediary import database, ids
from moviediary.accounts.models import Member, Session
from moviediary.comments.models import ReviewComment
from moviediary.diary.models import Review
from moviediary.imports.models import Import
from moviediary.log import LogEntry
from moviediary.reports.models import Report
from moviediary.streams.models import Message, Webhook

# What stands for the variable parts of an address; alice owns all of it.
PUBLIC = [
    "/",
    "/members",
    "/members/alice",
    "/members/alice/ratings",
    "/search?q=x",
    "/login",
    "/register",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-site.xml",
    "/.well-known/security.txt",
    "/security.txt",
    "/offline",
    "/sw.js",
    "/nothing",
]


def state():
    tables = (Member, Session, Review, LogEntry, Report, Message)
    rows = (
        Member.select(Member.password, Member.is_admin),
        Import.select(Import.id, Import.state, Import.how, Import.take),
        Webhook.select(Webhook.address, Webhook.active, Webhook.salt),
    )
    return [table.select().count() for table in tables] + [sorted(some.tuples()) for some in rows]


def filled(rule, entry, movie):
    """An address of a route, with things that exist."""
    kinds = {
        "username": "alice",
        "delivery_id": "1",
        "filename": "css/base.css",
        "key": "2026-05",
        "facet": "genres",
        "year": "2026",
    }
    kinds |= {"signed": "signed", "form": "rss", "kind": "movies", "number": "1"}
    kinds["name"] = "2026-05" if "calendar" in rule.rule else "0" * 40
    kinds |= {"film_id": "1", "profile": "1"}
    kinds["address"] = movie if "/movies/" in rule.rule else entry
    if rule.rule.startswith("/comments/"):
        kinds["address"] = ids.short(ReviewComment.get().id)
    if rule.rule.startswith("/imports/"):
        kinds["address"] = ids.short(Import.get().id)
    if rule.rule.startswith("/settings/webhooks/"):
        kinds["address"] = ids.short(Webhook.get().id)
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: kinds[found[1]], rule.rule)


@pytest.fixture
def home(small_site):
    return furnished(small_site)


@pytest.fixture
def secure_home(sqlite_url, tmp_path):
    """The same on a site that is visited over https only."""
    yield furnished(Site(config(sqlite_url, tmp_path, secure_cookies=True)))
    database.disconnect()


def furnished(site):
    """A site with a film in it, its owner, and the addresses of the entry and the movie."""
    alice = site.member("alice")
    entry = alice.log(rating="9")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/comments", text="Words.")
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    bring(alice, letterboxd(diary=[seen(1)]).getvalue())
    alice.send("/settings/webhooks", "/settings/webhooks", address="https://example.org/", wants=["diary"])
    return site, alice, entry, movie.removeprefix("/movies/")


def routes(site, method):
    return [rule for rule in site.app.url_map.iter_rules() if method in rule.methods]


def test_no_write_happens_without_the_token_of_the_form(home):
    site, alice, entry, movie = home
    before = state()
    for rule in routes(site, "POST"):
        everything = {
            "identifier": "alice",
            "password": PASSWORD,
            "current": PASSWORD,
            "new": "another good one",
            "email": "x@example.org",
        }
        everything |= {
            "title": "Heat",
            "year": "1995",
            "when": "unknown",
            "revision": "1",
            "display_name": "Mallory",
            "into": movie.rpartition("/")[2],
        }
        everything |= {"kind": "member", "id": "alice", "reason": "Rude.", "text": "Words."}
        answer = alice.post(filled(rule, entry, movie), {**everything, "csrf_token": "forged"})
        assert answer.status in (303, 302, 422), f"{rule.rule} answers {answer.status}"
        assert state() == before, f"{rule.rule} changed something"
    assert "Mallory" not in alice.get("/members").text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_no_write_from_another_site_is_even_looked_at(home, headers):
    site, alice, entry, movie = home
    for rule in routes(site, "POST"):
        assert alice.post(filled(rule, entry, movie), {}, **headers).status == 403


def test_looking_changes_nothing(home):
    site, alice, entry, movie = home
    before = state()
    for rule in routes(site, "GET"):
        assert alice.get(filled(rule, entry, movie)).status < 500, rule.rule
    assert state() == before


def test_every_answer_carries_the_headers(home):
    site, alice, entry, movie = home
    for browser in (alice, site.browser()):
        for path in [*PUBLIC, f"/reviews/{entry}", f"/movies/{movie}", "/static/css/base.css"]:
            headers = browser.get(path).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"], path
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"
            assert "Cache-Control" in headers


def test_every_route_gets_the_best_grade_of_the_http_observatory(secure_home):
    site, alice, entry, movie = secure_home
    # What is made for frames on other sites can be framed, and that alone it is graded down for.
    framed = {"/embed/members/<username>", "/embed/reviews/<address>", "/embed/accent/<name>.css"}
    looked, best = 0, 0
    for browser in (alice, site.browser()):
        for method in ("GET", "POST"):
            for rule in routes(site, method):
                path = filled(rule, entry, movie)
                answer = browser.client.open(path, method=method, base_url="https://localhost")
                found = observatory.findings(answer.headers, answer.text if "text/html" in answer.content_type else "")
                answer.close()
                if rule.rule in framed:
                    found.remove("frames-missing")
                points = observatory.score(found)
                assert observatory.grade(points) == "A+", f"{method} {rule.rule}: {points}, {found}"
                looked, best = looked + 1, max(best, points)
    assert looked > 300
    # 135 is the most a site can have, with the cookie of a session.
    assert best >= 130


def test_pages_of_a_member_are_kept_by_nobody(home):
    _, alice, entry, _ = home
    for path in ("/", "/members/alice", f"/reviews/{entry}", "/settings/profile"):
        assert alice.get(path).headers["Cache-Control"] == "no-store"


def test_assets_are_kept_for_ever_by_their_content(home):
    site, alice, _, _ = home
    address = re.search(r'href="(/static/css/base\.css\?v=\w+)"', alice.get("/").html)[1]
    assert "max-age=31536000" in site.browser().get(address).headers["Cache-Control"]


def test_links_name_the_configured_site_and_other_hosts_are_refused(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, base_url="https://diary.example"))
    page = site.browser().client.get("/", base_url="https://diary.example")
    assert 'rel="canonical" href="https://diary.example/"' in page.text
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert site.browser().client.get("/", base_url="https://evil.example").status_code == 400
    database.disconnect()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, secure_cookies=True))
    page = site.browser().client.get("/login", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-diary=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    database.disconnect()


def test_a_whole_page_and_its_fragment_are_told_apart_by_caches(home):
    _, alice, entry, _ = home
    for path in ("/", "/members/alice", f"/reviews/{entry}"):
        whole, part = alice.get(path), alice.get(path, partial=True)
        assert "<!doctype html>" in whole.html
        assert "<!doctype html>" not in part.html
        assert "HX-Request-Type" in whole.headers["Vary"]
        assert "HX-Request-Type" in part.headers["Vary"]


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "<p hx-get=/>"])
def test_what_members_write_never_becomes_markup(small_site, words):
    alice = small_site.member("alice")
    alice.send("/settings/profile", "/settings/profile", display_name=words[:60], about=words)
    entry = alice.log(words, "1979", text=words, tags=words, director=words)
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    for path in (
        "/",
        "/members",
        "/members/alice",
        "/members/alice/ratings",
        movie,
        f"/reviews/{entry}",
        f"/reviews/{entry}/edit",
    ):
        page = alice.get(path)
        assert page.status == 200
        for node in page.as_browsers_do.iter():
            assert not {name for name in node.attrib if name.startswith("on")}
            data = node.get("type") == "application/ld+json"
            assert node.tag != "script" or data or node.get("src", "").startswith("/static/")
            assert node.tag != "img" or re.match(r"/posters/|/(members|movies|reviews)/[^:]+/card\.jpg", node.get("src", ""))
        assert "49" not in page.text.replace("1949", "")


def test_a_form_that_is_too_big_is_refused_before_it_is_read(small_site):
    alice = small_site.member("alice")
    assert alice.post("/reviews", {"text": "x" * 1_100_000}).status == 413


def test_extra_fields_change_nothing_they_should_not(small_site):
    alice = small_site.member("alice")
    bob = small_site.member("bob")
    bob.send("/settings/profile", "/settings/profile", is_admin="1", username="alice", id="1")
    assert bob.get("/admin").status == 404
    assert alice.get("/admin").status == 200
