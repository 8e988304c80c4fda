"""Posters and facts, from the log form to the page, with film databases that answer, fail and talk nonsense."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from people import Site, config, stubbed
from PIL import Image

from moviediary import attempts, clock, database, deliveries, jobs, storage
from moviediary.config import Config
from moviediary.deliveries import Delivery
from moviediary.movies.models import Movie, MovieDetails


@pytest.fixture
def asking_site(sqlite_url, tmp_path, stub):
    """A site that asks the stub."""
    yield Site(config(sqlite_url, tmp_path, **stubbed(stub, tmp_path)))
    database.disconnect()


@pytest.fixture
def asking(asking_site):
    """alice, signed in at a site that asks the stub."""
    return asking_site.member("alice")


@pytest.fixture
def rung(sqlite_url, tmp_path, stub, redis_url):
    """The same at a site with a Redis, which can ask the worker for tasks."""
    site = Site(config(sqlite_url, tmp_path, redis_url=redis_url, **stubbed(stub, tmp_path)))
    yield site.member("alice")
    jobs.bell.link.connection.close()
    database.disconnect()


def work(hours=1):
    """Run everything that is due within some hours, at once, as a worker would in time."""
    for _ in range(10):
        Delivery.update(next_at=clock.now() - timedelta(hours=hours)).where(Delivery.done_at.is_null()).execute()
        for delivery in deliveries.overdue(timedelta(0)):
            attempts.deliver(delivery)


def log(browser, number="tt0118694"):
    logged = browser.send(f"/reviews/new?movie={number}", "/reviews", rating="9")
    assert logged.status == 303, logged.text
    return logged.location


def correct(browser, movie, **values):
    short = movie.removeprefix("/movies/").partition("-")[0]
    at = browser.get(f"/movies/{short}").location or movie
    assert browser.send(f"{at}/correction", f"{at}/correction", **values).status == 303


def upload(browser, movie):
    """Give a movie a poster of one's own; the name of the stored picture."""
    out = BytesIO()
    Image.new("RGB", (600, 900), "#336699").save(out, "JPEG")
    form = browser.get(f"{movie}/correction").form(f"{movie}/poster-file")
    sent = browser.post(f"{movie}/poster-file", {**form, "file": (BytesIO(out.getvalue()), "p.jpg")})
    assert sent.status == 303
    return MovieDetails.get().poster_large


def request(browser, movie):
    short = movie.removeprefix("/movies/").partition("-")[0]
    return browser.send(movie, f"/movies/{short}/poster")


def deliver(handler):
    """Run the oldest delivery to a handler that waits, and no other."""
    attempts.deliver(Delivery.select().where(Delivery.handler == handler, Delivery.done_at.is_null()).order_by(Delivery.id)[0].id)


def test_a_film_logged_by_its_number_gets_its_poster_and_its_facts(asking):
    movie = log(asking)
    assert "The poster is on its way." in asking.get(movie).text
    work()
    page = asking.get(movie)
    for words in ("In the Mood for Love", "2000", "Wong Kar-wai", "min", "Drama", "TMDB"):
        assert words in page.text
    assert f"/posters/{MovieDetails.get().poster_large}.webp" in page.html
    assert "on its way" not in page.text


def test_a_title_is_looked_for_elsewhere_and_picked(asking):
    choices = asking.get("/reviews/new/found?q=matrix", partial=True)
    (value,) = [link for link in choices.links() if "tmdb" in link]
    assert asking.send(value, "/reviews").status == 303
    assert Movie.get().title == "The Matrix"


def test_a_pasted_address_is_a_number_too(asking):
    choices = asking.get("/reviews/new?q=https://www.imdb.com/title/tt0133093/")
    assert "The Matrix" in choices.text


def test_three_failures_are_got_over(asking, stub):
    movie = log(asking)
    stub.break_("image", "status", status=500, times=3)
    work()
    assert MovieDetails.get().poster_state == "found"
    assert "could not" not in asking.get(movie).text


def test_what_fails_always_is_said_on_the_page_listed_for_the_admin_and_tried_again_on_request(asking, stub):
    movie = log(asking)
    stub.break_("image", "status", status=500)
    work()
    assert "The poster could not be fetched" in asking.get(movie).text
    listed = asking.get("/admin/deliveries")
    assert "sync_poster for In the Mood for Love (2000)" in listed.text
    (retry,) = [form.get("action") for form in listed.tree.iter("form") if form.get("action", "").endswith("/retry")]
    stub.mend()
    other_tab = asking.get("/admin/deliveries").form(retry)
    assert "It is tried again." in asking.follow(asking.send("/admin/deliveries", retry)).text
    assert "There is nothing to try again" in asking.follow(asking.post(retry, other_tab)).text
    work()
    assert "/posters/" in asking.get(movie).html
    assert "Nothing was given up." in asking.get("/admin/deliveries").text


@pytest.mark.parametrize("mode", ["html", "huge-picture"])
def test_something_else_than_a_picture_is_given_up_at_once(asking, stub, mode):
    movie = log(asking)
    stub.break_("image", mode)
    work()
    assert Delivery.get(Delivery.handler == "sync_poster").failed_at
    assert "/posters/" not in asking.get(movie).html


@pytest.mark.parametrize("mode", ["malformed", "status"])
def test_a_film_database_that_is_away_costs_a_note_and_never_the_entry(asking, stub, mode):
    stub.break_("details", mode, **({"status": 503} if mode == "status" else {}))
    told = asking.send("/reviews/new?movie=tt0118694", "/reviews", rating="9", text="Kept.")
    assert told.status == 422
    assert "Write the title and the year" in told.text
    again = {**told.form("/reviews"), "title": "In the Mood for Love", "year": "2000"}
    assert again["text"] == "Kept."
    logged = asking.post("/reviews", again)
    assert logged.status == 303
    assert Movie.get().imdb_id == "tt0118694"
    stub.mend()
    work()
    assert MovieDetails.get().poster_state == "found"


def test_a_poster_is_looked_for_again_on_request(asking, stub):
    movie = log(asking)
    stub.break_("image", "html")
    work()
    stub.mend()
    short = movie.removeprefix("/movies/").partition("-")[0]
    asking.send(movie, f"/movies/{short}/poster")
    assert "on its way" in asking.get(movie).text
    work()
    assert MovieDetails.get().poster_state == "found"


def test_the_waiting_page_asks_for_the_poster_alone(asking):
    movie = log(asking)
    short = movie.removeprefix("/movies/").partition("-")[0]
    waiting = asking.get(f"/movies/{short}/poster", partial=True)
    assert f'hx-get="/movies/{short}/poster?asked=1"' in waiting.html
    # Where no worker ever comes, an open page does not ask for ever.
    assert "hx-get" not in asking.get(f"/movies/{short}/poster?asked=16", partial=True).html
    work()
    arrived = asking.get(f"/movies/{short}/poster", partial=True)
    assert "/posters/" in arrived.html
    assert "hx-trigger" not in arrived.html


def test_a_correction_made_while_a_film_database_is_asked_stays(asking, stub):
    movie = asking.send("/reviews/new?by_hand=1", "/reviews", title="The Mod", year="2000").location
    correct(asking, movie, imdb_id="tt0118694")
    stub.meanwhile("details", lambda: correct(asking, movie, title="The Mood", director="Somebody"))
    deliver("enrich")
    film = Movie.get()
    assert (film.title, film.directors) == ("The Mood", ("Somebody",))
    # What it lacked is added all the same.
    assert (film.tmdb_id, MovieDetails.get().runtime) == (843, 99)


def test_facts_of_another_film_are_not_taken_when_the_number_was_corrected_meanwhile(asking, stub):
    movie = asking.send("/reviews/new?by_hand=1", "/reviews", title="Stalker", year="1979").location
    correct(asking, movie, imdb_id="tt0118694")
    stub.meanwhile("details", lambda: correct(asking, movie, imdb_id="tt0079944"))
    deliver("enrich")
    assert (Movie.get().imdb_id, Movie.get().tmdb_id, Movie.get().directors) == ("tt0079944", None, ())
    work()
    assert (Movie.get().tmdb_id, Movie.get().directors, MovieDetails.get().runtime) == (1398, ("Andrei Tarkovsky",), 162)


@pytest.fixture
def merging(asking, stub):
    """merging(kind): the film of which this is asked becomes another one meanwhile; the address of that one."""
    movie, stays = log(asking), asking.send("/reviews/new?by_hand=1", "/reviews", title="Mood", year="2000").location
    merge = f"{movie}/merge"
    sure = f"{merge}?into={stays.removeprefix('/movies/')}"

    def begin(kind):
        stub.meanwhile(kind, lambda: asking.send(sure, merge))
        return stays

    return begin


@pytest.mark.parametrize(("handler", "kind", "arrives"), [("enrich", "details", "99 min"), ("sync_poster", "image", "/posters/")])
def test_what_arrives_for_a_film_that_was_merged_meanwhile_goes_to_the_one_it_became(asking, merging, handler, kind, arrives):
    stays = merging(kind)
    deliver(handler)
    assert Movie.get(Movie.merged_into.is_null()).title == "Mood"
    assert Movie.get(Movie.merged_into.is_null(False)).imdb_id is None
    assert arrives in asking.get(stays).html


def test_a_poster_that_cannot_be_fetched_is_told_of_the_film_that_another_became(asking, stub, merging):
    stub.break_("image", "html")
    stays = merging("image")
    deliver("sync_poster")
    assert "The poster could not be fetched" in asking.get(stays).text


def test_an_uploaded_poster_is_not_told_to_be_missing_by_a_search_that_was_under_way(asking, stub):
    movie = log(asking)
    stub.break_("image", "status", status=404)
    stub.meanwhile("image", lambda: upload(asking, movie))
    work()
    details = MovieDetails.get()
    assert (details.poster_state, details.poster_source) == ("found", "upload")
    assert "No poster was found." not in asking.get(movie).text


def test_an_uploaded_poster_is_not_told_to_have_failed(asking, stub):
    movie = log(asking)
    stub.break_("image", "html")
    stub.meanwhile("image", lambda: upload(asking, movie))
    work()
    assert "could not be fetched" not in asking.get(movie).text


def test_a_request_that_still_waits_does_not_replace_a_poster_uploaded_meanwhile(asking, stub):
    movie = log(asking)
    work()
    stub.break_("image", "status", status=503)
    request(asking, movie)
    deliver("sync_poster")
    mine = upload(asking, movie)
    stub.mend()
    work()
    assert MovieDetails.get().poster_large == mine
    assert stub.calls["image"] == 0


def test_only_who_may_correct_a_film_replaces_its_uploaded_poster(asking, asking_site):
    bob = asking_site.member("bob")
    movie = log(asking)
    work()
    again = bob.get(movie)
    assert "Get the poster again" in again.text
    mine = upload(asking, movie)
    short = movie.removeprefix("/movies/").partition("-")[0]
    assert "Get the poster again" not in bob.get(movie).text
    assert bob.post(f"/movies/{short}/poster", again.form(f"/movies/{short}/poster")).status == 403
    work()
    assert MovieDetails.get().poster_large == mine
    assert request(asking, movie).status == 303
    work()
    assert MovieDetails.get().poster_large != mine


@pytest.fixture
def keyless(sqlite_url, tmp_path, stub):
    """alice, signed in at a site without a key: only Wikidata is asked."""
    told = Config.from_env({**stub.settings, "METADATA_PROVIDERS": "wikidata", "SECRET_KEY": "x"}, tmp_path)
    names = ("metadata_providers", "wikidata_api_url", "wikidata_files_url", "allow_private_addresses")
    yield Site(config(sqlite_url, tmp_path, **{name: getattr(told, name) for name in names})).member("alice")
    database.disconnect()


@pytest.mark.parametrize("number", ["Q83495", "tt0133093", "tmdb:603"])
def test_without_a_key_a_film_gets_its_poster_and_its_facts_from_wikidata(keyless, number):
    movie = log(keyless, number)
    assert "The poster is on its way." in keyless.get(movie).text
    work()
    shown = keyless.get(movie)
    assert "Lana Wachowski" in shown.text
    assert MovieDetails.get().poster_state == "found"
    assert MovieDetails.get().runtime == 136
    known = Movie.get()
    assert (known.imdb_id, known.tmdb_id, known.wikidata_id) == ("tt0133093", 603, "Q83495")


def test_a_film_with_no_other_number_than_wikidatas_gets_its_poster(keyless, stub):
    stub.break_("details", "status", status=503)
    told = keyless.send("/reviews/new?movie=Q83495", "/reviews", rating="9")
    assert told.status == 422
    logged = keyless.post("/reviews", {**told.form("/reviews"), "title": "The Matrix", "year": "1999"})
    assert logged.status == 303
    stub.mend()
    assert "The poster is on its way." in keyless.get(logged.location).text
    work()
    assert MovieDetails.get().poster_state == "found"
    assert Movie.get().imdb_id == "tt0133093"


def test_a_title_is_found_without_a_key(keyless):
    assert "The Matrix" in keyless.get("/reviews/new/found?q=matrix", partial=True).text


def test_facts_that_name_another_number_than_was_asked_for_are_not_taken(asking, stub):
    asking.log("Stalker", "1979")
    movie = f"/movies/{Movie.get().address}/correction"
    matrix = {"id": 603, "title": "The Matrix", "release_date": "1999-03-31", "imdb_id": "tt0133093", "runtime": 136}
    stub.break_("details", "shape", body=json.dumps({**matrix, "movie_results": [matrix]}).encode())
    asking.send(movie, movie, imdb_id="tt0079944")
    work()
    stub.break_("details", "shape", body=b'{"Response": "True", "Title": "The Matrix", "Year": "1999", "imdbID": "tt0133093"}')
    work()
    film = Movie.get()
    assert (film.imdb_id, film.tmdb_id, film.directors) == ("tt0079944", None, ())
    assert MovieDetails.get().runtime is None


def test_a_poster_whose_file_is_lost_comes_again_once_somebody_looks(rung, tasks):
    movie = log(rung)
    work()
    shown = MovieDetails.get().poster_large
    for size in (shown, MovieDetails.get().poster_small):
        storage.delete(f"posters/{size}.webp")
    for _ in range(3):
        assert rung.get(f"/posters/{shown}.webp").status == 404
    assert tasks() == [("look_for_lost_poster", shown)]
    assert "The poster is on its way." in rung.get(movie).text
    work()
    assert (MovieDetails.get().poster_large, rung.get(f"/posters/{shown}.webp").status) == (shown, 200)


def test_what_is_no_poster_or_was_given_by_a_member_is_not_looked_for(rung, tasks):
    movie = log(rung)
    work()
    given = upload(rung, movie)
    storage.delete(f"posters/{given}.webp")
    assert rung.get(f"/posters/{given}.webp").status == rung.get(f"/posters/{'0' * 40}.webp").status == 404
    assert tasks() == [("look_for_lost_poster", given)]
    assert (MovieDetails.get().poster_state, Delivery.select().where(Delivery.done_at.is_null()).count()) == ("found", 0)
