"""What is asked of TMDB and OMDb, what is taken from their answers, and what happens when they do not answer."""

import threading
import time
from urllib.parse import parse_qs, urlsplit

import provider_stub as stubs
import pytest
from provider_stub import OMDB_KEY, TMDB_KEY, ProviderStub

from moviediary import addresses, http, providers
from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import breaker, omdb

TOKEN = "ey" + "JhbGciOiJIUzI1NiJ9" * 8
MATRIX, MATRIX_TMDB = "tt0133093", "tmdb:603"
NOBODY, NOBODY_TMDB = "tt9999999", "tmdb:999999"


@pytest.fixture(scope="module")
def server():
    with ProviderStub() as stub:
        yield stub


@pytest.fixture
def stub(server, monkeypatch):
    """Both providers, answering; nothing that was asked before is remembered."""
    server.reset()
    monkeypatch.setattr(http, "_allow_private", True)
    configure(server)
    yield server
    providers.configure("", "", "", "", "")


def configure(stub, tmdb_key=TMDB_KEY, omdb_key=OMDB_KEY):
    providers.configure(tmdb_key, stub.tmdb_api_url, stub.tmdb_image_url, omdb_key, stub.omdb_api_url)


@pytest.fixture
def clock(monkeypatch):
    """The clock of the breakers, which can be put forward."""

    class Clock:
        ahead = 0.0

        def monotonic(self):
            return time.monotonic() + self.ahead

    put_forward = Clock()
    monkeypatch.setattr(breaker, "time", put_forward)
    return put_forward


def asked(stub, number=0):
    """The query and the headers of a request."""
    path, headers = stub.requests[number]
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}, headers


def trouble(ask=lambda: providers.lookup(MATRIX)):
    with pytest.raises(TryAgain) as raised:
        ask()
    assert TMDB_KEY not in str(raised.value)
    assert OMDB_KEY not in str(raised.value)
    return raised.value


# Who is asked, and how.


def test_without_a_key_nobody_is_asked(stub):
    configure(stub, "", "")
    assert not providers.configured()
    assert providers.search("Heat", None) == []
    assert providers.lookup(MATRIX) is None
    assert providers.poster_address(MATRIX, 603) is None
    assert not stub.calls


def test_tmdb_is_asked_first_and_omdb_not_at_all_when_tmdb_knows(stub):
    assert providers.configured()
    assert providers.lookup(MATRIX).overview_source == "TMDB"
    assert stub.calls["tmdb details"] == 2
    assert stub.calls["omdb details"] == 0


def test_only_the_provider_with_a_key_is_asked(stub):
    configure(stub, tmdb_key="")
    assert providers.lookup(MATRIX).overview_source == "OMDb"
    assert stub.calls["tmdb details"] == 0


def test_a_short_key_goes_into_the_address_and_a_token_into_a_header(stub):
    providers.search("Heat", 1995)
    query, headers = asked(stub)
    assert query == {"query": "Heat", "year": "1995", "api_key": TMDB_KEY}
    assert "Authorization" not in headers
    configure(stub, TOKEN)
    providers.search("Heat", None)
    query, headers = asked(stub, 1)
    assert query == {"query": "Heat"}
    assert headers["Authorization"] == f"Bearer {TOKEN}"


def test_a_title_with_strange_signs_is_one_value_of_the_query(stub):
    title = 'Amélie & co? #1 / 100% +\\ "x" 花'
    providers.search(title, None)
    assert asked(stub)[0]["query"] == title
    assert asked(stub, 1)[0]["s"] == title


def test_what_is_not_a_number_of_a_film_is_not_asked(stub):
    for number in (
        "",
        "tt12",
        "tmdb:",
        "tmdb:0",
        "tmdb:x",
        "tmdb:1/../2",
        "Q42198",
        "tt0133093/x",
        "tt0133093\n",
        "tmdb:٣",
        "603",
    ):
        assert providers.lookup(number) is None
    assert not stub.calls


# What is taken from the answers.


@pytest.mark.parametrize("number", ["tt0118694", "tmdb:843"])
def test_a_film_is_looked_up_at_tmdb(stub, number):
    assert providers.lookup(number) == providers.Facts(
        title="In the Mood for Love",
        original_title="花樣年華",
        year=2000,
        directors=("Wong Kar-wai",),
        runtime=99,
        languages=("Cantonese",),
        genres=("Romance",),
        overview="What happens in In the Mood for Love.",
        overview_source="TMDB",
        imdb_id="tt0118694",
        tmdb_id=843,
        poster_url=f"{stub.tmdb_image_url}/843.jpg",
    )


def test_a_film_is_looked_up_at_omdb(stub):
    configure(stub, tmdb_key="")
    assert providers.lookup(MATRIX) == providers.Facts(
        title="The Matrix",
        original_title="",
        year=1999,
        directors=("Lana Wachowski",),
        runtime=136,
        languages=("English",),
        genres=("Action", "Drama"),
        overview="What happens in The Matrix, in short.",
        overview_source="OMDb",
        imdb_id=MATRIX,
        tmdb_id=None,
        poster_url=f"{stub.url}/t/p/omdb/603.jpg",
    )


def test_films_are_searched_at_tmdb(stub):
    found = providers.search("stalker", None)
    poster = f"{stub.tmdb_image_url}/1398.jpg"
    assert found == [providers.Match("tmdb:1398", "Stalker", "Сталкер", 1979, (), None, 1398, poster)]


def test_films_are_searched_at_omdb_where_tmdb_finds_none_or_fails(stub):
    stub.fault("search", stubs.saying({"results": []}), of="tmdb")
    assert [match.value for match in providers.search("heat", None)] == ["tt0113277"]
    stub.fault("search", stubs.status(500), of="tmdb")
    assert [match.value for match in providers.search("heat", 1995)] == ["tt0113277"]
    assert asked(stub, -1)[0] == {"s": "heat", "y": "1995", "type": "movie", "apikey": OMDB_KEY}


def test_a_search_lists_eight_films_at_most(stub):
    many = [{"id": number, "title": f"Film {number}"} for number in range(1, 21)]
    stub.fault("search", stubs.saying({"results": many}))
    assert len(providers.search("film", None)) == 8


def test_the_year_is_not_demanded_of_a_match_but_of_a_film(stub):
    stub.fault("search", stubs.saying({"results": [{"id": 5, "title": "Announced", "release_date": ""}]}))
    assert providers.search("announced", None)[0].year is None
    stub.fault("details", stubs.saying({"id": 5, "title": "Announced", "release_date": ""}))
    assert providers.lookup("tmdb:5") is None


def test_a_film_nobody_knows_is_unknown(stub):
    assert providers.lookup(NOBODY) is None
    assert providers.lookup(NOBODY_TMDB) is None
    assert providers.poster_address(NOBODY, 999999) is None
    assert providers.search("no such film", None) == []


def test_what_omdb_does_not_know_it_calls_na(stub):
    configure(stub, tmdb_key="")
    bare = dict.fromkeys(("Runtime", "Genre", "Director", "Language", "Plot", "Poster"), "N/A")
    stub.fault("details", stubs.saying({"Response": "True", "Title": "Bare", "Year": "1999", "imdbID": MATRIX, **bare}))
    facts = providers.lookup(MATRIX)
    assert (facts.runtime, facts.genres, facts.directors, facts.languages, facts.overview) == (None, (), (), (), "")
    assert facts.poster_url is None


def test_a_poster_is_taken_from_omdb_where_tmdb_has_none(stub):
    assert providers.poster_address(MATRIX, 603) == f"{stub.tmdb_image_url}/603.jpg"
    stub.fault("details", stubs.saying({"id": 603, "title": "The Matrix", "poster_path": None}), of="tmdb")
    assert providers.poster_address(MATRIX, 603) == f"{stub.url}/t/p/omdb/603.jpg"
    assert providers.poster_address(None, 603) is None


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x.jpg",
        "/../../admin.jpg",
        "https://evil.example/x.jpg",
        "/a\ud800.jpg",
        "/a b.jpg",
        "/",
        "",
        7,
        None,
        ["/a.jpg"],
    ],
)
def test_the_name_of_a_picture_leads_nowhere_else(stub, path):
    stub.fault("details", stubs.saying({"id": 603, "title": "The Matrix", "poster_path": path}))
    configure(stub, omdb_key="")
    assert providers.poster_address(None, 603) is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "/x.jpg", "https://a.example/\ud800", "http://", 7, None, {}]
)
def test_an_address_of_omdb_that_is_none_is_dropped(stub, address):
    configure(stub, tmdb_key="")
    stub.fault("details", stubs.saying({"Response": "True", "Title": "Film", "Year": "1999", "Poster": address}))
    assert providers.lookup(MATRIX).poster_url is None


def test_texts_are_cleaned_and_cut(stub):
    said = {
        "id": 603,
        "title": "The\x00 \n Mat\u2028rix" + "x" * 1000,
        "original_title": "\ud800Original\x1b",
        "release_date": "1999-03-31",
        "overview": "One\r\n\r\ntwo\x00" + "y" * 20_000,
        "imdb_id": "tt1'; DROP TABLE",
        "runtime": -5,
        "genres": [{"name": "Drama"}, {"name": "Drama"}, {"name": 7}, {}, None, "Action"],
        "spoken_languages": "English",
        "credits": {"crew": [{"job": "Director", "name": f"Director {number}" + "z" * 500} for number in range(100)]},
        "external_ids": [],
        "poster_path": "/603.jpg",
    }
    stub.fault("details", stubs.saying(said))
    facts = providers.lookup(MATRIX_TMDB)
    assert facts.title.startswith("The Matrixxx")
    assert (len(facts.title), facts.original_title, facts.imdb_id, facts.runtime) == (255, "Original", None, None)
    assert facts.overview.startswith("One\n\ntwoyyy")
    assert len(facts.overview) == 5000
    assert (facts.genres, facts.languages, len(facts.directors)) == (("Drama",), (), 20)
    assert max(len(name) for name in facts.directors) == 120


@pytest.mark.parametrize(
    ("date", "year"), [("1888-10-14", 1888), ("1887-01-01", None), ("2999-01-01", None), ("soon", None), (1999, None)]
)
def test_only_years_that_can_be_are_taken(stub, date, year):
    stub.fault("search", stubs.saying({"results": [{"id": 1, "title": "Film", "release_date": date}]}))
    assert providers.search("film", None)[0].year == year


# What goes wrong.

FAULTS = {
    "a server error": stubs.status(500),
    "an overload": stubs.status(503),
    "a strange status": stubs.status(418),
    "half a JSON": stubs.MALFORMED,
    "a list": stubs.WRONG_SHAPE,
    "null": stubs.saying(None),
    "a number": stubs.saying(7),
    "a text": stubs.saying("film"),
    "an empty object": stubs.saying({}),
    "lists that are texts": stubs.saying({"movie_results": "x", "results": "x", "Search": "x", "Response": "True"}),
    "a title that is a number": stubs.saying(
        {"id": 603, "title": 603, "movie_results": 1, "Title": 7, "Year": "1999", "Response": "True"}
    ),
    "nothing": stubs.saying(b""),
    "no Unicode": stubs.saying(b'{"title": "\xff"}'),
    "deep nesting": stubs.saying(b"[" * 200_000),
    "a number of a million digits": stubs.saying(b'{"id": ' + b"9" * 900_000 + b"}"),
    "ten megabytes": stubs.HUGE,
    "a page of HTML": stubs.HTML,
    "an answer cut off": stubs.CUT,
}


@pytest.mark.parametrize("number", [MATRIX, MATRIX_TMDB])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_failing_provider_is_tried_again_later_and_says_why(stub, fault, number):
    stub.fail(fault)
    problem = trouble(lambda: providers.lookup(number))
    assert len(str(problem)) < 120
    assert "{" not in str(problem)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_failing_tmdb_is_made_up_for_by_omdb(stub, fault):
    stub.fail(fault, of="tmdb")
    assert providers.lookup(MATRIX).overview_source == "OMDb"
    assert [match.value for match in providers.search("heat", None)] == ["tt0113277"]
    assert providers.poster_address(MATRIX, None) == f"{stub.url}/t/p/omdb/603.jpg"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_search_fails_with_a_sentence_and_nothing_else(stub, fault):
    stub.fail(fault)
    trouble(lambda: providers.search("heat", None))


def test_a_detour_into_the_local_network_is_a_failure(stub, monkeypatch):
    strict = addresses.resolve
    monkeypatch.setattr(addresses, "public", lambda text: text == "127.0.0.1")
    monkeypatch.setattr(addresses, "resolve", lambda host, port, seconds, allow_private: strict(host, port, seconds, False))
    stub.fail(stubs.REDIRECT_PRIVATE)
    assert "not public" in str(trouble())


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_poster_is_not_called_missing_where_the_answer_was_nonsense(stub, fault):
    stub.fail(fault)
    trouble(lambda: providers.poster_address(MATRIX, 603))
    trouble(lambda: providers.poster_address(MATRIX, None))
    configure(stub, omdb_key="")
    trouble(lambda: providers.poster_address(MATRIX, 603))


def test_a_poster_is_not_called_missing_while_tmdb_is_silent(stub):
    stub.fail(stubs.status(500), of="tmdb")
    assert trouble(lambda: providers.poster_address(NOBODY, 999999))
    # OMDb does not understand numbers of TMDB, so it has not answered.
    assert trouble(lambda: providers.poster_address(None, 603))
    configure(stub)
    assert trouble(lambda: providers.lookup(MATRIX_TMDB))


@pytest.mark.parametrize(
    ("keys", "setting"),
    [(("wrong-c0ffee", ""), "TMDB_API_KEY"), (("ey-wrong-c0ffee", ""), "TMDB_API_KEY"), (("", "wrong-c0ffee"), "OMDB_API_KEY")],
)
def test_a_wrong_key_is_given_up_on_with_the_name_of_the_setting(stub, keys, setting):
    configure(stub, *keys)
    with pytest.raises(GiveUp, match=setting) as refused:
        providers.lookup(MATRIX)
    assert "c0ffee" not in str(refused.value)


def test_a_wrong_key_for_tmdb_leaves_omdb_to_be_asked(stub):
    configure(stub, tmdb_key="wrong")
    assert providers.lookup(MATRIX).overview_source == "OMDb"
    # What may pass outweighs what will not.
    stub.fail(stubs.status(500), of="omdb")
    trouble()


def test_omdb_used_up_for_today_is_no_wrong_key(stub):
    configure(stub, tmdb_key="")
    stub.fault("details", stubs.saying({"Response": "False", "Error": "Request limit reached!"}))
    assert trouble().after == omdb.LIMIT_PAUSE


def test_a_key_with_a_line_break_fails_without_being_told(stub):
    configure(stub, tmdb_key=TOKEN + "\r\nX-Evil: c0ffee", omdb_key="")
    assert "c0ffee" not in str(trouble())


# How long is waited, and who is left alone.


@pytest.mark.parametrize("fault", [stubs.NEVER, stubs.DRIP, stubs.slow(30)], ids=["never", "a byte a second", "slow"])
def test_nobody_waits_long_for_a_silent_provider(stub, monkeypatch, fault):
    monkeypatch.setattr(providers, "SEARCH", 0.4)
    stub.fail(fault)
    began = time.monotonic()
    trouble(lambda: providers.search("heat", None))
    assert time.monotonic() - began < 0.8


def test_a_search_waits_three_seconds_at_most():
    assert providers.SEARCH == 3.0
    assert providers.LOOKUP == 6.0


def test_after_three_failures_in_a_row_a_provider_is_left_alone_for_half_a_minute(stub, clock):
    configure(stub, omdb_key="")
    stub.fail(stubs.status(500))
    for _ in range(5):
        problem = trouble(lambda: providers.lookup(MATRIX_TMDB))
    assert stub.calls["tmdb details"] == 3
    assert 29 < problem.after <= 30
    stub.fail(stubs.OK)
    clock.ahead = 29
    trouble(lambda: providers.lookup(MATRIX_TMDB))
    clock.ahead = 31
    assert providers.lookup(MATRIX_TMDB)
    assert stub.calls["tmdb details"] == 4


def test_a_provider_that_still_fails_is_asked_once_in_half_a_minute(stub, clock):
    configure(stub, omdb_key="")
    stub.fail(stubs.status(500))
    for minute in range(5):
        clock.ahead = 31 * minute
        for _ in range(4):
            trouble(lambda: providers.lookup(MATRIX_TMDB))
    assert stub.calls["tmdb details"] == 3 + 4


def test_a_success_in_between_starts_the_count_anew(stub):
    configure(stub, omdb_key="")
    for _ in range(3):
        stub.fault("details", stubs.fail_times(2))
        for _ in range(2):
            trouble(lambda: providers.lookup(MATRIX_TMDB))
        assert providers.lookup(MATRIX_TMDB)
    assert stub.calls["tmdb details"] == 9


def test_an_unknown_film_is_no_failure(stub):
    configure(stub, omdb_key="")
    for _ in range(5):
        assert providers.lookup(NOBODY_TMDB) is None
    assert stub.calls["tmdb details"] == 5


def test_a_provider_left_alone_does_not_keep_the_other_from_answering(stub):
    stub.fail(stubs.status(500), of="tmdb")
    for _ in range(5):
        assert providers.lookup(MATRIX).overview_source == "OMDb"
    assert (stub.calls["tmdb details"], stub.calls["omdb details"]) == (3, 5)


def test_a_provider_that_asks_for_patience_is_left_alone_for_so_long(stub, clock):
    configure(stub, omdb_key="")
    stub.fault("details", stubs.retry_after(7))
    assert trouble().after == 7
    stub.fault("details", stubs.OK)
    assert 6 < trouble().after <= 7
    assert stub.calls["tmdb details"] == 1
    clock.ahead = 7.1
    assert providers.lookup(MATRIX_TMDB)


def test_a_provider_that_asks_for_days_is_asked_again_within_the_hour(stub):
    configure(stub, omdb_key="")
    stub.fault("details", stubs.retry_after(999_999))
    assert trouble().after <= 3600


def test_the_shorter_wait_counts_where_both_ask_for_one(stub):
    stub.fault("details", stubs.retry_after(100), of="tmdb")
    stub.fault("details", stubs.retry_after(5), of="omdb")
    assert trouble().after == 5


def test_of_many_who_wait_for_a_silent_provider_only_one_tries_it_again(stub, clock):
    configure(stub, omdb_key="")
    stub.fail(stubs.status(500))
    for _ in range(3):
        trouble(lambda: providers.lookup(MATRIX_TMDB))
    clock.ahead = 31
    stub.fail(stubs.slow(0.3))
    told = []
    together(20, lambda: told.append(outcome()))
    assert told.count("answered") == 1
    assert stub.calls["tmdb details"] == 4


def test_many_at_once_are_all_answered(stub):
    told = []
    together(20, lambda: told.append(outcome()))
    assert told == ["answered"] * 20


def outcome():
    try:
        providers.lookup(MATRIX_TMDB)
    except TryAgain:
        return "to be tried again"
    return "answered"


def together(count, act):
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
