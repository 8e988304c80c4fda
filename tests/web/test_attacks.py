"""What somebody did who wanted to break the site, or was only unlucky."""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from imports.files import letterboxd, seen
from imports.front import bring
from people import PASSWORD, Site, config
from PIL import Image

from moviediary import database
from moviediary.accounts.models import Member
from moviediary.deliveries import Delivery
from moviediary.diary.models import Review
from moviediary.log import LogEntry
from moviediary.movies.models import Movie


def movie_of(browser, entry):
    return next(link for link in browser.get(f"/reviews/{entry}").links() if link.startswith("/movies/"))


def endless():
    """A progressive JPEG whose last scan stands in it eighty times."""
    made = BytesIO()
    Image.effect_noise((100, 150), 40).save(made, "JPEG", progressive=True)
    data = made.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 80 + data[-2:]


@pytest.fixture
def small_limits(database_url, tmp_path):
    usual = config(database_url, tmp_path)
    yield Site(replace(usual, rate_limits={**usual.rate_limits, "SIGN_IN_CLIENT": "3 per hour"}))
    database.disconnect()


@pytest.fixture
def site_closed(database_url, tmp_path):
    yield Site(config(database_url, tmp_path, allow_registration=False))
    database.disconnect()


def edit(browser, entry, **values):
    return browser.send(f"/reviews/{entry}/edit", f"/reviews/{entry}/edit", **values)


def test_history_keeps_what_was_written_while_it_was_private(alice, bob, carol):
    entry = alice.log(rating="9", text="Canary.", tags="secret", audience="me")
    assert edit(alice, entry, rating="2", text="Nice now.", tags="", audience="everyone").status == 303
    assert edit(alice, entry, text="Nicer.", audience="everyone").status == 303
    for reader in (bob, carol):
        told = reader.get(f"/reviews/{entry}/history").text
        assert "Canary" not in told
        assert "secret" not in told
        assert "Nice now. → Nicer." in told
    assert "Canary" in alice.get(f"/reviews/{entry}/history").text


def test_history_keeps_it_also_when_it_was_shared_before(alice, carol):
    entry = alice.log(text="First.", audience="everyone")
    edit(alice, entry, text="Canary.", audience="me")
    edit(alice, entry, text="Third.", audience="everyone")
    told = carol.get(f"/reviews/{entry}/history").text
    assert "First." not in told
    assert "Canary" not in told


def test_history_covers_what_tells_what_happens(alice, carol):
    entry = alice.log(text="He dies.", spoiler="y")
    edit(alice, entry, text="She dies.")
    assert "dies" not in carol.get(f"/reviews/{entry}/history").text


def test_history_covers_a_text_that_was_marked_only_later(alice, carol):
    entry = alice.log(text="Nice.")
    edit(alice, entry, text="She dies.")
    edit(alice, entry, spoiler="y")
    assert "dies" not in carol.get(f"/reviews/{entry}/history").text
    assert "Nice. → She dies." in alice.get(f"/reviews/{entry}/history").text
    edit(alice, entry, text="She sings.", spoiler=None)
    told = carol.get(f"/reviews/{entry}/history").text
    assert "dies" not in told
    edit(alice, entry, text="She sings well.")
    assert "She sings. → She sings well." in carol.get(f"/reviews/{entry}/history").text


def test_a_picture_of_endless_scans_is_refused_at_once(alice):
    movie = movie_of(alice, alice.log())
    page = f"{movie}/correction"
    form = alice.get(page).form(f"{movie}/poster-file")
    sent = alice.client.post(f"{movie}/poster-file", data={**form, "file": (BytesIO(endless()), "x.jpg")})
    assert sent.status_code == 422
    assert "takes too long to read" in sent.get_data(as_text=True)


def test_an_edit_of_an_entry_deleted_meanwhile_keeps_its_words(alice):
    entry = alice.log()
    form = alice.get(f"/reviews/{entry}/edit").form(f"/reviews/{entry}/edit")
    alice.send(f"/reviews/{entry}", f"/reviews/{entry}/deletion")
    for partial in (True, False):
        late = alice.post(f"/reviews/{entry}/edit", {**form, "text": "An hour of words."}, partial)
        assert late.status == 422
        assert "An hour of words." in late.html
        assert "was deleted" in late.text


@pytest.mark.everywhere
def test_logging_changes_no_film_of_somebody_else(alice, bob):
    movie = movie_of(alice, alice.log("Ordet", "1955"))
    bob.log("Ordet", "1955", movie="tt7654321", director="Wrong Director", audience="me")
    shown = alice.get(movie)
    assert "Wrong Director" not in shown.text
    assert Movie.select().where(Movie.imdb_id == "tt7654321").count() == 0
    assert Movie.select().count() == 1
    # Whoever added it completes it by logging it again.
    alice.log("Ordet", "1955", director="Carl Th. Dreyer")
    assert "Carl Th. Dreyer" in alice.get(movie).text


@pytest.mark.parametrize("body", ['"x"', "5", "[1,2]", '{"csrf_token": 5}', '{"identifier": 5, "password": "x\\ud800"}', "{"])
@pytest.mark.parametrize("path", ["/login", "/register", "/reviews"])
def test_a_body_that_is_no_form_is_no_crash(alice, path, body):
    answer = alice.client.post(path, data=body, content_type="application/json")
    assert answer.status_code < 500


@pytest.mark.parametrize("field", ["title", "text", "tags", "key", "year", "movie", "when"])
def test_a_file_where_words_belong_is_no_crash(alice, field):
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    answer = alice.client.post("/reviews", data={**form, field: (BytesIO(b"x"), "x.txt")})
    assert answer.status_code == 422


def test_a_form_of_a_thousand_fields_is_refused_in_few_words(carol):
    for path in ("/login", "/reviews"):
        answer = carol.client.post(path, data="a&" * 100_000, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (401, 413)
        assert len(answer.data) < 10_000


def test_a_big_form_is_refused_also_without_a_length(alice):
    answer = alice.client.post(
        "/reviews",
        input_stream=BytesIO(b"text=" + b"x" * 1_500_000),
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 413


def test_a_changed_form_sent_twice_logs_once(alice):
    form = {**alice.get("/reviews/new?by_hand=1").form("/reviews"), "title": "Ordet", "year": "1955"}
    assert alice.post("/reviews", form).status == 303
    for _ in range(2):
        assert alice.post("/reviews", {**form, "text": "Changed."}).status == 303
    assert Review.select().count() == 2


def test_sign_ins_of_one_address_are_counted_together(small_limits):
    stranger = small_limits.browser()
    answers = [
        stranger.send("/login", "/login", identifier=f"nobody{number}", password="wrong wrong").status for number in range(4)
    ]
    assert answers == [422, 422, 422, 429]


def test_merging_keeps_the_poster(alice):
    movie, other = movie_of(alice, alice.log("Ordet", "1955")), movie_of(alice, alice.log("The Word", "1955"))
    picture = BytesIO()
    Image.new("RGB", (300, 450), "#804020").save(picture, "PNG")
    picture.seek(0)
    form = alice.get(f"{movie}/correction").form(f"{movie}/poster-file")
    assert alice.client.post(f"{movie}/poster-file", data={**form, "file": (picture, "x.png")}).status_code == 303
    alice.send(f"{movie}/merge?into={other.removeprefix('/movies/')}", f"{movie}/merge")
    assert "/posters/" in alice.get(other).html


def test_merging_asks_for_the_poster_of_a_number_that_came_along(alice):
    movie, other = movie_of(alice, alice.log("Ordet", "1955")), movie_of(alice, alice.log("The Word", "1955"))
    alice.send(f"{movie}/correction", f"{movie}/correction", imdb_id="tt0048452")
    alice.send(f"{movie}/merge?into={other.removeprefix('/movies/')}", f"{movie}/merge")
    (entry,) = LogEntry.select().where(LogEntry.subject == "movies.poster_requested")
    assert [row.handler for row in Delivery.select().where(Delivery.entry == entry.seq)] == ["sync_poster"]


def test_the_other_title_leads_to_a_merged_film_also_after_a_correction(alice):
    movie, other = movie_of(alice, alice.log("Ordet", "1955")), movie_of(alice, alice.log("The Word", "1955"))
    alice.send(f"{movie}/merge?into={other.removeprefix('/movies/')}", f"{movie}/merge")
    alice.send(f"{other}/correction", f"{other}/correction", director="Carl Th. Dreyer")
    assert "The Word" in alice.get("/search?q=ordet").text


def test_two_tabs_that_correct_a_film_do_not_overwrite_each_other(alice):
    movie = movie_of(alice, alice.log("Ordet", "1955"))
    late = alice.get(f"{movie}/correction").form(f"{movie}/correction")
    alice.send(f"{movie}/correction", f"{movie}/correction", director="Carl Th. Dreyer")
    refused = alice.post(f"{movie}/correction", {**late, "original_title": "Das Wort"})
    assert refused.status == 409
    assert "Carl Th. Dreyer" in refused.text
    assert refused.form(f"{movie}/correction")["original_title"] == "Das Wort"
    assert alice.post(f"{movie}/correction", refused.form(f"{movie}/correction")).status == 303


@pytest.mark.everywhere
@pytest.mark.parametrize(
    "path",
    ["/members/a%00b", "/search?q=%00", "/members/alice/diary?before=%00x", "/members/alice/diary?after=a%00", "/?before=%00"],
)
def test_a_nul_in_an_address_is_no_crash(alice, path):
    assert alice.get(path).status in (200, 404)


def test_a_nul_in_a_name_is_no_crash(alice, carol):
    assert carol.send("/login", "/login", identifier="a\0b", password=PASSWORD).status == 422
    assert alice.get("/reviews/new/choices?q=%00a").status == 200


def test_only_one_account_is_the_first(site_closed):
    forms = [(browser := site_closed.browser(), browser.get("/register").form("/register")) for _ in range(5)]
    answers = []

    def register(number, browser, form):
        said = {"username": f"first{number}", "email": f"f{number}@example.org", "password": PASSWORD}
        answers.append(browser.post("/register", {**form, **said}).status)

    threads = [threading.Thread(target=register, args=(number, *pair)) for number, pair in enumerate(forms)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(303) == 1
    assert Member.select().count() == 1


def test_a_senseless_origin_is_refused(carol):
    assert carol.client.post("/login", headers={"Origin": "http://["}).status_code == 403


def test_an_account_that_is_gone_logs_nothing_and_loses_no_words(site, alice):
    bob = site.member("bob")
    form = bob.get("/reviews/new?by_hand=1").form("/reviews")
    other = site.browser()
    other.send("/login", "/login", identifier="bob", password=PASSWORD)
    other.send("/settings/account", "/settings/account/deletion", password=PASSWORD)
    answer = bob.post("/reviews", {**form, "title": "Ordet", "year": "1955", "text": "Words."})
    assert answer.status == 401
    assert "Words." in answer.html


@pytest.mark.everywhere
@pytest.mark.parametrize("number", ["0", "9223372036854775807", "9223372036854775808", "1" * 40])
def test_a_delivery_that_is_not_there_is_no_crash(alice, number):
    form = alice.get("/admin/members").form("/logout")
    assert alice.post(f"/admin/deliveries/{number}/retry", form).status in (303, 404)


@pytest.mark.everywhere
@pytest.mark.parametrize("number", ["0", "9223372036854775807", "9223372036854775808", "1" * 40])
def test_a_line_or_a_call_that_is_not_there_is_no_crash(alice, number):
    batch = bring(alice, letterboxd(diary=[seen(1)]).getvalue())
    form = alice.get("/imports").form("/logout")
    assert alice.get(f"{batch}/films/{number}").status in (200, 404)
    assert alice.post(f"{batch}/films/{number}", form).status in (404, 405, 422)
    webhook = alice.send("/settings/webhooks", "/settings/webhooks", address="https://example.org/", wants=["diary"]).location
    assert alice.post(f"{webhook}/calls/{number}/repetition", form).status in (303, 404)


@pytest.mark.parametrize("missing", ["tmdb_id", "year", "title", "director", "version"])
def test_a_correction_that_lacks_a_field_is_no_crash(alice, missing):
    movie = movie_of(alice, alice.log("Ordet", "1955"))
    alice.send(f"{movie}/correction", f"{movie}/correction", tmdb_id="843")
    assert alice.send(f"{movie}/correction", f"{movie}/correction", **{missing: None}).status in (303, 422)


@pytest.mark.parametrize("when", [None, "", "soon"])
def test_an_edit_without_a_day_is_not_stamped_with_today(alice, when):
    entry = alice.log(when="about", about="1999")
    answer = edit(alice, entry, when=when, text="Changed.")
    assert answer.status == 422
    assert "Choose the day" in answer.text
    assert Review.get().watched == "1999"


def test_an_edit_keeps_who_may_see_it(alice):
    entry = alice.log(audience="followers")
    form = alice.get(f"/reviews/{entry}/edit").form(f"/reviews/{entry}/edit")
    assert form["audience"] == "followers"


def test_numbers_are_of_plain_digits(alice):
    assert alice.get("/reviews/new/choices?q=tt١٢٣٤٥٦٧").status == 200
    assert "tt١٢٣٤٥٦٧" not in alice.get("/reviews/new?movie=tt١٢٣٤٥٦٧").form("/reviews")["movie"]


def test_a_film_that_is_not_there_can_be_named_by_hand(alice):
    form = alice.get("/reviews/new?by_hand=1").form("/reviews")
    refused = alice.post("/reviews", {**form, "movie": "2", "title": "Ordet", "year": "1955"})
    assert refused.status == 422
    assert alice.post("/reviews", refused.form("/reviews")).status == 303


@pytest.mark.parametrize("name", ["\u3164", "\u202e\u202c", " \u115f "])
def test_a_name_can_be_seen(alice, name):
    answer = alice.send("/settings/profile", "/settings/profile", display_name=f"{name}")
    shown = Member.get(username="alice").display_name
    assert answer.status == 422 or shown == "alice"


@pytest.mark.everywhere
def test_a_page_past_the_end_does_not_say_that_nothing_was_logged(alice):
    alice.log()
    for path in ("/?before=2", "/members/alice/diary?before=0"):
        page = alice.get(path)
        assert page.entries() == []
        assert "nothing beyond this page" in page.text
