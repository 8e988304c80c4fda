"""Words that would be code somewhere else, in what leaves the site: letters, feeds and exports."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
import time_machine
from acts import Somebody
from feedreader import ATOM
from payloads import ATTRIBUTES, MARKDOWN, PAYLOADS
from people import Site, config
from taking import asked, files_of
from tries import numbers

from moviediary import attempts, database, deliveries, ids, mail_settings, work
from moviediary.notifications import jobs, unsubscribing
from moviediary.text import clean

HOST = "https://diary.example"
TRIED = PAYLOADS[:: numbers(16, 1)]
HARMLESS = "quite harmless"
CODE = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
ADDRESS = re.compile(r"https?://[^/\"\s<>]+")


@pytest.fixture
def site(sqlite_url, tmp_path, post):
    server = mail_settings.server({"SMTP_URL": post.url, "MAIL_FROM": "diary@example.org"}, HOST)
    yield Site(config(sqlite_url, tmp_path, mail_server=server))
    database.disconnect()


def shape(text):
    """Which elements some HTML has, with the names of their attributes; and where it leads that is code."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    nodes = list(tree.iter())
    shapes = {(str(node.tag), *sorted(node.attrib)) for node in nodes}
    led = {f"leads to {value}" for node in nodes for value in node.attrib.values() if CODE.match(value)}
    return shapes | led


def added(text, harmless):
    """What hostile words made beyond what harmless ones do, and Markdown may."""
    new = shape(text) - shape(harmless)
    return {one for one in new if isinstance(one, str) or one[0] not in MARKDOWN or set(one[1:]) - ATTRIBUTES}


def sent(site, post, words, hour=0):
    """The letter that tells alice of a comment with these words, by somebody of that name, on a film of that title."""
    unsubscribing.configure("tests only", HOST)
    alice, ada = site.alice, site.ada
    ada.send("/settings/profile", "/settings/profile", display_name=words[:60])
    entry = alice.log(f"zebra {words}"[:200], "1979")
    # No more than thirty letters go to a member within an hour.
    now = datetime.now(UTC) + timedelta(hours=hour)
    with time_machine.travel(now, tick=False) as time, database.connected():
        Somebody("ada").comment(ids.from_short(entry), f"{words}\n\nNo more of these: https://evil.example/{words}")
        while due := deliveries.overdue(timedelta(0)):
            for delivery in due:
                attempts.deliver(delivery)
        time.shift(timedelta(seconds=61))
        jobs.look_for_letters()
        while work.do(jobs.ROUND, 60):
            pass
    return post.letters[-1]


def part(letter, kind):
    return letter.get_body((kind,)).get_content()


def test_letters_say_hostile_words_and_no_more(site, post, figure):
    site.alice, site.ada = site.member("alice"), site.member("ada")
    site.alice.send("/settings/notifications", "/settings/notifications", mail_comment="instant", mail_mention="instant")
    usual, found = sent(site, post, HARMLESS), set()
    for count, words in enumerate(TRIED, 2):
        letter = sent(site, post, words, count)
        assert len(post.letters) == count
        found |= {(words, one) for one in added(part(letter, "html"), part(usual, "html"))}
        links = [node.get("href") for node in html5lib.parse(part(letter, "html"), namespaceHTMLElements=False).iter("a")]
        assert all(link.startswith(f"{HOST}/") for link in links)
        text = part(letter, "plain")
        # A line that looks like one of the letter's own would be believed.
        assert [line for line in text.splitlines() if line.startswith("No more of these")] == [text.splitlines()[-1]]
        assert len(text.splitlines()) == len(part(usual, "plain").splitlines())
        assert (len(letter.get_all("To")), letter.get_all("Bcc"), "\n" in letter["Subject"]) == (1, None, False)
        assert letter["To"].addresses[0].addr_spec == "alice@example.org"
    figure(f"{len(TRIED)} payloads in letters", f"{len(found)} new elements or attributes")
    assert found == set()


def told(site, words):
    """What feeds say of an entry with these words: pieces of HTML by where they stand, and titles as text."""
    site.alice.send("/settings/profile", "/settings/profile", display_name=words[:60], about=words)
    site.alice.log(f"zebra {words}"[:200], "1979", text=f"zebra {words}", tags=words.replace(",", " ")[:40])
    rss, atom, feed = (site.browser().get(f"/members/alice/feed.{form}").html for form in ("rss", "atom", "json"))
    item = ET.fromstring(rss.encode()).find("channel/item")
    entry = ET.fromstring(atom.encode()).find(f"{ATOM}entry")
    content, (first, *_) = entry.find(f"{ATOM}content"), json.loads(feed)["items"]
    assert content.get("type") == "html"
    assert entry.find(f"{ATOM}title").get("type", "text") == "text"
    pieces = {"rss": item.findtext("description"), "atom": content.text, "json": first["content_html"]}
    links = [item.findtext("link"), entry.find(f"{ATOM}link").get("href"), first["url"]]
    return pieces, links


def test_feeds_say_hostile_words_and_no_more(site, figure):
    site.alice = site.member("alice")
    usual, found = told(site, HARMLESS)[0], set()
    for words in TRIED:
        pieces, links = told(site, words)
        found |= {(words, form, one) for form, text in pieces.items() for one in added(text, usual[form])}
        assert not any(CODE.match(link) for link in links)
    figure(f"{len(TRIED)} payloads in three kinds of feeds", f"{len(found)} new elements or attributes")
    assert found == set()


def test_exports_say_hostile_words_and_run_nowhere(site, figure):
    alice = site.member("alice")
    said = [f"{start}{words}" for words in TRIED for start in ("", "=", "@")]
    for words in said:
        alice.log(f"{words}"[:200], "1979", text=words, tags=words.replace(",", " ")[:40], director=words[:100].replace(",", " "))
    table = asked(alice, "csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    run = [cell for cell in cells if cell.startswith(FORMULA)]
    kept = json.loads(asked(alice, "json").data)
    letterboxd = files_of(asked(alice, "letterboxd").data)
    tables = [data for name, data in letterboxd.items() if name.startswith("diary")]
    rows = [row for data in tables for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
    found = {one for row in rows for one in added(row.get("Review") or "", "")}
    figure(f"{len(said)} payloads in exports", f"{len(run)} formulas, {len(found)} new elements or attributes")
    assert (len(kept), len(rows)) == (len(said), len(said))
    assert {clean(one).strip() for one in said} >= {entry["text"] for entry in kept}
    assert (run, found) == ([], set())
