"""What browsers keep for when there is no connection, and what phones are told; through the front door."""

import io
import json
import re

import pytest
from pagecheck import html_problems
from people import Site, config
from PIL import Image

from moviediary import database
from moviediary.pages import STATIC, asset


@pytest.fixture
def visitor(small_site):
    return small_site.browser()


def fetched(browser, address):
    """An answer that need not be text, with its file closed."""
    with browser.client.get(address) as answer:
        assert answer.data is not None
        return answer


def release(browser):
    first = browser.get("/sw.js").html.splitlines()[0]
    return json.loads(re.fullmatch(r"const RELEASE = (.*);", first)[1])


def test_the_note_is_the_same_for_everyone(small_site, visitor):
    alice = small_site.member("alice")
    alice.client.set_cookie("theme", "dark")
    stranger, member = visitor.get("/offline"), alice.get("/offline")
    assert "No connection" in stranger.text
    assert stranger.html == member.html
    assert "alice" not in member.html
    assert "Set-Cookie" not in member.headers
    assert "Cookie" not in member.headers.get("Vary", "")
    assert html_problems({"the note": stranger.html}) == []


def test_the_note_does_without_the_database(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path))
    database.disconnect()
    (tmp_path / "diary.db").unlink()
    browser = site.browser()
    assert browser.get("/offline").status == 200
    assert browser.get("/sw.js").status == 200
    database.disconnect()


def test_the_worker_is_asked_for_anew_and_has_the_whole_site_to_itself(visitor):
    answer = visitor.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]
    again = visitor.get("/sw.js", **{"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


def test_the_worker_keeps_all_that_the_note_needs(visitor):
    needed = release(visitor)["needed"]
    note = visitor.get("/offline").html
    linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', note))
    for sheet in [address for address in linked if ".css" in address]:
        # Of letters, those that a note in English needs.
        linked |= {f"/static/{font}" for font in re.findall(r'url\("\.\./(fonts/\w+-latin\.woff2)', visitor.get(sheet).html)}
    assert {address for address in needed if not address.startswith("/offline?v=")} == linked
    for address in needed:
        answer = fetched(visitor, address)
        assert answer.status_code == 200, address
        assert "no-store" not in answer.headers["Cache-Control"], address


def test_a_file_is_kept_only_where_it_is_what_its_address_says(visitor):
    right = asset("css/base.css")
    assert "max-age=31536000" in visitor.get(right).headers["Cache-Control"]
    assert "max-age=31536000" in fetched(visitor, "/static/fonts/inter-latin.woff2").headers["Cache-Control"]
    # As a page of another release would ask for it.
    other = visitor.get("/static/css/base.css?v=0123456789")
    assert (other.status, other.headers["Cache-Control"]) == (200, "no-store")
    assert visitor.get("/static/css/none.css?v=0123456789").status == 404


def test_every_page_tells_of_the_manifest_and_of_what_helps_offline(visitor):
    page = visitor.get("/").html
    assert asset("manifest.webmanifest") in page
    assert asset("icons/apple-touch-180.png") in page
    assert asset("js/offline.js") in page


def test_the_manifest_has_what_a_phone_wants_of_one(small_site, visitor):
    alice = small_site.member("alice")
    answer = visitor.get(asset("manifest.webmanifest"))
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    told = json.loads(answer.html)
    for name in ("name", "short_name", "description", "id", "start_url", "scope", "theme_color", "background_color"):
        assert told[name]
    assert (told["display"], len(told["short_name"]) <= 12) == ("standalone", True)
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for address in (told["start_url"], *(shortcut["url"] for shortcut in told["shortcuts"])):
        assert alice.get(address).status == 200


def test_every_picture_of_the_mark_has_the_size_that_is_told(visitor):
    told = json.loads((STATIC / "manifest.webmanifest").read_text())
    icons = told["icons"] + [icon for shortcut in told["shortcuts"] for icon in shortcut["icons"]]
    for icon in icons:
        answer = fetched(visitor, icon["src"])
        assert answer.mimetype == icon["type"] == "image/png"
        width, height = Image.open(io.BytesIO(answer.data)).size
        assert f"{width}x{height}" == icon["sizes"]
    with Image.open(STATIC / "icons/apple-touch-180.png") as touch, Image.open(STATIC / "icons/maskable-512.png") as maskable:
        assert touch.size == (180, 180)
        # Phones cut it to any shape, so nothing of its ground may be missing.
        assert maskable.convert("RGBA").getpixel((0, 0)) == (0x12, 0x10, 0x0E, 255)


def test_a_note_of_another_release_is_kept_by_nobody(visitor):
    (asked,) = [address for address in release(visitor)["needed"] if address.startswith("/offline")]
    assert "no-store" not in visitor.get(asked).headers["Cache-Control"]
    assert visitor.get("/offline?v=0").headers["Cache-Control"] == "no-store"
