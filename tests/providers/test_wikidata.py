"""Wikidata, which needs no key: what it tells of films, and what it says when it is asked amiss."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import wikidata_stub
from provider_stub import FILMS, ProviderStub, asking

from moviediary import http, providers
from moviediary.errors import TryAgain
from moviediary.providers import Collection, Credit

MATRIX = "Q83495"


@pytest.fixture
def stub():
    http.configure(allow_private=True, contact="ada@example.org")
    with ProviderStub() as running:
        ask(running)
        yield running
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


def ask(stub, **changes):
    providers.configure(providers.Settings(("wikidata",), **asking(stub, **changes)))


def queries(stub):
    return [{name: values[0] for name, values in parse_qs(urlsplit(path).query).items()} for path in stub.paths]


def state(stub, *statements, labels=None, kind="Q11424"):
    """Let the stub state this, of one thing, whatever it is asked."""
    labels = {"en": "A film"} if labels is None else labels
    told = wikidata_stub.entity("Q1000", labels, [wikidata_stub.stated("P31", wikidata_stub.item(kind)), *statements])
    body = {"entities": {"Q1000": told}, "query": {"search": [{"title": "Q1000"}]}}
    for asked in ("search", "details"):
        stub.break_(asked, "shape", body=json.dumps(body).encode())


def in_year(date="1999-01-01", **how):
    return wikidata_stub.stated("P577", wikidata_stub.day(date, **how))


# --- what is told ---


@pytest.mark.parametrize(
    ("typed", "number"),
    [("the matrix", MATRIX), ("Amelie", "Q484048"), ("12 angry men!", "Q2345"), ("花樣年華", "Q332330"), ("СТАЛКЕР", "Q184843")],
)
def test_a_film_is_found_by_its_title_in_two_questions(stub, typed, number):
    assert [match.value for match in providers.search(typed, None)] == [number]
    assert [query["action"] for query in queries(stub)] == ["query", "wbgetentities"]


def test_what_is_found_comes_with_its_year_its_original_title_and_a_small_poster(stub):
    (match,) = providers.search("stalker", None)
    assert (match.title, match.original_title, match.year, match.source) == ("Stalker", "Сталкер", 1979, "Wikidata")
    assert match.picture == f"{stub.address}/wiki/Special:FilePath/Poster_of_Stalker.jpg?width=120"


def test_a_year_narrows_the_search(stub):
    assert [match.title for match in providers.search("matrix", 1999)] == ["The Matrix"]
    assert providers.search("matrix", 1979) == []


def test_of_films_found_the_one_called_just_so_comes_first(stub):
    found = [wikidata_stub.entity(f"Q{n}", {"en": name}, [wikidata_stub.stated("P31", wikidata_stub.item("Q11424")), in_year()])
             for n, name in ((11, "Alien from Mars"), (12, "Alien"), (13, "Alien: Covenant"))]  # fmt: skip
    body = {"entities": {one["id"]: one for one in found}, "query": {"search": [{"title": one["id"]} for one in found]}}
    for asked in ("search", "details"):
        stub.break_(asked, "shape", body=json.dumps(body).encode())
    assert [match.value for match in providers.search("Alien", None)] == ["Q12", "Q11", "Q13"]


COMMANDS = ['"alien"', "alien*", "-alien", "alien?", "ALIEN~", "alien:", "(alien)", "alien haswbstatement:P31=Q5", "!alien"]


@pytest.mark.parametrize("typed", COMMANDS)
def test_what_is_typed_is_no_command_of_the_search(stub, typed):
    providers.search(typed, None)
    words, _, kinds = queries(stub)[0]["srsearch"].partition(" haswbstatement:")
    assert not set('"*-?~:()\\!') & set(words)
    assert kinds.startswith("P31=Q11424|")
    assert "haswbstatement" not in kinds


def test_a_title_of_signs_asks_nobody_and_an_endless_one_is_cut(stub):
    assert providers.search("?!*", None) == []
    assert stub.calls["search"] == 0
    providers.search("word " * 100, None)
    providers.search("x" * 10_000, None)
    assert all(len(query["srsearch"]) <= 300 for query in queries(stub))


@pytest.mark.parametrize("number", [MATRIX, "tt0133093", "tmdb:603"])
def test_a_film_is_looked_up_by_any_number(stub, number):
    facts = providers.lookup(number)
    assert (facts.title, facts.original_title, facts.year, facts.runtime) == ("The Matrix", "", 1999, 136)
    assert facts.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert (facts.genres, facts.countries, facts.languages) == (("Science Fiction",), ("United States",), ("English",))
    assert (facts.imdb_id, facts.tmdb_id, facts.wikidata_id, facts.source) == ("tt0133093", 603, MATRIX, "Wikidata")
    assert facts.collection == Collection("Q117315", "The Matrix film series")
    assert facts.cast == (
        Credit("Keanu Reeves", character="Neo", wikidata_id="Q43416"),
        Credit("Laurence Fishburne", character="Morpheus", wikidata_id="Q193048"),
    )
    jobs = {"Director": 2, "Writer": 2, "Producer": 1, "Director of Photography": 1, "Editor": 1, "Original Music Composer": 1}
    assert {job: sum(credit.job == job for credit in facts.crew) for job in jobs} == jobs
    assert stub.calls["details"] == 2


def test_names_are_told_in_the_language_of_the_site_and_else_in_any(stub):
    ask(stub, language="de")
    facts = providers.lookup("Q184843")
    assert (facts.title, facts.directors, facts.genres[0]) == ("Stalker (Film)", ("Andrei Tarkowski",), "Filmdrama")
    assert providers.lookup(MATRIX).directors == ("Lana Wachowski", "Lilly Wachowski")
    assert {query["languages"] for query in queries(stub)} == {"de|mul|en"}
    stub.mend()
    ask(stub, language="pt-BR")
    providers.lookup(MATRIX)
    assert {query["languages"] for query in queries(stub)} == {"pt-br|pt|mul|en"}


def test_what_is_preferred_comes_first_and_what_is_deprecated_is_left_out(stub):
    facts = providers.lookup("Q184843")
    assert facts.genres == ("Drama", "Science Fiction")
    assert "Douglas Adams" not in providers.lookup(MATRIX).directors
    assert providers.lookup("tt0000001") is None


@pytest.mark.parametrize("number", ["Q999999", "Q42", "Q117315", "tt7777777", "tt9999999", "tmdb:999999"])
def test_what_is_not_there_or_no_film_is_unknown(stub, number):
    assert providers.lookup(number) is None
    assert providers.poster_address(None, None, number) is None


def test_a_film_that_was_merged_is_found_under_both_numbers(stub):
    assert providers.lookup("Q4000001") == providers.lookup("Q184843")


def test_a_film_of_an_unusual_kind_is_one_when_tmdb_says_so(stub):
    state(stub, in_year(), wikidata_stub.stated("P4947", wikidata_stub.text("77")), kind="Q24856")
    assert providers.lookup("Q1000").tmdb_id == 77


def test_the_names_of_a_hundred_people_cost_two_more_questions(stub):
    people = [wikidata_stub.stated("P161", wikidata_stub.item(f"Q{number}")) for number in range(2000, 2080)]
    crew = [wikidata_stub.stated("P162", wikidata_stub.item(f"Q{number}")) for number in range(3000, 3050)]
    state(stub, in_year(), *people, *crew)
    providers.lookup("Q1000")
    asked = [query["ids"].split("|") for query in queries(stub)]
    assert [len(numbers) for numbers in asked] == [1, 50, 50]


def test_a_poster_is_where_wikimedia_keeps_it(stub):
    assert (
        providers.poster_address("tt0211915", None) == f"{stub.address}/wiki/Special:FilePath/Poster_of_Am%C3%A9lie.jpg?width=960"
    )
    stub.mend()
    assert providers.poster_address("tt0133093", 603, MATRIX).endswith("/Poster_of_The_Matrix.jpg?width=960")
    # By its own number it is found in one step.
    assert (stub.calls["search"], stub.calls["details"]) == (0, 1)


def test_who_asks_says_so(stub):
    providers.search("matrix", None)
    assert stub.headers[0]["User-Agent"] == "MovieDiary/0.1 (self-hosted film diary; ada@example.org)"


def test_it_tells_of_all_films_of_the_stub(stub):
    for film in FILMS:
        facts = providers.lookup(film.imdb)
        assert (facts.title, facts.year, facts.runtime, facts.tmdb_id) == (film.title, int(film.year), film.minutes, film.tmdb)


# --- what goes wrong ---


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "internal_api_error_DBQueryError", "<b>x</b>" * 50, 7, None])
def test_an_error_that_comes_as_a_success_is_a_failure(stub, code):
    for kind in ("search", "details"):
        stub.break_(kind, "shape", body=json.dumps({"error": {"code": code, "info": "…"}}).encode())
    for question in (lambda: providers.search("matrix", None), lambda: providers.lookup(MATRIX)):
        with pytest.raises(TryAgain, match="Wikidata answered") as caught:
            question()
        assert len(str(caught.value)) < 80


def test_a_number_that_cannot_be_is_unknown(stub):
    stub.break_("details", "shape", body=b'{"error": {"code": "no-such-entity", "id": "Q999999999999"}}')
    assert providers.lookup("Q999999999999") is None


def test_years_are_the_earliest_that_is_known_to_the_year(stub):
    for said, year in (
        ([in_year("2005-01-01"), in_year("1999-05-05"), in_year("1950-00-00", precision=7)], 1999),
        ([in_year("1999-00-00", precision=9)], 1999),
        ([in_year("1500-01-01"), in_year("2004-01-01")], 2004),
    ):
        state(stub, *said)
        assert providers.lookup("Q1000").year == year
    state(stub, in_year("1950-00-00", precision=7))
    assert providers.lookup("Q1000") is None


ODD = [
    None,
    7,
    "x",
    [],
    {},
    True,
    1e308,
    {"id": 7},
    {"id": "P1"},
    {"id": "Q1' OR"},
    {"text": 5},
    {"time": 5},
    {"amount": []},
    [[[]]],
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_values_in_a_good_answer_are_left_out(stub, odd):
    names = ["P57", "P58", "P136", "P161", "P179", "P345", "P364", "P495", "P577", "P1476", "P2047", "P3383", "P4947"]
    broken = [wikidata_stub.stated(name, {"type": "x", "value": odd}, P453={"type": "x", "value": odd}) for name in names]
    state(stub, *broken, in_year())
    for change in (
        lambda told: None,
        lambda told: told["claims"].update({name: odd for name in names if name != "P577"}),
        lambda told: told["claims"].update(
            {name: [odd, {"rank": "normal", "mainsnak": odd, "qualifiers": odd}] for name in names[:8]}
        ),
        lambda told: told.update(aliases=odd),
        lambda told: told["labels"].update(de=odd, mul={"value": odd}),
    ):
        body = json.loads(stub._faults["details"].body)
        change(body["entities"]["Q1000"])
        for kind in ("search", "details"):
            stub.break_(kind, "shape", body=json.dumps(body).encode())
        facts = providers.lookup("Q1000")
        assert (facts.title, facts.year, facts.directors, facts.imdb_id, facts.runtime) == ("A film", 1999, (), None, None)
        assert [match.value for match in providers.search("a film", None)] == ["Q1000"]
        assert providers.poster_address(None, None, "Q1000") is None


def test_text_is_cut_and_stripped_of_what_is_no_text(stub):
    title = wikidata_stub.stated("P1476", wikidata_stub.titled("A\x07B\ud800<script>" + "x" * 1_000_000, "en"))
    state(stub, title, in_year(), labels={"en": "One\u202e\n two" + "y" * 1_000_000})
    facts = providers.lookup("Q1000")
    assert (facts.title[:8], len(facts.title)) == ("One twoy", 255)
    assert (facts.original_title[:10], len(facts.original_title)) == ("AB<script>", 255)


NO_PICTURES = [
    "../../etc/passwd",
    "a/b.jpg",
    "x.exe",
    "a\nb.jpg",
    "javascript:alert(1)",
    "",
    "x" * 400 + ".jpg",
    "a?b#c.jpg",
    "\ud800.jpg",
]


@pytest.mark.parametrize("name", NO_PICTURES)
def test_a_poster_is_a_picture_of_wikimedia_or_nowhere(stub, name):
    state(stub, in_year(), wikidata_stub.stated("P3383", wikidata_stub.text(name)))
    address = providers.poster_address(None, None, "Q1000")
    assert address is None or address.startswith(f"{stub.address}/wiki/Special:FilePath/")
    assert address is None or "/" not in address.removeprefix(f"{stub.address}/wiki/Special:FilePath/")
