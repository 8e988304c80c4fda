"""Matching a film of ours with one of a film database: what is offered, what changes, and what goes wrong."""

import json
from io import BytesIO

import pytest
from people import Site, config, stubbed
from PIL import Image

from moviediary import database
from moviediary.movies import thumbnails
from moviediary.movies.models import Movie
from moviediary.security import signed


@pytest.fixture
def site(database_url, tmp_path, stub):
    """A site that asks the stub."""
    yield Site(config(database_url, tmp_path, **stubbed(stub, tmp_path)))
    database.disconnect()


@pytest.fixture(autouse=True)
def nobody_is_left_alone():
    yield
    thumbnails._away.clear()


def film(browser, title="Stalkr", year="1978"):
    entry = browser.log(title, year)
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def candidates(page):
    return [link for link in page.links() if "to=" in link]


def elsewhere(site, address):
    with site.app.app_context():
        return f"/posters/elsewhere/{signed(address)}"


def test_a_film_is_chosen_seen_and_matched(alice):
    movie = film(alice, "Stalker", "1979")
    assert f"{movie}/match" in alice.get(movie).links()
    page = alice.get(f"{movie}/match")
    assert "Stalker 1979 Сталкер TMDB" in page.text
    (picture,) = [image.get("src") for image in page.tree.iter("img") if "/posters/elsewhere/" in image.get("src")]
    assert alice.get(picture).headers["Content-Type"] == "image/webp"
    assert "TMDB" in page.text
    (chosen,) = candidates(page)
    sure = alice.get(chosen)
    for words in ("IMDb number tt0079944", "TMDB number 1398", "Andrei Tarkovsky", "Original title Сталкер"):
        assert words in " ".join(sure.text.split())
    assert Movie.get().imdb_id is None, "nothing was changed yet"
    matched = alice.send(chosen, chosen)
    assert "The film is matched." in alice.follow(matched).text
    found = Movie.get()
    assert (found.imdb_id, found.tmdb_id, found.directors) == ("tt0079944", 1398, ("Andrei Tarkovsky",))
    assert "The poster is on its way." in alice.get(movie).text


def test_a_name_with_a_comma_is_matched_as_one(alice, stub):
    movie = film(alice, "Stalker", "1979")
    (chosen,) = candidates(alice.get(f"{movie}/match"))
    crew = [{"id": 5, "name": "Harry Connick, Jr.", "job": "Director"}]
    told = {"id": 1398, "title": "Stalker", "release_date": "1979-05-25", "credits": {"crew": crew}}
    stub.break_("details", "shape", body=json.dumps(told).encode())
    assert alice.send(chosen, chosen).status == 303
    assert (Movie.get().tmdb_id, Movie.get().directors) == (1398, ("Harry Connick, Jr.",))


def test_the_search_can_be_changed_and_comes_as_a_fragment(alice):
    movie = film(alice)
    assert candidates(alice.get(f"{movie}/match")) == []
    found = alice.get(f"{movie}/match?q=stalker", partial=True)
    assert found.tree.find("body")[0].get("id") == "matches"
    assert len(candidates(found)) == 1
    # The year may be what is wrong with ours.
    assert candidates(alice.get(f"{movie}/match?q=stalker+1950"))
    assert candidates(alice.get(f"{movie}/match?q=https://www.imdb.com/title/tt0133093/"))


def test_the_first_hit_is_never_taken_by_itself(alice):
    movie = film(alice, "a", "1979")
    page = alice.get(f"{movie}/match")
    assert len(candidates(page)) > 1
    assert Movie.get().tmdb_id is None


def test_a_number_of_a_film_that_is_here_is_found_here_and_asked_nobody(alice, stub):
    movie = film(alice, "The Matrix", "1999")
    alice.send(f"{movie}/correction", f"{movie}/correction", imdb_id="tt0133093")
    for address in ("/search/suggestions", "/search", "/search/further"):
        page = alice.get(f"{address}?q=tt0133093", partial=True)
        assert "/reviews/new?movie=tt0133093" not in page.links()
        assert "Looking further" not in page.text
    assert (stub.calls["search"], stub.calls["details"]) == (0, 0)


def test_titles_and_years_that_differ_are_for_the_member_to_choose(alice):
    movie = film(alice)
    (chosen,) = candidates(alice.get(f"{movie}/match?q=stalker"))
    form = alice.get(chosen).form(chosen)
    assert (form["title"], form["year"]) == ("Stalkr", "1979")
    assert alice.post(chosen, {**form, "title": "Stalker"}).status == 303
    assert (Movie.get().title, Movie.get().year, Movie.get().original_title) == ("Stalker", 1979, "Сталкер")


def test_numbers_of_a_wrong_match_do_not_stay(alice):
    movie = film(alice, "The Matrix", "1999")
    alice.send(f"{movie}/correction", f"{movie}/correction", imdb_id="tt0079944", wikidata_id="Q210740")
    (chosen,) = candidates(alice.get(f"{movie}/match"))
    alice.send(chosen, chosen)
    assert (Movie.get().imdb_id, Movie.get().tmdb_id, Movie.get().wikidata_id) == ("tt0133093", 603, "Q83495")


def test_a_film_that_the_catalogue_has_already_is_to_be_merged(alice, bob):
    first = film(alice, "The Matrix", "1999")
    (chosen,) = candidates(alice.get(f"{first}/match"))
    alice.send(chosen, chosen)
    movie = film(bob, "Matrix", "1998")
    address = candidates(alice.get(f"{movie}/match?q=matrix"))[0]
    told = alice.get(address)
    assert "This film is here already: The Matrix (1999)." in told.text
    (merge,) = [link for link in told.links() if "merge?into=" in link]
    assert alice.get(merge).status == 200
    told = bob.get(address)
    assert "an admin can merge them" in told.text
    assert not [link for link in told.links() if "merge" in link]


def test_a_number_that_was_taken_meanwhile_is_refused_and_merging_offered(alice):
    first, movie = film(alice, "Matrix", "1998"), film(alice, "The Matrix", "1999")
    (chosen,) = candidates(alice.get(f"{movie}/match"))
    form = alice.get(chosen).form(chosen)
    alice.send(f"{first}/correction", f"{first}/correction", imdb_id="tt0133093")
    refused = alice.post(chosen, form)
    assert refused.status == 422
    assert "This film is here already: Matrix (1998)." in refused.text


def test_a_film_that_was_corrected_meanwhile_is_shown_as_it_is(alice):
    movie = film(alice, "The Matrix", "1999")
    (chosen,) = candidates(alice.get(f"{movie}/match"))
    form = alice.get(chosen).form(chosen)
    moved = alice.send(f"{movie}/correction", f"{movie}/correction", title="Matrix, The").location
    refused = alice.post(chosen, form)
    assert refused.status == 409
    assert "Somebody corrected this film meanwhile." in refused.text
    assert "Matrix, The" in refused.text
    assert Movie.get().imdb_id is None
    again = refused.form(chosen.replace(movie, moved))
    assert alice.post(chosen, {**again, "title": "Matrix, The"}).status == 303
    assert (Movie.get().title, Movie.get().imdb_id) == ("Matrix, The", "tt0133093")


def test_only_who_may_correct_a_film_matches_it(alice, bob, carol):
    movie = film(alice, "The Matrix", "1999")
    token = bob.get("/").form("/logout")["csrf_token"]
    assert "Match with" not in bob.get(movie).text
    assert bob.get(f"{movie}/match").status == 403
    assert bob.post(f"{movie}/match?to=tmdb:603", {"csrf_token": token, "title": "x", "year": "1999"}).status == 403
    assert carol.get(f"{movie}/match").status in (302, 401)
    assert Movie.get().title == "The Matrix"


@pytest.mark.parametrize("kind", ["search", "details"])
@pytest.mark.parametrize("mode", ["malformed", "status", "html"])
def test_a_film_database_that_is_away_costs_a_note(alice, stub, kind, mode):
    movie = film(alice, "The Matrix", "1999")
    stub.break_(kind, mode, **({"status": 503} if mode == "status" else {}))
    page = alice.get(f"{movie}/match{'?to=tmdb:603' if kind == 'details' else ''}")
    assert page.status == 200
    assert "The film database does not answer right now." in page.text


def test_what_no_film_database_knows_is_said(alice):
    movie = film(alice)
    assert "No film database knows a film called that." in alice.get(f"{movie}/match?q=zzzz").text
    assert "No film with this number is known" in alice.get(f"{movie}/match?to=tmdb:999").text
    assert alice.get(f"{movie}/match?to=nonsense").status == 404


def test_without_a_film_database_facts_are_corrected_by_hand(small_site):
    alice = small_site.member("alice")
    movie = film(alice)
    assert "Match with" not in alice.get(movie).text
    assert f"{movie}/correction" in alice.get(f"{movie}/match").links()


def test_a_poster_from_elsewhere_comes_through_us(site, alice, stub):
    served = alice.get(elsewhere(site, f"{stub.address}/t/p/original/poster603.jpg"))
    assert served.status == 200
    assert (served.headers["Content-Type"], served.headers["Cache-Control"]) == ("image/webp", "private, max-age=86400")
    assert served.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Image.open(BytesIO(served.response.data)).size == (92, 138)


def test_only_members_have_posters_fetched(site, carol, stub):
    assert carol.get(elsewhere(site, f"{stub.address}/t/p/original/poster603.jpg")).status in (302, 401)
    assert stub.calls["image"] == 0


def test_only_what_we_signed_is_fetched(site, alice, stub):
    good = elsewhere(site, f"{stub.address}/t/p/original/poster603.jpg")
    # Not the last letter: two of its bits mean nothing.
    other = good[:-9] + ("a" if good[-9] != "a" else "b") + good[-8:]
    for forged in (other, "/posters/elsewhere/x", "/posters/elsewhere/Imh0dHA6.x"):
        assert alice.get(forged).status == 404
    assert stub.calls["image"] == 0


@pytest.mark.parametrize("mode", ["html", "huge-picture", "redirect-inside", "cut", "malformed"])
def test_what_is_no_small_picture_is_not_there(site, alice, stub, mode):
    stub.break_("image", mode)
    assert alice.get(elsewhere(site, f"{stub.address}/t/p/original/poster603.jpg")).status == 404


def test_a_host_that_does_not_answer_is_left_alone(site, alice, stub):
    stub.break_("image", "status", status=503)
    for name in ("poster603.jpg", "poster843.jpg"):
        assert alice.get(elsewhere(site, f"{stub.address}/t/p/original/{name}")).status == 404
    assert stub.calls["image"] == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x.jpg", "http://169.254.169.254/", "http://[::1]/", "file:///etc/passwd"]
)
def test_no_picture_leads_inside(sqlite_url, tmp_path, address):
    site = Site(config(sqlite_url, tmp_path))
    alice = site.member("alice")
    assert alice.get(elsewhere(site, address)).status == 404
    database.disconnect()


def test_a_poster_is_kept_for_all(sqlite_url, tmp_path, stub, redis_url):
    site = Site(config(sqlite_url, tmp_path, redis_url=redis_url, allow_private_addresses=True))
    address = elsewhere(site, f"{stub.address}/t/p/original/poster603.jpg")
    pictures = {site.member(name).get(address).response.data for name in ("alice", "bob")}
    assert (len(pictures), stub.calls["image"]) == (1, 1)
    database.disconnect()


def test_posters_are_not_fetched_without_end(sqlite_url, tmp_path, stub):
    usual = config(sqlite_url, tmp_path, allow_private_addresses=True)
    site = Site(config(sqlite_url, tmp_path, rate_limits={**usual.rate_limits, "PICTURE": "2 per hour"}))
    alice = site.member("alice")
    address = elsewhere(site, "http://192.0.2.1/x.jpg")
    assert [alice.get(address).status for _ in range(3)] == [404, 404, 429]
    database.disconnect()
