"""The catalogue through the front door: pages of movies, corrections, merges, posters by hand."""

from io import BytesIO
from urllib.parse import quote
from uuid import uuid4

import pytest
from PIL import Image

from moviediary.movies.models import Movie, MovieDetails


def movie_of(browser, entry):
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def picture(kind="JPEG", size=(600, 900)):
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind)
    return out.getvalue()


def test_a_movie_page_shows_everybodys_ratings_and_reviews(alice, bob, carol):
    entry = alice.log(rating="8", text="Rain.")
    bob.log("stalker", "1979", rating="6", text="Too long.")
    page = carol.get(movie_of(alice, entry))
    for words in ("Stalker", "Rain.", "Too long.", "3.5 ★ · 2"):
        assert words in page.text
    assert "Your viewings" not in page.text
    assert "Your viewings" in alice.get(movie_of(alice, entry)).text


def test_a_bar_leads_to_the_reviews_behind_it(alice, bob, carol):
    movie = movie_of(alice, alice.log(rating="8", text="Rain."))
    bob.log(rating="6", text="Too long.")
    shown = carol.get(f"{movie}?rating=3").text
    assert "Too long." in shown
    assert "Rain." not in shown


@pytest.mark.parametrize("slug", ["", "-", "-wrong-slug"])
def test_a_wrong_or_missing_slug_leads_to_the_right_address(alice, slug):
    movie = movie_of(alice, alice.log())
    moved = alice.get(f"/movies/{movie.removeprefix('/movies/').partition('-')[0]}{slug}")
    assert (moved.status, moved.location) == (301, movie)


@pytest.mark.parametrize("partial", [True, False])
def test_titles_in_any_script_have_addresses(alice, partial):
    logged = alice.send("/reviews/new?by_hand=1", "/reviews", partial, title="七人の侍", year="1954")
    assert logged.location.isascii()
    page = alice.follow(logged)
    assert "七人の侍" in page.text
    short = alice.get(page.response.request.path.partition("-")[0])
    assert short.location.isascii()
    assert alice.follow(short).status == 200


def test_the_finder_corrects_a_movie_and_others_do_not(alice, bob):
    movie = movie_of(bob, bob.log("Stalkr", "1979"))
    address = f"{movie}/correction"
    corrected = bob.send(
        address, address, title="Stalker", director="Andrei Tarkovsky", imdb_id="https://www.imdb.com/title/tt0079944/"
    )
    page = bob.follow(corrected)
    assert "Andrei Tarkovsky" in page.text
    assert Movie.get().imdb_id == "tt0079944"
    assert "The poster is on its way." in page.text


@pytest.mark.everywhere
def test_a_name_with_a_comma_stays_one_while_something_else_is_corrected(alice):
    movie = movie_of(alice, alice.log("Stalkr", "1979"))
    address = f"{movie}/correction"
    Movie.update(directors=("Harry Connick, Jr.", "Andrei Tarkovsky")).execute()
    assert alice.send(address, address, original_title="Сталкер").status == 303
    assert (Movie.get().original_title, Movie.get().directors) == ("Сталкер", ("Harry Connick, Jr.", "Andrei Tarkovsky"))
    # Whoever writes there means what they write.
    alice.send(address, address, director="Ann, Bob, Ann")
    assert Movie.get().directors == ("Ann", "Bob")
    alice.send(address, address, director="")
    assert Movie.get().directors == ()


def test_the_admin_corrects_any_movie(alice, bob):
    movie = movie_of(bob, bob.log("Stalkr", "1979"))
    assert alice.send(f"{movie}/correction", f"{movie}/correction", title="Stalker").status == 303
    assert Movie.get().title == "Stalker"


def test_a_member_who_did_not_add_a_movie_cannot_correct_it(alice, bob):
    movie = movie_of(alice, alice.log())
    token = bob.get("/").form("/logout")["csrf_token"]
    assert bob.get(f"{movie}/correction").status == 403
    assert bob.post(f"{movie}/correction", {"csrf_token": token, "title": "x", "year": "1979"}).status == 403
    assert bob.post(f"{movie}/poster-file", {"csrf_token": token, "file": (BytesIO(picture()), "p.jpg")}).status == 403
    assert bob.get(f"{movie}/merge").status == 403
    assert bob.post(f"{movie}/merge", {"csrf_token": token, "into": movie.removeprefix("/movies/")}).status == 403


def test_a_number_of_another_film_is_refused_and_the_form_kept(alice):
    first = movie_of(alice, alice.log("Heat", "1995"))
    alice.send(f"{first}/correction", f"{first}/correction", imdb_id="tt0113277")
    second = movie_of(alice, alice.log("Stalker", "1979"))
    refused = alice.send(f"{second}/correction", f"{second}/correction", title="Stalker!", imdb_id="tt0113277")
    assert refused.status == 422
    assert "belongs to Heat (1995)" in refused.text
    assert refused.form(f"{second}/correction")["title"] == "Stalker!"


def test_merged_movies_share_their_reviews_and_the_old_address_redirects(alice, bob, carol):
    twice = movie_of(bob, bob.log("Staker", "1979", rating="4", text="Found under a wrong name."))
    stays = movie_of(alice, alice.log("Stalker", "1979", rating="8"))
    for query in ("Stalker", f"http://localhost{stays}"):
        (sure,) = [link for link in alice.get(f"{twice}/merge?q={quote(query)}").links() if "into=" in link]
    told = alice.get(sure).text
    assert "All entries of Staker (1979) go to Stalker (1979): the 1 you can see" in told
    assert "On the page of Stalker you can undo this." in told
    assert twice in carol.get("/search?q=staker").links(), "nothing was merged yet"
    alice.send(sure, f"{twice}/merge")
    moved = carol.get(twice)
    assert (moved.status, moved.location) == (301, stays)
    page = carol.get(stays)
    assert "Found under a wrong name." in page.text
    assert "3.0 ★ · 2" in page.text
    assert "Stalker" in carol.get("/members/bob").text
    assert stays in carol.get("/search?q=staker").links()


def test_a_film_is_not_merged_with_itself(alice):
    movie = movie_of(alice, alice.log())
    assert not [link for link in alice.get(f"{movie}/merge?q=stalker").links() if "into=" in link]
    page = f"{movie}/merge?into={movie.removeprefix('/movies/')}"
    refused = alice.send(page, f"{movie}/merge")
    assert refused.status == 422
    assert "This is the film itself." in refused.text


@pytest.mark.everywhere
def test_without_a_film_database_a_poster_can_only_be_uploaded(alice, bob):
    movie = movie_of(alice, alice.log())
    alice.send(f"{movie}/correction", f"{movie}/correction", imdb_id="tt0079944")
    MovieDetails.update(poster_state="missing").execute()
    page = alice.get(movie)
    assert "Try again" not in page.text
    assert f"{movie}/correction#poster-file" in page.links()
    assert "Upload a poster" not in bob.get(movie).text


def test_ones_own_viewings_need_no_name(alice, bob):
    movie = movie_of(alice, alice.log(medium="cinema", when="day", day="2019-05-14"))
    bob.log(when="unknown")
    page = alice.get(movie).text
    assert "Watched 14 May 2019 · Cinema" in page
    assert "bob watched, day unknown" in page


def test_an_uploaded_poster_takes_its_place(alice, carol):
    movie = movie_of(alice, alice.log())
    form = alice.get(f"{movie}/correction").form(f"{movie}/poster-file")
    alice.post(f"{movie}/poster-file", {**form, "file": (BytesIO(picture()), "p.jpg")})
    details = MovieDetails.get()
    served = carol.get(f"/posters/{details.poster_large}.webp")
    assert served.status == 200
    assert served.headers["Content-Type"] == "image/webp"
    assert "immutable" in served.headers["Cache-Control"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert f"/posters/{details.poster_large}.webp" in carol.get(movie).html
    assert Image.open(BytesIO(served.response.data)).size == (600, 900)


@pytest.mark.parametrize("data", [b"", b"<svg/>", picture("GIF"), picture()[:400], picture(size=(40, 60))])
def test_a_picture_that_cannot_be_used_is_refused_with_a_sentence(alice, data):
    movie = movie_of(alice, alice.log())
    form = alice.get(f"{movie}/correction").form(f"{movie}/poster-file")
    refused = alice.post(f"{movie}/poster-file", {**form, "file": (BytesIO(data), "p.jpg")})
    assert refused.status == 422
    assert "icture" in "".join(next(n for n in refused.tree.iter("p") if n.get("class") == "error").itertext())


def test_a_movie_outlives_its_last_review(alice, carol):
    entry = alice.log()
    movie = movie_of(alice, entry)
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    assert carol.get(movie).status == 200


@pytest.mark.parametrize("query", ["stal", "STÁLKER", "stalkr", "%", "_", "'", '"', "\\", "a" * 500])
def test_search_takes_any_text(alice, query):
    alice.log()
    found = alice.get(f"/search?q={quote(query)}")
    assert found.status == 200
    assert ("Stalker" in found.text) is (query in ("stal", "STÁLKER", "stalkr"))


def test_the_log_form_finds_our_films_first(alice):
    alice.log()
    choices = alice.get("/reviews/new/choices?q=sta", partial=True)
    value = next(link for link in choices.links() if "movie=" in link)
    form = alice.get(value)
    assert "seen once before" in form.text
    logged = alice.send(value, "/reviews", rating="10")
    assert logged.status == 303
    assert Movie.select().count() == 1


def test_search_says_when_there_is_more_and_leads_to_it(small_site):
    alice = small_site.member("alice")
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    for number in range(35):
        alice.post("/reviews", {**form, "key": str(uuid4()), "title": f"Rocky {number}", "year": "1999"})
    page = alice.get("/search?q=rocky")
    rest = alice.get(next(link for link in page.links() if "after=" in link))
    shown = [set(films(page)), set(films(rest))]
    assert [len(one) for one in shown] == [30, 5]
    assert not shown[0] & shown[1]
    assert not [link for link in rest.links() if "after=" in link]
    assert alice.get("/search?q=rocky&after=1.2.3").status == 200


def films(page):
    return [link for link in page.links() if link.startswith("/movies/")]
