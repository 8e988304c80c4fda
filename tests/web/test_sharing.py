"""Cards and the Share button: what everyone may see, in a picture; what not everyone may see, in none."""

import os
import re
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from people import Site, config
from PIL import Image

from moviediary import database, jobs, storage
from moviediary.pages import STATIC
from moviediary.sharing import queries
from moviediary.sharing.jobs import remove_old

PLAIN = Path(STATIC, "card.jpg").read_bytes()
YEAR = "2020"


@pytest.fixture
def site(database_url, tmp_path, redis_url):
    """A site with a Redis, on each database."""
    yield Site(config(database_url, tmp_path, redis_url=redis_url))
    jobs.bell.link.connection.close()
    database.disconnect()


def log(browser, **values):
    return browser.log(**{"when": "about", "about": YEAR, "rating": "9", **values})


def movie_of(browser, entry):
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def addresses(browser, entry):
    """The cards of an entry, its movie, its member and that year."""
    pages = (f"/reviews/{entry}", movie_of(browser, entry), "/members/alice", f"/members/alice/{YEAR}")
    return [f"{page}/card.jpg" for page in pages]


def meta(page):
    """The head of a page as networks read it."""
    return {node.get("property") or node.get("name"): node.get("content") for node in page.tree.iter("meta")}


def body(page):
    return page.response.get_data()


def edit(browser, entry, **values):
    assert browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", **values).status == 303


def test_a_card_is_plain_until_the_worker_has_drawn_it(alice, carol, tasks):
    for address in addresses(alice, log(alice)):
        plain = carol.get(address)
        assert (plain.status, body(plain)) == (200, PLAIN)
        assert (plain.headers["Content-Type"], plain.headers["Cache-Control"]) == ("image/jpeg", "no-store")
        assert len(tasks()) == 1
        drawn = carol.get(address)
        picture = Image.open(BytesIO(body(drawn)))
        assert (picture.format, picture.size) == ("JPEG", (1200, 630))
        assert body(drawn) != PLAIN


def test_a_card_may_be_kept_and_shown_elsewhere(alice, carol, tasks):
    for address in addresses(alice, log(alice)):
        carol.get(address)
        tasks()
        drawn = carol.get(address)
        assert drawn.headers["Cache-Control"] == "public, max-age=600"
        assert drawn.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert drawn.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert "Set-Cookie" not in drawn.headers
        again = carol.get(address, **{"If-None-Match": drawn.headers["ETag"]})
        assert (again.status, body(again)) == (304, b"")


def test_however_often_a_card_is_asked_for_it_is_drawn_once(alice, bob, carol, tasks):
    entry = log(alice)
    for browser in (alice, bob, carol, carol):
        browser.get(f"/reviews/{entry}/card.jpg")
    assert tasks() == [("draw_card", "review", entry)]
    carol.get(f"/reviews/{entry}/card.jpg")
    assert tasks() == []


def test_what_changes_on_a_card_gives_another_picture(alice, bob, carol, tasks):
    entry = log(alice)
    seen = set()
    changes = [
        lambda: None,
        lambda: edit(alice, entry, rating="3"),
        lambda: edit(alice, entry, text="Another word."),
        lambda: alice.send("/settings/profile", "/settings/profile", display_name="Alice L."),
    ]
    for change in changes:
        change()
        assert body(carol.get(f"/reviews/{entry}/card.jpg")) == PLAIN
        tasks()
        seen.add(carol.get(f"/reviews/{entry}/card.jpg").headers["ETag"])
    assert len(seen) == len(changes)
    assert f"/reviews/{entry}/card.jpg?v=3" in meta(carol.get(f"/reviews/{entry}"))["og:image"]


def test_the_card_of_a_movie_follows_what_everyone_says_of_it(alice, bob, carol):
    entry = log(alice)
    address = movie_of(alice, entry).removeprefix("/movies/")
    assert (queries.of_movie(address).average, queries.of_movie(address).ratings) == ("4.5", 1)
    log(bob, rating="7")
    assert (queries.of_movie(address).average, queries.of_movie(address).ratings) == ("4.0", 2)
    log(bob, rating="1", audience="members")
    assert (queries.of_movie(address).average, queries.of_movie(address).ratings) == ("4.0", 2)


@pytest.mark.parametrize("audience", ["members", "followers", "me"])
def test_what_not_everyone_may_see_is_in_no_picture(alice, bob, carol, tasks, audience):
    shown = log(alice)
    before = [queries.card(*about) for about in (("member", "alice"), ("year", "alice", YEAR))]
    film = queries.card("movie", movie_of(alice, shown).removeprefix("/movies/"))
    hidden = log(alice, audience=audience, text="Canary.", rating="1")
    for browser in (alice, bob, carol):
        assert browser.get(f"/reviews/{hidden}/card.jpg").status == 404
    assert [queries.card(*about) for about in (("member", "alice"), ("year", "alice", YEAR))] == before
    assert queries.card("movie", movie_of(alice, shown).removeprefix("/movies/")) == film
    assert tasks() == []


def test_whose_entries_nobody_may_see_has_a_card_without_them(alice, carol):
    log(alice, audience="me")
    assert queries.of_member("alice").films == 0
    assert queries.of_member("alice").posters == ()
    assert carol.get("/members/alice/card.jpg").status == 200


def test_a_card_that_was_asked_for_before_its_entry_was_hidden_is_not_drawn(alice, carol, tasks, tmp_path):
    entry = log(alice)
    carol.get(f"/reviews/{entry}/card.jpg")
    edit(alice, entry, audience="me")
    assert len(tasks()) == 1
    assert not (tmp_path / "files" / "cards").exists()
    assert alice.get(f"/reviews/{entry}/card.jpg").status == 404


def test_a_deleted_entry_has_no_card(alice, carol):
    entry = log(alice)
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    assert carol.get(f"/reviews/{entry}/card.jpg").status == 404
    assert carol.get(f"/members/alice/{YEAR}/card.jpg").status == 404


@pytest.mark.parametrize(
    "address",
    [
        "/reviews/nothing/card.jpg",
        "/movies/nothing/card.jpg",
        "/members/nobody/card.jpg",
        "/members/nobody/2020/card.jpg",
        "/members/alice/2019/card.jpg",
        "/members/alice/0000/card.jpg",
        "/members/alice/9999/card.jpg",
        "/members/alice/20/card.jpg",
    ],
)
def test_what_is_not_there_has_no_card(alice, carol, address):
    log(alice)
    assert carol.get(address).status == 404


def test_the_text_of_a_spoiler_stays_off_the_card(alice):
    assert queries.of_review(log(alice, text="He wakes up.")).text == "He wakes up."
    assert queries.of_review(log(alice, text="He wakes up.", spoiler="y")).text == ""


def test_a_year_shows_its_months_and_the_best_films_first(alice):
    for title, month, rating in (("Low", "02", "2"), ("High", "05", "10"), ("Unrated", "05", ""), ("Middle", "07", "6")):
        log(alice, title=title, about=f"{YEAR}-{month}", rating=rating)
    log(alice, title="High", about=f"{YEAR}-08", rating="3")
    log(alice, title="Elsewhere", about="2019-01", rating="10")
    card = queries.of_year("alice", YEAR)
    assert (card.films, card.average, card.months) == (5, "2.6", (0, 1, 0, 0, 2, 0, 1, 1, 0, 0, 0, 0))
    assert [poster.title for poster in card.posters] == ["High", "Middle", "Low", "Unrated"]


def test_pages_name_their_cards_for_networks(alice, carol):
    entry = log(alice)
    card = addresses(alice, entry)
    pages = [f"/reviews/{entry}", movie_of(alice, entry), "/members/alice", f"/members/alice/trends?year={YEAR}"]
    for page, address in zip(pages, card, strict=True):
        said = meta(carol.get(page))
        assert said["og:image"].startswith(f"http://localhost{address}"), page
        assert (said["og:image:width"], said["og:image:height"], said["og:image:type"]) == ("1200", "630", "image/jpeg")
        assert said["og:image:alt"]
        assert said["twitter:card"] == "summary_large_image"
        assert carol.get(said["og:image"].removeprefix("http://localhost")).status == 200
    assert meta(carol.get("/about"))["twitter:card"] == "summary"
    assert "og:image" not in meta(carol.get("/about"))


def test_a_year_is_shared_under_its_own_address(alice, carol):
    log(alice)
    for path in (f"/members/alice/trends?year={YEAR}", f"/members/alice/diary?watched={YEAR}"):
        page = carol.get(path)
        assert meta(page)["og:url"] == f"http://localhost{path}"
        assert meta(page)["og:title"] == f"alice’s {YEAR}"
        assert f"/members/alice/{YEAR}/card.jpg" in meta(page)["og:image"]
        assert links_to_share(page) == ["http://localhost/members/alice", f"http://localhost{path}"]


def test_a_year_that_only_its_member_sees_is_not_shared(alice, carol):
    log(alice, audience="me")
    for browser in (alice, carol):
        page = browser.get(f"/members/alice/trends?year={YEAR}")
        assert f"/{YEAR}/card.jpg" not in page.html
        assert links_to_share(page) == ["http://localhost/members/alice"]


def links_to_share(page):
    return [node.get("value") for node in page.tree.iter("input") if (node.get("id") or "").startswith("link-")]


def test_what_can_be_shared_shows_its_link_without_a_script(alice, carol):
    entry = log(alice)
    movie = movie_of(alice, entry)
    for path in (f"/reviews/{entry}", movie, "/members/alice"):
        assert links_to_share(carol.get(path)) == [f"http://localhost{path}"]


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        ("me", "Only you can see this entry."),
        ("followers", "Only your followers can see this entry."),
        ("members", "Only members can see this entry."),
    ],
)
def test_an_entry_not_everyone_may_see_says_so_instead_of_offering_a_link(alice, audience, sentence):
    page = alice.get(f"/reviews/{log(alice, audience=audience)}")
    assert sentence in page.text
    assert links_to_share(page) == []
    assert "card.jpg" not in page.html
    assert meta(page)["twitter:card"] == "summary"


def test_who_asks_for_too_many_cards_gets_plain_ones(small_site, sqlite_url, tmp_path, redis_url, tasks):
    limited = config(sqlite_url, tmp_path, redis_url=redis_url)
    site = Site(replace(limited, rate_limits={**limited.rate_limits, "CARD": "2 per hour"}))
    alice = site.member("alice")
    entries = [log(alice, title=title) for title in ("One", "Two", "Three")]
    # Asking for the same again, as a page does that waits for it, counts once.
    answers = [alice.get(f"/reviews/{entry}/card.jpg") for entry in entries for _ in range(3)]
    assert [(answer.status, body(answer)) for answer in answers] == [(200, PLAIN)] * 9
    assert [address for _, _, address in tasks()] == entries[:2]
    jobs.bell.link.connection.close()


def test_without_redis_cards_are_plain(small_site):
    alice = small_site.member("alice")
    for address in addresses(alice, log(alice)):
        assert body(alice.get(address)) == PLAIN


def test_cards_nobody_asks_for_are_removed_after_a_month(alice, carol, tasks, tmp_path, redis_server):
    asked, forgotten = log(alice), log(alice, title="Forgotten", year="1990")
    for entry in (asked, forgotten):
        carol.get(f"/reviews/{entry}/card.jpg")
    tasks()
    cards = tmp_path / "files" / "cards"
    storage.put("cards/other.txt", b"not ours")
    for file in cards.iterdir():
        os.utime(file, (time.time() - 31 * 86_400,) * 2)
    with redis_server.client() as client:
        # As after a day: who asked until then is forgotten.
        client.delete(*client.keys("moviediary:shelf:card:*"))
    carol.get(f"/reviews/{asked}/card.jpg")
    tasks()
    remove_old()
    assert body(carol.get(f"/reviews/{asked}/card.jpg")) != PLAIN
    assert body(carol.get(f"/reviews/{forgotten}/card.jpg")) == PLAIN
    assert storage.get("cards/other.txt") == b"not ours"


def test_a_card_is_found_by_the_short_id_alone(alice, carol):
    film = movie_of(alice, log(alice))
    short = re.match(r"/movies/(\w+)-", film)[1]
    assert queries.of_movie(short) == queries.of_movie(film.removeprefix("/movies/"))
    assert carol.get(f"/movies/{short}/card.jpg").status == 200
