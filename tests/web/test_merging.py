"""Merging two films, and taking it back: what was whose is theirs again, whatever happened to it meanwhile."""

from importlib import import_module
from io import BytesIO

import pytest
from PIL import Image

from moviediary import database, rebuild
from moviediary.database import db
from moviediary.movies.models import MovieDetails

pytestmark = pytest.mark.everywhere


@pytest.fixture(autouse=True)
def the_tables_follow_from_the_log(site):
    yield
    with database.connected():
        assert rebuild.differences() == []


def film(browser, title, year="1979", **numbers):
    """A film in the catalogue, with an entry about it: the addresses of both."""
    entry = browser.log(title, year, rating="8", text=f"About {title}.")
    address = movie_of(browser, entry)
    if numbers:
        assert browser.send(f"{address}/correction", f"{address}/correction", **numbers).status == 303
    return address, entry


def movie_of(browser, entry):
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def short(address):
    return address.removeprefix("/movies/").partition("-")[0]


def merge(browser, movie, into):
    sent = browser.send(f"{movie}/merge?into={short(into)}", f"{movie}/merge")
    assert (sent.status, sent.location) == (303, into)
    return browser.follow(sent)


def undo(browser, movie, page):
    """Press the Undo of a film that was merged into that of the page; what comes of it."""
    form = page.form(f"/movies/{short(movie)}/parting")
    return browser.follow(browser.post(f"/movies/{short(movie)}/parting", form))


def numbers(browser, address):
    form = browser.get(f"{address}/correction").form(f"{address}/correction")
    return form["imdb_id"], form["tmdb_id"], form["wikidata_id"]


def test_a_merge_can_be_undone_at_once(alice, carol):
    twice, entry = film(alice, "Staker", imdb_id="tt0079944")
    stays, _ = film(alice, "Stalker")
    before = [carol.get(address).text for address in (twice, stays)]
    page = merge(alice, twice, stays)
    assert "Staker is now one with this film. Undo" in page.text
    assert numbers(alice, stays)[0] == "tt0079944"
    assert "Staker is a film of its own again." in undo(alice, twice, page).text
    assert carol.get(twice).status == 200
    assert [carol.get(address).text for address in (twice, stays)] == before
    assert movie_of(alice, entry) == twice
    assert (numbers(alice, twice)[0], numbers(alice, stays)[0]) == ("tt0079944", "")
    assert stays not in carol.get("/search?q=staker").links()


def test_admins_see_later_what_was_merged_and_undo_it_there(alice, bob, carol):
    twice, _ = film(bob, "Staker")
    stays, _ = film(bob, "Stalker")
    merge(alice, twice, stays)
    page = alice.get(stays)
    assert "Merged into this: Staker (1979) · Undo" in page.text
    for reader in (bob, carol):
        assert "Merged into this" not in reader.get(stays).text
    assert "Staker is a film of its own again." in undo(alice, twice, page).text
    assert "Merged into this" not in alice.get(stays).text


def test_the_film_that_stays_is_found_as_everywhere_else(alice, bob):
    twice, _ = film(bob, "Spider-Man")
    stays, _ = film(bob, "The Spiderman")
    page = alice.get(f"{twice}/merge?q=spidermam", partial=True)
    assert [link for link in page.links() if "into=" in link] == [f"{twice}/merge?into={short(stays)}"]


def test_entries_go_back_to_where_they_were_written_whatever_was_done_to_them(alice, bob, carol):
    twice, edited = film(alice, "Staker")
    _, restored = film(alice, "Staker")
    _, deleted = film(bob, "Staker")
    stays, own = film(alice, "Stalker")
    merge(alice, twice, stays)
    later = alice.send(f"/reviews/new?movie={short(twice)}", "/reviews", rating="2", text="Said later.")
    assert later.location == stays
    assert alice.send(f"/reviews/{edited}/edit", f"/reviews/{edited}/edit", text="Edited.", rating="1").status == 303
    for entry in (restored, own):
        alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    bob.send(f"/reviews/{deleted}", f"/reviews/{deleted}/deletion")
    alice.send("/reviews/deleted", f"/reviews/{restored}/restoration")
    undo(alice, twice, alice.get(stays))
    bob.send("/reviews/deleted", f"/reviews/{deleted}/restoration")
    alice.send("/reviews/deleted", f"/reviews/{own}/restoration")
    gone, stayed = carol.get(twice), carol.get(stays)
    assert sorted(gone.entries()) == sorted([edited, restored, deleted])
    assert "Edited." in gone.text
    assert "· 3" in gone.text
    assert own in stayed.entries()
    assert "Said later." in stayed.text
    assert "· 2" in stayed.text


def test_directors_are_counted_for_the_film_an_entry_is_about(alice):
    twice, _ = film(alice, "Staker", director="Somebody Else")
    stays, _ = film(alice, "Stalker", director="Andrei Tarkovsky")
    page = merge(alice, twice, stays)
    assert "Somebody Else" not in alice.get("/members/alice/ratings").text
    undo(alice, twice, page)
    told = alice.get("/members/alice/ratings").text
    assert "Somebody Else" in told
    assert "Andrei Tarkovsky" in told


@pytest.mark.parametrize("first", [0, 1])
def test_a_chain_of_merges_is_undone_in_any_order(alice, carol, first):
    one, entry = film(alice, "Satlker", imdb_id="tt0079944")
    two, _ = film(alice, "Staker", tmdb_id="1398")
    three, _ = film(alice, "Stalker", wikidata_id="Q210740")
    before = [carol.get(address).text for address in (one, two, three)]
    merge(alice, one, two)
    page = merge(alice, two, three)
    assert alice.get(one).location == three
    assert numbers(alice, three) == ("tt0079944", "1398", "Q210740")
    order = [one, two] if first == 0 else [two, one]
    undo(alice, order[0], page)
    if first == 0:
        assert (numbers(alice, one)[0], numbers(alice, three)) == ("tt0079944", ("", "1398", "Q210740"))
    else:
        assert (alice.get(one).location, numbers(alice, two)[:2]) == (two, ("tt0079944", "1398"))
    undo(alice, order[1], alice.get(three if first == 0 else two))
    assert [carol.get(address).text for address in (one, two, three)] == before
    assert movie_of(alice, entry) == one


def test_what_another_merge_brought_and_had_no_place_takes_it(alice):
    one, _ = film(alice, "Satlker", imdb_id="tt0000001")
    two, _ = film(alice, "Staker", imdb_id="tt0000002")
    stays, _ = film(alice, "Stalker")
    merge(alice, one, stays)
    page = merge(alice, two, stays)
    assert numbers(alice, stays)[0] == "tt0000001"
    undo(alice, one, page)
    assert (numbers(alice, one)[0], numbers(alice, stays)[0]) == ("tt0000001", "tt0000002")
    undo(alice, two, alice.get(stays))
    assert (numbers(alice, two)[0], numbers(alice, stays)[0]) == ("tt0000002", "")


def test_what_was_corrected_since_stays(alice):
    twice, _ = film(alice, "Staker", imdb_id="tt0079944")
    stays, _ = film(alice, "Stalkr")
    merge(alice, twice, stays)
    address = f"{stays}/correction"
    moved = alice.send(address, address, title="Stalker", imdb_id="tt0000009", director="Andrei Tarkovsky").location
    undo(alice, twice, alice.get(moved))
    page = alice.get(moved).text
    assert "Stalker" in page
    assert "Andrei Tarkovsky" in page
    assert (numbers(alice, twice)[0], numbers(alice, moved)[0]) == ("tt0079944", "tt0000009")


def test_a_merge_is_not_undone_while_a_third_film_has_the_number(alice):
    twice, _ = film(alice, "Staker", imdb_id="tt0079944")
    stays, _ = film(alice, "Stalker")
    merge(alice, twice, stays)
    alice.send(f"{stays}/correction", f"{stays}/correction", imdb_id="")
    third, _ = film(alice, "Solaris", "1972", imdb_id="tt0079944")
    refused = undo(alice, twice, alice.get(stays))
    assert "its numbers are used by others now, its IMDb number by Solaris (1972)." in refused.text
    assert alice.get(twice).location == stays
    alice.send(f"{third}/correction", f"{third}/correction", imdb_id="")
    assert "Staker is a film of its own again." in undo(alice, twice, refused).text


def test_undoing_twice_is_told(alice):
    twice, _ = film(alice, "Staker")
    stays, _ = film(alice, "Stalker")
    page = merge(alice, twice, stays)
    undo(alice, twice, page)
    assert "Staker (1979) is not merged with another film." in undo(alice, twice, page).text


def test_the_poster_that_came_along_goes_back(alice):
    twice, _ = film(alice, "Staker")
    stays, _ = film(alice, "Stalker")
    out = BytesIO()
    Image.new("RGB", (600, 900), "#336699").save(out, "JPEG")
    form = alice.get(f"{twice}/correction").form(f"{twice}/poster-file")
    alice.post(f"{twice}/poster-file", {**form, "file": (BytesIO(out.getvalue()), "p.jpg")})
    name = MovieDetails.get().poster_large
    page = merge(alice, twice, stays)
    assert f"/posters/{name}.webp" in page.html
    undo(alice, twice, page)
    assert f"/posters/{name}.webp" in alice.get(twice).html
    assert f"/posters/{name}.webp" not in alice.get(stays).html


def test_a_film_without_its_poster_has_it_looked_for_again(alice):
    twice, _ = film(alice, "Staker", imdb_id="tt0079944")
    stays, _ = film(alice, "Stalker")
    undo(alice, twice, merge(alice, twice, stays))
    assert "The poster is on its way." in alice.get(twice).text
    assert "on its way" not in alice.get(stays).text


def test_only_admins_undo(alice, bob, carol):
    twice, _ = film(bob, "Staker")
    stays, _ = film(bob, "Stalker")
    page = merge(alice, twice, stays)
    address = f"/movies/{short(twice)}/parting"
    token = bob.get("/").form("/logout")["csrf_token"]
    assert bob.post(address, {"csrf_token": token}).status == 403
    assert carol.post(address, {}).status in (302, 400, 401)
    alice.post(address, {})
    assert carol.get(twice).location == stays
    assert alice.post("/movies/zzzz/parting", page.form(address)).status == 404


def test_films_that_were_merged_before_it_could_be_undone_can_be_parted_too(alice, carol):
    one, moved = film(alice, "Satlker", imdb_id="tt0079944")
    two, edited = film(alice, "Staker", tmdb_id="1398")
    three, _ = film(alice, "Stalker", wikidata_id="Q210740")
    before = [carol.get(address).text for address in (one, two, three)]
    merge(alice, one, two)
    page = merge(alice, two, three)
    alice.send(f"/reviews/{edited}/edit", f"/reviews/{edited}/edit", tags="again")
    gone = alice.log("Staker")
    alice.send(f"/reviews/{gone}", f"/reviews/{gone}/deletion")
    with database.connected():
        migration = import_module("moviediary.migrations.0004_undone_merges")
        migration.down(None, db.obj)
        migration.up(None, db.obj)
        assert rebuild.differences() == []
    undo(alice, one, page)
    undo(alice, two, page)
    alice.send(f"/reviews/{edited}/edit", f"/reviews/{edited}/edit", tags="")
    assert movie_of(alice, moved) == one
    assert [carol.get(address).text for address in (one, two, three)] == before
