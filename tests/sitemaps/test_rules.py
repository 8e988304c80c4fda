"""Sitemaps and robots.txt as text."""

from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moviediary.ids import made_at, uuid7
from moviediary.sitemaps import rules
from moviediary.sitemaps.rules import Place
from moviediary.text import slug

NAMESPACE = {"s": rules.NAMESPACE}
SITE = "https://diary.example"


def parsed(text):
    return ElementTree.fromstring(text.encode())


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), min_size=1))
def test_a_page_is_xml_whatever_films_are_called(titles):
    paths = [f"/movies/{slug(title)}" for title in titles]
    tree = parsed(rules.page(SITE, map(Place, paths)))
    assert tree.tag == f"{{{rules.NAMESPACE}}}urlset"
    listed = [node.text for node in tree.findall("s:url/s:loc", NAMESPACE)]
    assert [unquote(urlsplit(address).path) for address in listed] == paths
    assert all(address.isascii() and len(address) < 2048 for address in listed)


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_an_address_is_xml_whatever_is_in_it(path):
    assert len(parsed(rules.page(f"{SITE}?a=1&b=2", [Place(path)]))) == 1
    assert len(parsed(rules.index([f"{SITE}/?a=1&b=<2>"]))) == 1


def test_when_a_page_was_changed_is_told_in_utc_where_it_is_known():
    changed = datetime(2026, 5, 14, 20, 15, 59, tzinfo=UTC)
    text = rules.page(SITE, [Place("/reviews/1", changed), Place("/about")])
    assert text.count("lastmod") == 2
    assert "<lastmod>2026-05-14T20:15:59Z</lastmod>" in text


def test_the_longest_page_there_can_be_is_within_the_limits_of_the_protocol():
    longest = Place(f"/movies/{'1' * 22}-{slug('七' * 300)}-1979", datetime(2026, 5, 14, tzinfo=UTC))
    assert rules.MOST <= 50_000
    assert len(rules.page(f"https://{'x' * 200}.example", [longest] * rules.MOST).encode()) < 50_000_000


def test_an_id_tells_when_it_was_made():
    before = datetime.now(UTC)
    assert abs((made_at(uuid7()) - before).total_seconds()) < 60


ROBOTS = rules.robots(f"{SITE}/sitemap.xml")


@pytest.mark.parametrize("path", ["/login", "/register", "/settings/profile", "/search", "/reviews/new", "/posters/elsewhere/x"])
def test_robots_are_kept_from_what_is_no_use_to_them(path):
    assert not allowed(path)


@pytest.mark.parametrize(
    "path", ["/", "/members", "/members/alice", "/movies/1-stalker", "/reviews/1", "/posters/a.webp", "/about"]
)
def test_robots_may_read_what_everyone_may(path):
    assert allowed(path)


def test_robots_are_told_where_the_sitemap_is():
    robots = RobotFileParser()
    robots.parse(ROBOTS.splitlines())
    assert robots.site_maps() == [f"{SITE}/sitemap.xml"]


def allowed(path):
    # Python's reader knows no patterns, and would take a star for a letter.
    robots = RobotFileParser()
    robots.parse([line for line in ROBOTS.splitlines() if "*" not in line or line.startswith("User-agent") if "?" not in line])
    return robots.can_fetch("AnyBot", path)
