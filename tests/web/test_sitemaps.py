"""What search engines are told, through the front door: what everyone may see, and no trace of anything else."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from people import Site, config
from telling import movie_of

from moviediary import database
from moviediary.database import db
from moviediary.demo.actions import fill
from moviediary.diary.models import Review
from moviediary.people.jobs import credit_the_uncredited
from moviediary.sitemaps import queries
from moviediary.sitemaps.jobs import lay_out
from moviediary.sitemaps.rules import NAMESPACE

BASE = "https://diary.example"


@pytest.fixture
def site(database_url, tmp_path):
    yield Site(config(database_url, tmp_path, base_url=BASE))
    database.disconnect()


def get(browser, path, **headers):
    return browser.client.get(path, base_url=BASE, headers=headers)


def listed(browser, address):
    """The addresses in a sitemap, each with when it was changed; held against what sitemaps.org wants of one."""
    answer = get(browser, address.removeprefix(BASE))
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    tree = ElementTree.fromstring(answer.data)
    kind, child = ("sitemapindex", "sitemap") if tree.tag.endswith("sitemapindex") else ("urlset", "url")
    assert tree.tag == f"{{{NAMESPACE}}}{kind}"
    assert 1 <= len(tree) <= 50_000
    found = {}
    for node in tree:
        assert node.tag == f"{{{NAMESPACE}}}{child}"
        said = {part.tag.removeprefix(f"{{{NAMESPACE}}}"): part.text for part in node}
        assert set(said) <= {"loc", "lastmod"}
        assert said["loc"].startswith(f"{BASE}/")
        found[unquote(said["loc"].removeprefix(BASE))] = said.get("lastmod")
    assert len(found) == len(tree)
    return found


def everything(browser, *most):
    """All that the sitemap holds, laid out as of now."""
    lay_out(*most)
    return {path: changed for page in listed(browser, "/sitemap.xml") for path, changed in listed(browser, page).items()}


def person_on(browser, movie):
    return next(link for link in browser.get(movie).links() if link.startswith("/people/"))


def test_robots_txt_names_the_sitemap_of_the_configured_site(carol):
    robots = get(carol, "/robots.txt")
    assert robots.mimetype == "text/plain"
    assert f"Sitemap: {BASE}/sitemap.xml" in robots.text.splitlines()
    assert "Set-Cookie" not in robots.headers


def test_a_site_without_films_lists_its_own_pages(carol):
    assert set(everything(carol)) == {"/", "/members", "/about"}


def test_what_everyone_may_see_is_listed(alice, carol):
    entry = alice.log("七人の侍", "1954", director="Akira Kurosawa", text="*Rain.*")
    credit_the_uncredited()
    movie = movie_of(alice, entry)
    found = everything(carol)
    assert set(found) == {"/", "/members", "/about", "/members/alice", movie, person_on(alice, movie), f"/reviews/{entry}"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found[f"/reviews/{entry}"])
    for path in found:
        assert get(carol, path).status_code == 200, path


def test_a_review_without_words_is_not_listed_but_its_film_is(alice, carol):
    entry = alice.log(rating="9")
    found = everything(carol)
    assert movie_of(alice, entry) in found
    assert f"/reviews/{entry}" not in found


@pytest.mark.everywhere
def test_a_viewing_that_was_not_finished_makes_its_film_and_its_member_known_all_the_same(alice, carol):
    entry = alice.log(unfinished="y")
    found = everything(carol)
    assert Review.select().where(Review.finished).count() == 0
    assert {movie_of(alice, entry), "/members/alice"} <= set(found)


def test_when_an_edited_review_was_changed_is_left_out_as_it_is_not_known(alice, carol):
    entry = alice.log(text="First words.")
    assert everything(carol)[f"/reviews/{entry}"]
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", text="Second words.")
    assert everything(carol)[f"/reviews/{entry}"] is None


@pytest.mark.parametrize("audience", ["members", "followers", "me"])
def test_what_is_not_for_everyone_changes_not_one_byte(alice, bob, carol, audience):
    alice.log("Stalker", "1979", director="Andrei Tarkovsky", text="Public words.")
    credit_the_uncredited()
    everything(carol)
    pages = ["/sitemap.xml", *(f"/sitemap-{kind}-1.xml" for kind in queries.KINDS)]
    before = [(get(carol, path).data, get(carol, path).headers["ETag"]) for path in pages]
    # Of a new film with a director of its own; of the film that is known; and by a member who keeps all to himself.
    bob.log("Canary", "1999", director="Nobody Else", text="Canary words.", audience=audience)
    bob.log("Stalker", "1979", director="Andrei Tarkovsky", text="Canary words.", audience=audience)
    alice.log("Stalker", "1979", director="Andrei Tarkovsky", text="Canary words.", audience=audience, unfinished="y")
    credit_the_uncredited()
    everything(carol)
    assert [(get(carol, path).data, get(carol, path).headers["ETag"]) for path in pages] == before
    # Members are told nothing more, as the sitemap is not theirs.
    assert get(bob, "/sitemap-movies-1.xml").data == before[2][0]


def test_what_is_made_private_or_deleted_is_gone_at_once(alice, carol):
    kept, hidden, deleted = (alice.log(title, "1979", text="Words.") for title in ("Kept", "Hidden", "Deleted"))
    films = {entry: movie_of(alice, entry) for entry in (kept, hidden, deleted)}
    assert {*films.values(), *(f"/reviews/{entry}" for entry in films)} <= set(everything(carol))
    old = get(carol, "/sitemap-reviews-1.xml").headers["ETag"]
    alice.send(f"/reviews/{hidden}/edit", f"/reviews/{hidden}/edit", audience="me")
    alice.send(f"/reviews/{deleted}", f"/reviews/{deleted}/deletion")
    assert list(listed(carol, "/sitemap-reviews-1.xml")) == [f"/reviews/{kept}"]
    assert list(listed(carol, "/sitemap-movies-1.xml")) == [films[kept]]
    assert get(carol, "/sitemap-reviews-1.xml", **{"If-None-Match": old}).status_code == 200


def test_a_page_of_which_nothing_is_left_is_not_there(alice, carol):
    entry = alice.log(text="Words.")
    everything(carol)
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me")
    for path in ("/sitemap-reviews-1.xml", "/sitemap-movies-1.xml", "/sitemap-members-1.xml", "/sitemap-reviews-2.xml"):
        assert get(carol, path).status_code == 404
    assert get(carol, "/sitemap-secrets-1.xml").status_code == 404
    assert get(carol, f"/sitemap-reviews-{10**30}.xml").status_code == 404


def test_who_has_a_sitemap_already_is_not_sent_it_again(alice, carol):
    alice.log(text="Words.")
    everything(carol)
    for path in ("/sitemap.xml", "/sitemap-site.xml", "/sitemap-reviews-1.xml"):
        first = get(carol, path)
        assert first.headers["Cache-Control"] == "public, no-cache"
        again = get(carol, path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Set-Cookie" not in get(alice, path).headers


def test_a_merged_film_is_listed_as_the_film_it_became(alice, carol):
    one, other = movie_of(alice, alice.log("Stalker", "1979")), movie_of(alice, alice.log("Сталкер", "1979"))
    into = other.removeprefix("/movies/")
    alice.send(f"{one}/merge?into={into}", f"{one}/merge")
    films = [path for path in everything(carol) if path.startswith("/movies/")]
    assert films == [other]


@pytest.fixture
def many(site):
    """A visitor of the demonstration."""
    fill()
    credit_the_uncredited()
    return site.browser()


@pytest.mark.everywhere
def test_many_addresses_are_parted_into_pages_that_hold_each_of_them_once(many):
    lay_out(7)
    pages = [listed(many, page) for page in listed(many, "/sitemap.xml")]
    assert max(map(len, pages)) == 7
    paths = [path for page in pages for path in page]
    assert len(paths) == len(set(paths))
    public = Review.select().where(Review.audience == "everyone", Review.text != "", Review.deleted_at.is_null()).count()
    assert len([path for path in paths if path.startswith("/reviews/")]) == public > 14
    assert set(paths) == set(everything(many))
    assert [number for _, number in queries.names()] == [1] * len(queries.KINDS)


def test_pages_that_are_empty_by_now_are_taken_out_of_the_index(alice, carol):
    entry = alice.log(text="Words.")
    everything(carol)
    assert len(listed(carol, "/sitemap.xml")) == 4
    alice.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", audience="me")
    everything(carol)
    assert len(listed(carol, "/sitemap.xml")) == 1


@pytest.mark.everywhere
def test_pages_are_found_by_indexes_without_sorting(alice):
    alice.log(director="Andrei Tarkovsky", text="Words.")
    credit_the_uncredited()
    for kind in queries.KINDS:
        (after, until), *_ = queries.ranges(kind, 7)
        text, values = queries.KINDS[kind].select, (after.hex, until.hex, 7)
        _on_sqlite(text, values) if database.is_sqlite() else _on_postgres(text, values)


def _on_sqlite(text, values):
    plan = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {text}", values)]
    assert not [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step], plan


def _on_postgres(text, values):
    # Few rows are quicker read as a whole, so the way is forbidden that is taken only for few.
    ways = ("seqscan", "bitmapscan", "sort")
    for way in ways:
        db.execute_sql(f"SET enable_{way} = off")
    plan = [row[0] for row in db.execute_sql(f"EXPLAIN {text.replace('?', '%s')}", values).fetchall()]
    for way in ways:
        db.execute_sql(f"RESET enable_{way}")
    assert not [step for step in plan if "Seq Scan" in step or "Sort" in step], plan
