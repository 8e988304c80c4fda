"""Diaries in frames on other sites: the same for everybody, and nothing that is not for everybody."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask import request, request_finished
from people import Site, config
from PIL import Image
from playhouse.test_utils import count_queries

from moviediary import clock, database
from moviediary.accounts.models import Member
from moviediary.diary.models import DayCount
from moviediary.embedding.looks import SHOWS, SIZES, THEMES

NONSENSE = ["show=%00", "count=0", "count=99999999999999999999", "count=%D9%A3", "theme=<b>", "accent=%23zzzzzz", "size=&size=x"]
EVERY_SHOW = [f"/embed/members/alice?show={show}" for show in SHOWS]


def today():
    return clock.today("UTC")


def everything(browser):
    """All that an embed of alice may show, as text."""
    return [browser.get(f"{path}&size=large&count=20").html for path in EVERY_SHOW]


def told(browser, url, **asked):
    return browser.get(f"/oembed?{urlencode({'url': url, **asked})}")


def test_the_latest_films_lead_to_their_entries_in_another_tab(alice, carol):
    for number in range(8):
        entry = alice.log(
            f"Film {number}", "1979", rating="7", when="day", day=(today() - timedelta(days=8 - number)).isoformat()
        )
    page = carol.get("/embed/members/alice?count=3")
    assert ["".join(heading.itertext())[:6] for heading in page.tree.iter("h2")] == ["Film 7", "Film 6", "Film 5"]
    assert page.links() == [*page.links()[:3], "/members/alice"]
    assert page.links()[0] == f"/reviews/{entry}"
    assert "3½ stars" in page.text
    for link in page.tree.iter("a"):
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")


def test_the_past_year_and_the_numbers(alice, carol):
    for title, rating in (("Stalker", "9"), ("Mirror", "9"), ("Ran", "")):
        alice.log(title, "1979", rating=rating)
    heat = carol.get("/embed/members/alice?show=heatmap")
    assert "3 films in the past year" in heat.text
    assert f"3 films on {today().day} " in heat.text
    stats = carol.get("/embed/members/alice?show=stats")
    assert "2 films with 4½ stars" in stats.text
    assert "/members/alice/diary?rating=4.5" in stats.links()


def test_a_review_as_a_card(alice, carol):
    entry = alice.log(rating="9", heart="y", text="*Rain* and <b>dogs</b>.", director="Andrei Tarkovsky")
    page = carol.get(f"/embed/reviews/{entry}")
    for words in ("Stalker", "1979", "Andrei Tarkovsky", "4½ stars", "Rain and", "alice’s film diary"):
        assert words in page.text
    assert f"/reviews/{entry}" in page.links()


def test_a_text_that_tells_what_happens_is_not_in_the_frame(alice, carol):
    entry = alice.log(text="He wakes up.", spoiler="y")
    assert "wakes" not in carol.get(f"/embed/reviews/{entry}?size=large").html
    assert "wakes" not in carol.get("/embed/members/alice?size=large").html


def test_what_is_not_for_everybody_leaves_no_trace(alice, bob, carol):
    alice.log("Stalker", "1979", rating="8", director="Andrei Tarkovsky", text="Rain.")
    before = everything(carol)
    oembed = told(carol, "http://localhost/members/alice").html
    hidden = [
        alice.log(f"Hidden {audience}", "1995", rating="1", director="Canary", text="Canary.", tags="canary", audience=audience)
        for audience in ("members", "me")
    ]
    gone = alice.log("Deleted", "1996", rating="1")
    alice.send("/members/alice/diary", f"/reviews/{gone}/deletion")
    for reader in (alice, bob, carol):
        assert everything(reader) == before
        assert told(reader, "http://localhost/members/alice").html == oembed
        nothing = reader.get("/embed/reviews/1111111111111111111116")
        for entry in (*hidden, gone):
            page = reader.get(f"/embed/reviews/{entry}")
            assert (page.status, page.html) == (404, nothing.html)
            page = told(reader, f"http://localhost/reviews/{entry}")
            assert page.status == 404
            assert page.html == told(reader, "http://localhost/reviews/1111111111111111111116").html
            assert "oembed" not in alice.get(f"/reviews/{entry}").html


def test_it_is_the_same_for_everybody_and_no_cookie_is_looked_at(alice, carol):
    entry = alice.log()
    carol.client.set_cookie("theme", "dark")
    for path in (*EVERY_SHOW, f"/embed/reviews/{entry}", "/embed/members/nobody", "/embed/nothing", "/embed/accent/ff8800.css"):
        own, others = alice.get(path), carol.get(path)
        assert own.html == others.html
        for page in (own, others):
            assert "Set-Cookie" not in page.headers
            assert "Cookie" not in page.headers.get("Vary", "")
            assert "csrf" not in page.html
    with count_queries() as counted:
        alice.get("/embed/members/alice")
    # The member and the entries, but no session.
    assert counted.count == 2


def test_cookies_are_not_even_read(small_site):
    alice, read = small_site.member("alice"), []

    def note(sender, **_):
        # Werkzeug keeps them once they were taken apart.
        read.append("cookies" in request.__dict__)

    with request_finished.connected_to(note, small_site.app):
        for path in (*EVERY_SHOW, "/embed/members/nobody", "/embed/nothing", "/oembed", "/oembed?url=x", "/embed/accent/x.css"):
            alice.get(path)
        assert not any(read)
        alice.get("/about")
        assert read[-1]


@pytest.mark.parametrize("path", [*EVERY_SHOW, "/embed/reviews/{entry}"])
def test_an_embed_asks_the_database_twice_at_most(small_site, path):
    alice = small_site.member("alice")
    path = path.format(entry=alice.log())
    alice.get(path)
    with count_queries() as counted:
        assert alice.get(path).status == 200
    assert counted.count <= 2


def test_it_is_kept_for_a_minute_and_asked_for_again_only_if_it_changed(alice, carol):
    alice.log()
    for path in EVERY_SHOW:
        page = carol.get(path)
        assert page.headers["Cache-Control"] == "public, max-age=60"
        assert carol.get(path, **{"If-None-Match": page.headers["ETag"]}).status == 304
    alice.log("Mirror", "1975")
    assert carol.get(path, **{"If-None-Match": page.headers["ETag"]}).status == 200


def test_only_embeds_may_be_framed(small_site):
    alice = small_site.member("alice")
    entry = alice.log()
    values = {"username": "alice", "address": entry, "name": "ff8800", "filename": "css/base.css", "key": "2026-05"}
    paths = [
        re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values.get(found[1], "1"), rule.rule)
        for rule in small_site.app.url_map.iter_rules()
        if "GET" in rule.methods
    ]
    framed = set()
    for path in [*paths, "/embed/members/nobody", "/embed/nothing", "/nothing", "/embed"]:
        headers = alice.get(path).headers
        if path.startswith("/embed/"):
            framed.add(path)
            assert headers["Content-Security-Policy"] == (
                "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors *"
            )
            assert "X-Frame-Options" not in headers
            assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert headers["Referrer-Policy"] == "no-referrer"
        else:
            assert headers["X-Frame-Options"] == "DENY", path
            assert "frame-ancestors *" not in headers["Content-Security-Policy"]
            assert ("frame-src" in headers["Content-Security-Policy"]) == (path == "/settings/embedding")
    assert len(framed) >= 5


def test_a_frame_of_nothing_says_so_in_little_room(carol):
    for path in ("/embed/members/nobody", "/embed/reviews/abc", "/embed/nothing"):
        page = carol.get(path)
        assert page.status == 404
        assert "Nothing here" in page.text
        assert page.links() == ["/"]
        assert "<script" not in page.html


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_asks_for_the_usual(alice, carol, nonsense):
    alice.log()
    usual = carol.get("/embed/members/alice").html
    assert carol.get(f"/embed/members/alice?{nonsense}").html == usual
    assert alice.get(f"/settings/embedding?{nonsense}").status == 200


def test_theme_and_accent(alice, carol):
    page = carol.get("/embed/members/alice?theme=dark&accent=%23FFFF00")
    assert '<html lang="en" data-theme="dark">' in page.html
    assert 'href="/embed/accent/ffff00.css"' in page.html
    sheet = carol.get("/embed/accent/ffff00.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "--gold: light-dark(#949400, #ffff00);" in sheet.html
    for name in ("zzzzzz", "fff", "ffff000", "ff%0A"):
        unchanged = carol.get(f"/embed/accent/{name}.css")
        assert unchanged.status == 200
        assert "--gold" not in unchanged.html


def test_an_embed_of_a_full_year_stays_small(small_site):
    alice = small_site.member("alice")
    for number in range(20):
        alice.log(f"A title of some length, as films have them, part {number}", "1979", rating="7", text="x" * 400)
    days = [(today() - timedelta(days=number)).isoformat() for number in range(1, 366)]
    who = Member.get().id
    with database.connected():
        DayCount.insert_many({"member": who, "watched": day, "audience": "everyone", "count": 2} for day in days).execute()
    sheets = None
    for path in EVERY_SHOW:
        page = small_site.browser().get(f"{path}&count=20&size=large&accent=ff8800")
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.html)
        size = len(page.html.encode()) + sum(len(alice.get(sheet).html) for sheet in sheets)
        assert size < 40_000, f"{path}: {size}"
    assert len(sheets) == 3


def test_oembed_as_json_and_as_xml(alice, carol):
    alice.send("/settings/profile", "/settings/profile", display_name="Alice & <Co>")
    entry = alice.log(rating="9")
    answer = told(carol, f"http://localhost/reviews/{entry}")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in answer.headers
    said = json.loads(answer.html)
    assert {name: said[name] for name in ("type", "version", "title", "author_name", "author_url", "provider_name")} == {
        "type": "rich",
        "version": "1.0",
        "title": "Stalker (1979), watched by Alice & <Co>",
        "author_name": "Alice & <Co>",
        "author_url": "http://localhost/members/alice",
        "provider_name": "Movie Diary",
    }
    assert f'src="http://localhost/embed/reviews/{entry}"' in said["html"]
    assert f'width="{said["width"]}" height="{said["height"]}"' in said["html"]
    assert "thumbnail_url" not in said
    xml = told(carol, f"http://localhost/reviews/{entry}", format="xml")
    assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(xml.html.encode())
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in said.items()}


def test_oembed_keeps_within_the_room_there_is(alice, carol):
    entry = alice.log()
    for url in ("http://localhost/members/alice", f"http://localhost/reviews/{entry}"):
        for width, height in ((300, 250), (100, 40), (2000, 2000)):
            said = json.loads(told(carol, url, maxwidth=width, maxheight=height).html)
            assert said["width"] <= width
            assert said["height"] <= height
            address = unescape(re.search(r'src="http://localhost(/embed/[^"]+)"', said["html"])[1])
            assert carol.get(address).status == 200
        assert json.loads(told(carol, url, maxwidth="x", maxheight="-1").html) == json.loads(told(carol, url).html)


def test_oembed_refuses_what_it_cannot_tell(alice, carol):
    assert carol.get("/oembed").status == 400
    assert told(carol, "http://localhost/members/alice", format="yaml").status == 501
    for url in (
        "http://evil.example/members/alice",
        "http://localhost/members/nobody",
        "http://localhost/",
        "nonsense",
        "http://[",
    ):
        page = told(alice, url)
        assert page.status == 404
        assert page.headers["Content-Type"].startswith("text/plain")
        assert page.headers["Access-Control-Allow-Origin"] == "*"
        assert "Cookie" not in page.headers.get("Vary", "")


def test_a_real_poster_is_told_with_its_size(alice, carol):
    entry = alice.log()
    movie = next(link for link in alice.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))
    form = alice.get(f"{movie}/correction").form(f"{movie}/poster-file")
    picture = BytesIO()
    Image.new("RGB", (400, 640), "#336699").save(picture, "PNG")
    sent = alice.post(f"{movie}/poster-file", {**form, "file": (BytesIO(picture.getvalue()), "poster.png")})
    assert sent.status == 303
    said = json.loads(told(carol, f"http://localhost/reviews/{entry}").html)
    assert (said["thumbnail_width"], said["thumbnail_height"]) == (220, 352)
    assert carol.get(said["thumbnail_url"].removeprefix("http://localhost")).status == 200
    assert "thumbnail_url" not in json.loads(told(carol, f"http://localhost/reviews/{entry}", maxwidth=200).html)


def test_pages_that_everybody_may_see_say_that_they_can_be_embedded(alice, carol):
    entry = alice.log()
    for path in (f"/reviews/{entry}", "/members/alice"):
        page = carol.get(path)
        links = {link.get("type"): link.get("href") for link in page.tree.iter("link") if link.get("rel") == "alternate"}
        said = json.loads(carol.get(links["application/json+oembed"].removeprefix("http://localhost")).html)
        assert said["version"] == "1.0"
        assert "<oembed>" in carol.get(links["text/xml+oembed"].removeprefix("http://localhost")).html


def test_addresses_name_the_configured_site(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, base_url="https://diary.example"))
    site.member("alice")
    asked = site.browser().client.get
    said = asked("/oembed?url=https://diary.example/members/alice").json
    assert said["provider_url"] == "https://diary.example/"
    assert 'src="https://diary.example/embed/members/alice"' in said["html"]
    database.disconnect()


def test_the_settings_page_makes_the_code(alice, carol):
    assert carol.get("/settings/embedding").location == "/login?next=%2Fsettings%2Fembedding"
    for size in SIZES:
        for theme in THEMES:
            page = alice.get(f"/settings/embedding?show=stats&size={size}&theme={theme}&own=1&accent=%23ff8800")
            frame = next(page.tree.iter("iframe"))
            code = next(page.tree.iter("textarea")).text
            src = unescape(re.search(r'src="([^"]+)"', code)[1])
            assert src == f"http://localhost{frame.get('src')}"
            assert f'width="{frame.get("width")}" height="{frame.get("height")}" loading="lazy"' in code
            assert carol.get(frame.get("src")).status == 200
            assert "accent=ff8800" in src
    # The field of a color always holds one; it is meant when the box is ticked.
    assert "accent=" not in alice.get("/settings/embedding?accent=%23ff8800").html
    part = alice.get("/settings/embedding?show=heatmap", partial=True)
    assert part.html.lstrip().startswith('<section id="frame"')


def test_one_entry_can_be_embedded_if_everybody_may_see_it(alice):
    entry, hidden = alice.log(), alice.log("Mirror", "1975", audience="members")
    link = f"/settings/embedding?review={entry}"
    assert link in alice.get(f"/reviews/{entry}").links()
    assert f"/embed/reviews/{entry}" in alice.get(link).html
    assert alice.get(f"/reviews/{hidden}").text.count("Embed") == 0
    assert alice.get(f"/settings/embedding?review={hidden}").status == 404
