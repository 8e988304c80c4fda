"""Facts put right by hand: they win over what film databases say later, say so, and can be released again."""

import json

import pytest
from telling import correct, movie_at, movie_of, numbered, tell

from moviediary import rebuild
from moviediary.movies.models import MovieDetails, MovieFixedFacts

pytestmark = pytest.mark.everywhere


@pytest.fixture
def heat(alice):
    """A film of alice's with facts of a film database."""
    movie = numbered(alice, "Heat", "1995", "tt0113277", "Michael Mann", rating="8")
    tell(movie, runtime=170, genres=("Crime", "Drama"), tagline="A Los Angeles crime saga.", overview="A thief and a detective.")
    return movie


def fix(browser, movie, **values):
    return browser.send(f"{movie}/correction", f"{movie}/facts", **values)


def details(movie):
    return MovieDetails.get(MovieDetails.movie_id == movie_at(movie).id)


def test_a_correction_by_hand_wins_over_what_is_told_later(alice, carol, heat):
    assert "corrected by hand" not in carol.get(heat).text
    fixed = fix(alice, heat, runtime="171", genres="Crime, Noir")
    assert "The facts are corrected." in alice.follow(fixed).text
    tell(heat, runtime=169, genres=("Crime",), overview="Another text.", tagline="Another line.")
    page = carol.get(heat).text
    for words in ("171 min corrected by hand", "Crime Noir corrected by hand", "Another text.", "Another line."):
        assert words in page
    assert page.count("corrected by hand") == 2
    assert rebuild.differences() == []


def test_statistics_and_filters_go_by_the_corrected_facts(alice, heat):
    fix(alice, heat, genres="Noir")
    assert "Heat" in alice.get("/members/alice/diary?genre=Noir").text
    assert "Heat" not in alice.get("/members/alice/diary?genre=Crime").text


def test_the_form_says_where_each_value_is_from(alice, heat):
    fix(alice, heat, runtime="171")
    page = alice.get(f"{heat}/correction").text
    assert "Runtime in minutes Corrected by hand. TMDB says: 170." in page
    assert "Tagline From TMDB." in page


def test_a_fact_is_released_to_what_the_provider_says_by_now(alice, carol, heat):
    fix(alice, heat, runtime="171", tagline="")
    tell(heat, runtime=169, tagline="Told later.")
    assert "Told later." not in carol.get(heat).text, "that there is none can be said by hand too"
    fix(alice, heat, runtime_released="on")
    page = carol.get(heat).text
    assert "169 min" in page
    assert "corrected by hand" not in page
    fix(alice, heat, tagline_released="on")
    assert "Told later." in carol.get(heat).text
    assert MovieFixedFacts.select().count() == 0
    assert rebuild.differences() == []


def test_saving_a_form_without_changes_says_nothing_by_hand(alice, heat):
    fix(alice, heat)
    assert MovieFixedFacts.select().count() == 0
    assert details(heat).by_hand == ()


def test_a_long_tagline_and_a_name_with_a_comma_are_not_said_by_hand_because_something_else_is(alice, heat):
    tell(heat, tagline="long " * 90 + "end.", countries=("Bonaire, Sint Eustatius and Saba",))
    assert fix(alice, heat, runtime="171").status == 303
    assert details(heat).by_hand == ("runtime",)
    # One that stands there as said by hand stays as it is.
    MovieFixedFacts.update(genres=("Crime, true",)).execute()
    assert fix(alice, heat, runtime="172").status == 303
    assert MovieFixedFacts.get().genres == ("Crime, true",)


def test_facts_from_before_their_source_was_kept_can_be_corrected_and_released(alice, carol, heat):
    MovieDetails.update(provided="", provided_at=None).execute()
    fix(alice, heat, runtime="171")
    assert "A thief and a detective." in carol.get(heat).text
    fix(alice, heat, runtime_released="on")
    assert details(heat).runtime == 170


def test_the_second_of_two_tabs_is_told_and_loses_nothing(alice, bob, heat):
    first, second = (alice.get(f"{heat}/correction").form(f"{heat}/facts") for _ in range(2))
    assert alice.post(f"{heat}/facts", {**first, "runtime": "171"}).status == 303
    told = alice.post(f"{heat}/facts", {**second, "tagline": "By the second tab.", "runtime": "170"})
    assert told.status == 409
    assert "These facts changed meanwhile. They are now: runtime 171 min;" in told.text
    assert details(heat).runtime == 171
    form = told.form(f"{heat}/facts")
    assert form["tagline"] == "By the second tab."
    assert alice.post(f"{heat}/facts", {**form, "runtime": "171"}).status == 303
    assert (details(heat).runtime, details(heat).tagline) == (171, "By the second tab.")


def test_only_who_may_correct_a_film_fixes_its_facts(alice, bob, carol, heat):
    token = bob.get("/").form("/logout")["csrf_token"]
    assert bob.post(f"{heat}/facts", {"csrf_token": token, "runtime": "1"}).status == 403
    assert carol.post(f"{heat}/facts", {"runtime": "1"}).status != 303 or "/login" in carol.post(f"{heat}/facts", {}).location
    assert MovieFixedFacts.select().count() == 0
    own = movie_of(bob, bob.log("Stalker", "1979"))
    assert fix(bob, own, runtime="162").status == 303
    assert fix(alice, own, runtime="163").status == 303, "the admin may"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("runtime", "two hours", "Write the runtime in whole minutes"),
        ("runtime", "0", "Write the runtime in whole minutes"),
        ("runtime", "99999", "Write the runtime in whole minutes"),
        ("runtime", "٣", "Write the runtime in whole minutes"),
        ("tagline", "x" * 501, "A tagline has at most 500"),
        ("genres", "g," * 10 + ",".join(map(str, range(30))), "Name up to 20 genres"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_and_kept(alice, heat, field, value, sentence):
    refused = fix(alice, heat, **{field: value})
    assert refused.status == 422
    assert sentence in refused.text
    assert refused.form(f"{heat}/facts")[field] == value
    # The form of the identity beside it is as it was.
    assert refused.form(f"{heat}/correction")["title"] == "Heat"


def test_what_is_written_by_hand_stays_text(alice, carol, heat):
    bad = "<script>alert(1)</script>"
    fix(alice, heat, overview=bad, tagline=bad, genres=bad, countries=bad, languages=bad)
    page = carol.get(heat)
    assert page.text.count(bad) == 5
    # What is no script but says what the page is about holds it as text, in which no tag begins or ends.
    scripts = {script.get("type", ""): "".join(script.itertext()) for script in page.tree.iter("script")}
    assert "alert" not in scripts.pop("")
    assert all("<" not in data and json.loads(data)["description"] == bad for data in scripts.values())


def test_facts_of_a_corrected_number_are_those_of_that_film(alice, carol, heat):
    correct(alice, heat, imdb_id="tt0119116")
    tell(heat, title="The Fifth Element", runtime=126)
    assert "126 min" in carol.get(heat).text
