"""Feeds: what is in them, who reads them, and how quickly it is said that nothing changed."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO

import pytest
import time_machine
from acts import about_another_film
from feedreader import DUBLIN, LETTERBOXD, MEDIA, TMDB, parsed, problems
from people import Site, config
from PIL import Image
from playhouse.test_utils import count_queries

from moviediary import clock, database, ids, rebuild
from moviediary.accounts.models import Member
from moviediary.diary.models import Review
from moviediary.feeds.models import FeedMark
from moviediary.movies import merge_actions
from moviediary.movies.commands import MergeMovies, PartMovies
from moviediary.movies.models import Movie

FORMS = ("rss", "atom", "json")


def titles(reader, path):
    page = reader.get(path)
    assert page.status == 200, page.status
    if path.partition("?")[0].endswith(".json"):
        return [item["title"] for item in json.loads(page.html)["items"]]
    return [entry.title for entry in parsed(page).entries]


def item(reader, path="/members/alice/feed.rss"):
    """The first item of an RSS feed."""
    return ET.fromstring(reader.get(path).html.encode()).find("channel/item")


def again(reader, page, path="/members/alice/feed.rss"):
    """The status for a reader that has read a page before."""
    return reader.get(path, **{"If-None-Match": page.headers["ETag"]}).status


@pytest.mark.parametrize("form", FORMS)
def test_every_feed_has_what_its_format_requires(alice, carol, form):
    alice.log(rating="9", text="Slow, and *right*.", tags="noir")
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    for path in ("/feed", "/members/alice/feed", "/members/alice/reviews", f"{movie}/feed"):
        page = carol.get(f"{path}.{form}")
        assert page.status == 200
        assert problems(page, form) == []
        if form != "json":
            assert parsed(page).entries[0].title == "Stalker, 1979 - ★★★★½"


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_of_nothing_is_a_feed(alice, carol, form):
    for path in ("/feed", "/members/alice/feed", "/members/alice/reviews"):
        assert problems(carol.get(f"{path}.{form}"), form) == []


def test_an_entry_says_what_widgets_read(alice, carol):
    alice.log(rating="7", when="2026-05-09", heart="y")
    alice.log(rating="8", when="2026-05-10")
    second, first = ET.fromstring(carol.get("/members/alice/feed.rss").html.encode()).findall("channel/item")
    assert first.findtext(f"{LETTERBOXD}filmTitle") == "Stalker"
    assert first.findtext(f"{LETTERBOXD}filmYear") == "1979"
    assert first.findtext(f"{LETTERBOXD}watchedDate") == "2026-05-09"
    assert first.findtext(f"{LETTERBOXD}memberRating") == "3.5"
    assert first.findtext(f"{LETTERBOXD}memberLike") == "Yes"
    assert first.findtext(f"{LETTERBOXD}rewatch") == "No"
    assert first.findtext(f"{DUBLIN}creator") == "alice"
    assert first.findtext("description") == "<p>Watched on Saturday, 9 May 2026.</p>"
    assert second.findtext(f"{LETTERBOXD}memberRating") == "4.0"
    assert second.findtext(f"{LETTERBOXD}rewatch") == "Yes"
    assert second.findtext("description") == "<p>Watched on Sunday, 10 May 2026, for the 2nd time.</p>"


def test_what_is_not_known_is_not_said(alice, carol):
    alice.log(rating="", when="about", about="2026-05")
    found = item(carol)
    assert found.findtext("title") == "Stalker, 1979"
    assert found.find(f"{LETTERBOXD}memberRating") is None
    assert found.find(f"{LETTERBOXD}watchedDate") is None
    assert found.find(f"{TMDB}movieId") is None
    assert found.find("enclosure") is None
    assert found.findtext("description") == "<p>Watched in May 2026.</p>"


def test_a_film_has_its_number_and_its_poster(alice, carol):
    alice.log()
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    alice.send(f"{movie}/correction", f"{movie}/correction", tmdb_id="1398")
    before = carol.get("/members/alice/feed.rss")
    out = BytesIO()
    Image.new("RGB", (600, 900), "#336699").save(out, "PNG")
    form = alice.get(f"{movie}/correction").form(f"{movie}/poster-file")
    sent = alice.post(f"{movie}/poster-file", {**form, "file": (BytesIO(out.getvalue()), "poster.png")})
    assert sent.status == 303
    assert again(carol, before) == 200
    found = item(carol)
    assert found.findtext(f"{TMDB}movieId") == "1398"
    picture = found.find("enclosure")
    assert picture.get("type") == "image/webp"
    shown = carol.client.get(picture.get("url").removeprefix("http://localhost"))
    assert len(shown.data) == int(picture.get("length"))
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert found.find(f"{MEDIA}thumbnail").get("url") == picture.get("url")
    assert re.search(r'^<p><img src="([^"]+)"', found.findtext("description"))[1] == picture.get("url")


def test_the_time_of_publishing_is_that_of_logging(alice, carol):
    before = clock.now() - timedelta(seconds=2)
    alice.log(when="1999-12-31")
    published = parsedate_to_datetime(item(carol).findtext("pubDate"))
    assert before <= published <= clock.now()


def test_an_edited_entry_keeps_its_names_and_changes_at_once(alice, carol):
    entry = alice.log(rating="7")
    before = carol.get("/members/alice/feed.rss")
    guid, atom = item(carol).findtext("guid"), parsed(carol.get("/members/alice/feed.atom")).entries[0]
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", rating="10", text="Better and better.")
    assert again(carol, before) == 200
    assert item(carol).findtext("title") == "Stalker, 1979 - ★★★★★"
    assert item(carol).findtext("guid") == guid
    edited = parsed(carol.get("/members/alice/feed.atom")).entries[0]
    assert (edited.id, edited.published) == (atom.id, atom.published)
    assert edited.updated >= atom.updated


def test_a_deleted_entry_leaves_every_feed_at_once_and_comes_back(alice, carol):
    entry = alice.log()
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    paths = ("/feed.rss", "/members/alice/feed.json", f"{movie}/feed.atom")
    read = {path: carol.get(path) for path in paths}
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    for path in paths:
        assert again(carol, read[path], path) == 200
        assert titles(carol, path) == []
    alice.send("/reviews/deleted", f"/reviews/{entry}/restoration")
    for path in paths:
        assert titles(carol, path) == ["Stalker, 1979"]


def test_a_corrected_film_has_its_new_title_in_every_feed(alice, carol):
    alice.log("Stalkr")
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    read = carol.get("/members/alice/feed.rss")
    name = parsed(carol.get(f"{movie}/feed.atom")).feed.id
    alice.send(f"{movie}/correction", f"{movie}/correction", title="Stalker")
    assert again(carol, read) == 200
    assert titles(carol, "/members/alice/feed.rss") == ["Stalker, 1979"]
    moved = carol.get(f"{movie}/feed.atom")
    assert (moved.status, moved.headers["Access-Control-Allow-Origin"]) == (301, "*")
    assert titles(carol, moved.location) == ["Stalker, 1979"]
    assert parsed(carol.get(moved.location)).feed.id == name


def test_films_that_were_merged_have_one_feed(alice, carol):
    alice.log("Stalker")
    alice.log("Stalker II")
    links = alice.get("/").links()
    second, first = dict.fromkeys(link for link in links if link.startswith("/movies/"))
    read = {path: carol.get(path) for path in (f"{first}/feed.rss", "/members/alice/feed.rss")}
    short = first.removeprefix("/movies/").partition("-")[0]
    alice.send(f"{second}/merge?into={short}", f"{second}/merge")
    for path, page in read.items():
        assert again(carol, page, path) == 200
    assert titles(carol, f"{first}/feed.rss") == ["Stalker, 1979"] * 2
    assert carol.get(f"{second}/feed.rss").location == f"{first}/feed.rss"


def test_a_film_that_is_parted_leaves_the_feed_of_the_film_it_had_become(alice, carol):
    """Also where that had been merged in its turn."""
    for title in ("One", "Two", "Three"):
        alice.log(title)
    movies = {movie.title: movie for movie in Movie.select()}
    one, two, three = (movies[title] for title in ("One", "Two", "Three"))
    admin, path = Member.get(), f"/movies/{three.address}/feed.rss"
    merge_actions.merge(admin, MergeMovies(one.id, two.id))
    merge_actions.merge(admin, MergeMovies(two.id, three.id))
    read = carol.get(path)
    assert len(titles(carol, path)) == 3
    merge_actions.part(admin, PartMovies(one.id))
    assert again(carol, read, path) == 200
    assert len(titles(carol, path)) == 2
    assert titles(carol, f"/movies/{one.address}/feed.rss") == ["One, 1979"]


@pytest.mark.everywhere
def test_an_entry_that_becomes_public_with_another_film_does_not_tell_of_the_first(alice, carol):
    hidden = alice.log("Hidden", audience="me")
    alice.log("Other")
    movies = {movie.title: movie for movie in Movie.select()}
    path = f"/movies/{movies['Hidden'].address}/feed.rss"
    read = carol.get(path)
    viewing = replace(Review.get_by_id(ids.from_short(hidden)).stored().viewing, audience="everyone")
    about_another_film(Member.get(), ids.from_short(hidden), movies["Other"].id, viewing)
    assert again(carol, read, path) == 304
    assert len(titles(carol, f"/movies/{movies['Other'].address}/feed.rss")) == 2


def test_a_site_that_was_upgraded_has_feeds_as_old_as_their_latest_entry(alice, carol):
    alice.log()
    FeedMark.delete().execute()
    feed = parsed(carol.get("/members/alice/feed.atom"))
    assert feed.feed.updated == feed.entries[0].updated
    assert parsed(carol.get("/feed.rss")).feed.updated == parsed(carol.get("/feed.rss")).entries[0].published


@pytest.mark.everywhere
def test_tables_that_were_put_right_are_read_anew(alice, carol):
    entry = alice.log()
    Review.update(rating=1).where(Review.id == ids.from_short(entry)).execute()
    read = carol.get("/feed.rss")
    assert "½" in read.html
    assert rebuild.rebuild() > 0
    assert again(carol, read, "/feed.rss") == 200
    assert titles(carol, "/feed.rss") == ["Stalker, 1979"]


def test_another_name_of_a_member_is_in_every_feed(alice, carol):
    alice.log()
    read = {path: carol.get(path) for path in ("/feed.rss", "/members/alice/feed.rss")}
    alice.send("/settings/profile", "/settings/profile", display_name="Alice in Wonderland")
    for path, page in read.items():
        assert again(carol, page, path) == 200
        assert item(carol, path).findtext(f"{DUBLIN}creator") == "Alice in Wonderland"


@pytest.mark.everywhere
def test_only_what_everybody_may_see_is_in_a_feed_whoever_reads_it(site, alice, bob, carol):
    for audience in ("me", "members"):
        alice.log(f"Only for {audience}", audience=audience, text=f"secret-{audience}", tags=f"tag-{audience}")
    movie = next(link for link in alice.get("/members/alice/diary").links() if link.startswith("/movies/"))
    for reader in (alice, bob, carol):
        for path in ("/feed", "/members/alice/feed", "/members/alice/reviews", f"{movie}/feed"):
            for form in FORMS:
                page = reader.get(f"{path}.{form}")
                assert "secret" not in page.html
                assert "Only for" not in page.html or path.startswith("/movies/")
                assert titles(reader, f"{path}.{form}?tag=tag-me") == []


def test_what_is_not_for_everybody_does_not_move_a_feed(alice, carol):
    """How often somebody writes what one may not see is nobody's business either."""
    alice.log()
    movie = next(link for link in alice.get("/").links() if link.startswith("/movies/"))
    paths = ("/feed.rss", "/members/alice/feed.atom", "/members/alice/reviews.json", f"{movie}/feed.rss")
    read = {path: carol.get(path) for path in paths}
    hidden = alice.log(audience="me", text="Not for you.")
    alice.send(f"/reviews/{hidden}/edit", f"/reviews/{hidden}/edit", text="Still not.")
    alice.send(f"/reviews/{hidden}", f"/reviews/{hidden}/deletion")
    for path, page in read.items():
        assert again(carol, page, path) == 304


def test_an_entry_that_is_hidden_leaves_at_once(alice, carol):
    entry = alice.log(text="Oh.")
    read = carol.get("/members/alice/feed.rss")
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me")
    assert again(carol, read) == 200
    assert titles(carol, "/members/alice/feed.rss") == []


def test_a_deleted_account_leaves_every_feed(site, alice, bob, carol):
    bob.log("Heat", "1995")
    movie = next(link for link in carol.get("/").links() if link.startswith("/movies/"))
    read = {path: carol.get(path) for path in ("/feed.rss", f"{movie}/feed.rss")}
    bob.send("/settings/account", "/settings/account/deletion", password="correct horse battery")
    for path, page in read.items():
        assert again(carol, page, path) == 200
        assert titles(carol, path) == []
    assert carol.get("/members/bob/feed.rss").status == 404


def test_a_reader_that_asks_a_thousand_times_is_told_that_nothing_changed(alice, carol):
    alice.log()
    page = carol.get("/members/alice/feed.rss")
    with count_queries() as counted:
        answers = [carol.get("/members/alice/feed.rss", **{"If-None-Match": page.headers["ETag"]}) for _ in range(1000)]
    assert {(answer.status, answer.html) for answer in answers} == {(304, "")}
    assert {answer.headers["ETag"] for answer in answers} == {page.headers["ETag"]}
    assert counted.count == 1000


def test_a_feed_takes_few_queries(alice, carol):
    for year in range(1950, 1960):
        alice.log("Film", str(year))
    with count_queries() as counted:
        carol.get("/members/alice/feed.rss")
    assert counted.count <= 4


def test_a_reader_that_only_knows_the_date_is_told_too(alice, carol):
    tomorrow = (clock.now() + timedelta(days=1)).replace(microsecond=400_000)
    with time_machine.travel(tomorrow, tick=False):
        alice.log()
        # What happens within this second must not look as old as what was read in it.
        assert "Last-Modified" not in carol.get("/feed.rss").headers
    with time_machine.travel(tomorrow + timedelta(milliseconds=700), tick=False):
        changed = carol.get("/feed.rss").headers["Last-Modified"]
        assert parsedate_to_datetime(changed) == clock.now().replace(microsecond=0)
        assert carol.get("/feed.rss", **{"If-Modified-Since": changed}).status == 304
        alice.log("Heat", "1995")
        assert carol.get("/feed.rss", **{"If-Modified-Since": changed}).status == 200
        alice.send("/settings/profile", "/settings/profile", about="Likes rain.")
        assert carol.get("/members/alice/feed.rss", **{"If-Modified-Since": changed}).status == 200
        # A version counts before a date.
        later = format_datetime(clock.now() + timedelta(hours=1), usegmt=True)
        assert carol.get("/feed.rss", **{"If-Modified-Since": later, "If-None-Match": '"other"'}).status == 200


def test_a_feed_may_be_kept_by_others_but_is_asked_for_each_time(alice, carol):
    alice.log()
    for reader in (alice, carol):
        headers = reader.get("/feed.rss").headers
        assert headers["Cache-Control"] == "public, no-cache"
        assert headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in headers
        assert headers["Access-Control-Allow-Origin"] == "*"


def test_a_feed_is_compressed_for_who_can_unpack_it(alice, carol):
    alice.log(text="Long. " * 500)
    plain = carol.client.get("/feed.rss")
    packed = carol.client.get("/feed.rss", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data) == plain.data
    refused = carol.client.get("/feed.rss", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert "Content-Encoding" not in refused.headers


def test_a_head_says_the_same_without_a_body(alice, carol):
    alice.log()
    head = carol.client.head("/feed.rss")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == carol.get("/feed.rss").headers["ETag"]


@pytest.mark.everywhere
def test_a_long_feed_goes_on_from_page_to_page(alice, carol):
    for year in range(1950, 1955):
        alice.log("Film", str(year))
    seen, path = [], "/members/alice/feed.atom?limit=2"
    while path:
        feed = parsed(carol.get(path)).feed
        seen += titles(carol, path)
        links = {link.rel: link.href for link in feed.links}
        assert links["first"] == "http://localhost/members/alice/feed.atom?limit=2"
        last, path = path, links.get("next", "").removeprefix("http://localhost")
    assert seen == [f"Film, {year}" for year in range(1954, 1949, -1)]
    back = {link.rel: link.href for link in parsed(carol.get(last)).feed.links}["previous"]
    assert titles(carol, back.removeprefix("http://localhost")) == ["Film, 1952", "Film, 1951"]
    following = json.loads(carol.get("/members/alice/feed.json?limit=2").html)["next_url"]
    assert titles(carol, following.removeprefix("http://localhost")) == ["Film, 1952", "Film, 1951"]


@pytest.mark.everywhere
def test_a_feed_can_be_narrowed_to_a_tag_or_a_rating(alice, carol):
    alice.log("One", rating="9", tags="noir, rain")
    alice.log("Two", "1980", rating="8", tags="rain")
    alice.log("Three", "1981", rating="9")
    for feed in ("/feed", "/members/alice/feed"):
        assert titles(carol, f"{feed}.rss?tag=Rain") == ["Two, 1980 - ★★★★", "One, 1979 - ★★★★½"]
        assert titles(carol, f"{feed}.rss?rating=4.5") == ["Three, 1981 - ★★★★½", "One, 1979 - ★★★★½"]
        assert titles(carol, f"{feed}.json?rating=4.5&tag=rain") == ["One, 1979 - ★★★★½"]
        assert len(titles(carol, f"{feed}.rss?rating=eleven&limit=-3&before=%00&tag=")) == 3
    assert parsed(carol.get("/feed.atom?tag=rain")).feed.id != parsed(carol.get("/feed.atom")).feed.id


def test_reviews_are_entries_with_a_text(alice, carol):
    alice.log("With", text="A word.")
    alice.log("Without")
    assert titles(carol, "/members/alice/reviews.rss") == ["With, 1979"]


def test_a_text_that_tells_what_happens_is_folded(alice, carol):
    alice.log(text="They *never* enter.", spoiler="y")
    found = item(carol)
    assert found.findtext("title") == "Stalker, 1979 (contains spoilers)"
    folded = found.findtext("description")
    assert folded.startswith("<details><summary>This text tells what happens")
    assert folded.index("</summary>") < folded.index("never")


def test_html_is_sanitised_and_leads_where_it_led(alice, carol):
    alice.log(text="<script>x</script> [mine](/members/alice) [bad](javascript:x) ![i](http://a.example/i.png) [v6](http://[)")
    html = item(carol).findtext("description")
    assert 'href="http://localhost/members/alice"' in html
    assert "<script" not in html
    assert "javascript:" not in re.sub(r"\[bad\]\(javascript:x\)", "", html)
    assert "<img" not in html


def test_pages_name_their_feeds(alice, carol):
    alice.log(tags="noir", text="A word.")
    movie = next(link for link in carol.get("/").links() if link.startswith("/movies/"))
    for page, feed in {
        "/": "/feed",
        "/members/alice": "/members/alice/feed",
        "/members/alice/trends": "/members/alice/reviews",
        movie: f"{movie}/feed",
    }.items():
        found = {link.get("type"): link.get("href") for link in carol.get(page).tree.iter("link") if _names(link, feed)}
        assert set(found) == {"application/rss+xml", "application/atom+xml", "application/feed+json"}, page
        for address in found.values():
            assert carol.get(address.removeprefix("http://localhost")).status == 200
    narrowed = carol.get("/members/alice/diary?tag=noir").html
    assert 'href="http://localhost/members/alice/feed.rss?tag=noir"' in narrowed


def _names(link, feed):
    return link.get("rel") == "alternate" and link.get("href", "").startswith(f"http://localhost{feed}.")


def test_a_private_feed_holds_everything_and_its_address_can_be_taken_back(site, alice, bob, carol):
    alice.log("Secret", audience="me", text="Only mine.")
    alice.log("Open")
    alice.send("/settings/feeds", "/settings/feeds/key")
    path = _private(alice)
    assert titles(carol, path) == ["Open, 1979", "Secret, 1979"]
    page = carol.get(path)
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in page.headers
    assert again(carol, page, path) == 304
    alice.log("Another", audience="me")
    assert again(carol, page, path) == 200
    assert carol.get(path.replace("/alice/", "/bob/")).status == 404
    assert carol.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status == 404
    assert carol.get("/members/alice/feed.rss?key=").status == 404
    assert "Last read" in alice.get("/settings/feeds").text
    alice.send("/settings/feeds", "/settings/feeds/key")
    other = _private(alice)
    assert (carol.get(path).status, carol.get(other).status) == (404, 200)
    alice.send("/settings/feeds", "/settings/feeds/key/deletion")
    assert carol.get(other).status == 404
    assert _private(alice) is None


@pytest.mark.everywhere
def test_pages_of_a_private_feed_lead_to_pages_of_it(alice, carol):
    for year in range(1950, 1953):
        alice.log("Film", str(year), audience="me")
    alice.send("/settings/feeds", "/settings/feeds/key")
    feed = parsed(carol.get(f"{_private(alice)}&limit=2")).feed
    following = {link.rel: link.href for link in feed.links}["next"].removeprefix("http://localhost")
    assert titles(carol, following) == ["Film, 1950"]


def _private(member):
    fields = [
        node.get("value") for node in member.get("/settings/feeds").tree.iter("input") if "key=" in (node.get("value") or "")
    ]
    return fields[0].removeprefix("http://localhost") if fields else None


def test_feeds_can_be_found_and_taken_along(site, alice, bob, carol):
    alice.log()
    bob.log(audience="me")
    page = carol.get("/subscribe?member=alice")
    offered = [node.get("value") for node in page.tree.iter("input") if node.get("readonly") is not None]
    assert "http://localhost/members/alice/feed.rss" in offered
    assert "http://localhost/feed.json" in offered
    for address in offered:
        assert carol.get(address.removeprefix("http://localhost")).status == 200
    assert "/subscribe?member=bob" not in page.html
    opml = ET.fromstring(carol.get("/subscriptions.opml").html.encode())
    listed = [outline.get("xmlUrl") for outline in opml.iter("outline") if outline.get("xmlUrl")]
    assert listed == ["http://localhost/feed.rss", "http://localhost/members/alice/feed.rss"]
    assert carol.get("/subscribe?member=nobody").status == 404
    page = carol.get("/subscriptions.opml")
    assert carol.get("/subscriptions.opml", **{"If-None-Match": page.headers["ETag"]}).status == 304
    bob.log("Heat", "1995")
    assert "/members/bob/feed.rss" in carol.get("/subscriptions.opml", **{"If-None-Match": page.headers["ETag"]}).html


def test_addresses_begin_with_that_of_the_site(sqlite_url, tmp_path):
    site = Site(config(sqlite_url, tmp_path, base_url="https://films.example.org"))
    client = site.app.test_client()
    answer = client.get("/feed.rss", headers={"Host": "films.example.org"})
    assert answer.headers["Link"] == '<https://films.example.org/feed.rss>; rel="self"'
    assert b"http://localhost" not in answer.data
    database.disconnect()
