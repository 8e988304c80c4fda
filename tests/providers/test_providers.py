"""The film databases, played by a server that breaks on demand."""

import json
import traceback

import pytest
from provider_stub import ProviderStub, asking
from tries import soon

from moviediary import clock, http, providers
from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import Collection

MATRIX, TMDB_MATRIX = "tt0133093", "tmdb:603"
TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "canary" * 12


@pytest.fixture(scope="module")
def stubs():
    with ProviderStub() as tmdb, ProviderStub() as omdb:
        yield tmdb, omdb


@pytest.fixture
def tmdb(stubs):
    http.configure(allow_private=True)
    for stub in stubs:
        stub.mend()
    _configure(stubs[0], stubs[1])
    yield stubs[0]
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


@pytest.fixture
def omdb(tmdb, stubs):
    return stubs[1]


def _configure(tmdb, omdb, tmdb_key="tmdb-canary", omdb_key="omdb-canary", **more):
    order = tuple(name for name, key in (("tmdb", tmdb_key), ("omdb", omdb_key)) if key)
    keys = {"tmdb_key": tmdb_key, "omdb_key": omdb_key, "omdb_api_url": f"{omdb.address}/", **more}
    providers.configure(providers.Settings(order, **asking(tmdb, **keys)))


def shape(stub, data, kind="details"):
    stub.break_(kind, "shape", body=data if isinstance(data, bytes) else json.dumps(data).encode())


def total(stub):
    return sum(stub.calls.values())


# --- what is told ---


def test_a_film_is_found_by_its_title(tmdb, omdb):
    found = providers.search("mood for love", None)
    assert [(match.value, match.title, match.year) for match in found] == [("tmdb:843", "In the Mood for Love", 2000)]
    assert total(omdb) == 0


def test_a_year_narrows_the_search(tmdb):
    assert [match.title for match in providers.search("a", 1979)] == ["Stalker", "Alien"]


def test_at_most_eight_films_are_found(tmdb):
    assert len(providers.search("a", None)) == 8


def test_an_empty_search_asks_nobody(tmdb, omdb):
    assert providers.search("  ", None) == []
    assert total(tmdb) + total(omdb) == 0


@pytest.mark.parametrize("number", [MATRIX, TMDB_MATRIX])
def test_a_film_is_looked_up_by_either_number(tmdb, omdb, number):
    facts = providers.lookup(number)
    assert (facts.title, facts.year, facts.runtime) == ("The Matrix", 1999, 136)
    assert facts.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert (facts.genres, facts.languages) == (("Action", "Science Fiction"), ("English",))
    assert (facts.imdb_id, facts.tmdb_id, facts.source) == (MATRIX, 603, "TMDB")
    assert facts.original_title == ""
    assert total(omdb) == 0


def test_omdb_alone_tells_the_same_film(tmdb, omdb):
    _configure(tmdb, omdb, tmdb_key="")
    facts = providers.lookup(MATRIX)
    assert (facts.title, facts.year, facts.runtime) == ("The Matrix", 1999, 136)
    assert facts.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert (facts.imdb_id, facts.tmdb_id, facts.source) == (MATRIX, None, "OMDb")
    assert [match.value for match in providers.search("matrix", 1999)] == [MATRIX]
    assert total(tmdb) == 0


def test_a_film_nobody_knows_is_none(tmdb, omdb):
    assert providers.lookup("tt9999999") is None
    assert (tmdb.calls["details"], omdb.calls["details"]) == (1, 1)
    assert providers.lookup("tmdb:999999") is None
    assert providers.search("no such film", None) == []
    assert providers.poster_address("tt9999999", None) is None


@pytest.mark.parametrize(
    "number", ["", "tt1", "tmdb:", "tmdb:abc", "tmdb:-1", "tmdb:0", "tt0133093/../x", "tt١٢٣٤٥٦٧", "843", "tt01\n33093"]
)
def test_what_is_no_number_asks_nobody(tmdb, omdb, number):
    assert providers.lookup(number) is None
    assert total(tmdb) + total(omdb) == 0


def test_a_poster_is_where_the_first_provider_has_one(tmdb, omdb):
    assert providers.poster_address(MATRIX, 603) == f"{tmdb.address}/t/p/original/poster603.jpg"
    assert providers.poster_address(MATRIX, None) == f"{tmdb.address}/t/p/original/poster603.jpg"
    tmdb.break_("details", "status", status=404)
    assert providers.poster_address(MATRIX, 603) == f"{omdb.address}/t/p/omdb/poster603.jpg"
    assert providers.poster_address(None, 603) is None
    shape(omdb, {"Response": "True", "Title": "The Matrix", "Year": "1999", "Poster": "N/A"})
    assert providers.poster_address(MATRIX, 603) is None


def test_without_a_key_nobody_is_asked(tmdb, omdb):
    _configure(tmdb, omdb, "", "")
    assert not providers.configured()
    assert (providers.lookup(MATRIX), providers.search("matrix", None), providers.poster_address(MATRIX, 603)) == (None, [], None)
    assert total(tmdb) + total(omdb) == 0


def test_a_read_token_travels_in_a_header_and_a_key_in_the_address(tmdb, omdb):
    providers.lookup(TMDB_MATRIX)
    assert "api_key=tmdb-canary" in tmdb.paths[0]
    assert "Authorization" not in tmdb.headers[0]
    tmdb.mend()
    _configure(tmdb, omdb, tmdb_key=TOKEN)
    assert providers.lookup(TMDB_MATRIX).title == "The Matrix"
    assert "api_key" not in tmdb.paths[0]
    assert tmdb.headers[0]["Authorization"] == f"Bearer {TOKEN}"


# --- what goes wrong ---


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "status", "status": 500},
        {"mode": "status", "status": 503},
        {"mode": "status", "status": 429, "retry_after": "9"},
        {"mode": "status", "status": 418},
        {"mode": "status", "status": 401},
        {"mode": "malformed"},
        {"mode": "html"},
        {"mode": "cut"},
        {"mode": "huge-picture"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_where_the_first_fails_the_second_is_asked_and_where_both_do_somebody_is_told(tmdb, omdb, fault):
    tmdb.break_("details", **fault)
    tmdb.break_("search", **fault)
    assert providers.lookup(MATRIX).source == "OMDb"
    assert [match.value for match in providers.search("matrix", None)] == [MATRIX]
    assert providers.poster_address(MATRIX, 603) == f"{omdb.address}/t/p/omdb/poster603.jpg"
    omdb.break_("details", "status", status=500)
    with pytest.raises(TryAgain) as caught:
        providers.lookup(MATRIX)
    assert "canary" not in "".join(traceback.format_exception(caught.value))


def test_a_number_only_tmdb_understands_is_not_called_unknown_when_tmdb_fails(tmdb):
    tmdb.break_("details", "status", status=500)
    with pytest.raises(TryAgain):
        providers.lookup(TMDB_MATRIX)
    with pytest.raises(TryAgain):
        providers.poster_address(None, 603)


def test_a_poster_is_not_called_missing_while_somebody_has_not_answered(tmdb, omdb):
    tmdb.break_("details", "status", status=500)
    shape(omdb, {"Response": "True", "Title": "The Matrix", "Year": "1999", "Poster": "N/A"})
    with pytest.raises(TryAgain, match="answered 500"):
        providers.poster_address(MATRIX, 603)


def test_a_wrong_key_is_named_and_not_tried_again(tmdb, omdb):
    _configure(tmdb, omdb, "wrong", "")
    with pytest.raises(GiveUp, match="TMDB does not accept the key in TMDB_API_KEY"):
        providers.lookup(MATRIX)
    _configure(tmdb, omdb, "", "wrong")
    with pytest.raises(GiveUp, match="OMDb does not accept the key in OMDB_API_KEY"):
        providers.lookup(MATRIX)
    _configure(tmdb, omdb, "wrong", "omdb-canary")
    assert providers.lookup(MATRIX).source == "OMDb"


def test_a_key_that_is_used_up_for_today_is_no_wrong_key(tmdb, omdb):
    _configure(tmdb, omdb, tmdb_key="")
    body = b'{"Response": "False", "Error": "Request limit reached!"}'
    omdb.break_("details", "status", status=401, body=body)
    with pytest.raises(TryAgain, match="as often as its key allows") as caught:
        providers.lookup(MATRIX)
    assert caught.value.after == 3600


@pytest.mark.parametrize("mode", ["silent", "drip"])
def test_a_search_is_over_after_its_seconds_whoever_is_silent(tmdb, omdb, mode, monkeypatch):
    monkeypatch.setattr(providers, "SECONDS", 0.6)
    tmdb.break_("search", mode)
    with soon(0.3 + 0.6 + 0.4):
        assert [match.value for match in providers.search("matrix", None)] == [MATRIX]
        omdb.break_("search", mode)
        with pytest.raises(TryAgain, match="in time"):
            providers.search("matrix", None)


def test_five_seconds_are_what_a_question_gets():
    assert (providers.SECONDS, providers.MOST, providers.AT_ONCE) == (5.0, 8, 2)


WRONG = {
    "null": b"null",
    "a list": b"[]",
    "a text": b'"yes"',
    "a number": b"1e999",
    "nothing": b"",
    "ten megabytes": b'{"title": "' + b"x" * 10_000_000 + b'"}',
    "deep nesting": b'{"results": ' + b"[" * 200_000,
    "deep nesting that closes": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "bytes that are no text": b'{"title": "\xff\xfe"}',
    "an empty object": b"{}",
    "lists for objects": b'{"results": {}, "movie_results": {}, "title": [], "Response": []}',
    "nulls": b'{"results": null, "movie_results": null, "title": null, "Response": null}',
    "a huge number": b'{"id": ' + b"9" * 6000 + b"}",
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_nonsense_makes_a_provider_a_failing_one(tmdb, omdb, body):
    for stub in (tmdb, omdb):
        shape(stub, body)
        shape(stub, body, "search")
    for ask in (
        lambda: providers.lookup(TMDB_MATRIX),
        lambda: providers.lookup(MATRIX),
        lambda: providers.search("matrix", None),
    ):
        _configure(tmdb, omdb)
        with pytest.raises(TryAgain, match=r"\w+ "):
            ask()


def test_odd_values_in_a_good_answer_are_left_out(tmdb, omdb):
    odd = [
        None,
        7,
        "x",
        [],
        {},
        {"name": None},
        {"name": {"a": 1}},
        {"job": "Director", "name": "Jane\n Doe", "english_name": "Thai"},
    ]
    for value in (odd, {"crew": odd}, "text", 5, None, True):
        shape(
            tmdb,
            {
                "id": "603",
                "title": "The\0 Matrix",
                "release_date": "1999-03-31",
                "credits": value,
                "genres": value,
                "spoken_languages": value,
                "runtime": value,
                "overview": value,
                "poster_path": value,
                "imdb_id": value,
                "external_ids": value,
                "original_title": value,
            },
        )
        facts = providers.lookup(TMDB_MATRIX)
        assert (facts.title, facts.year, facts.tmdb_id, facts.imdb_id) == ("The Matrix", 1999, 603, None)
        assert facts.directors in ((), ("Jane Doe",))
    shape(
        tmdb,
        {
            "results": [
                None,
                [],
                {"id": 1},
                {"title": "x"},
                {"id": True, "title": "x"},
                {"id": -1, "title": "x"},
                {"id": "12", "title": "Good", "release_date": ""},
            ]
        },
        "search",
    )
    assert [(match.value, match.year) for match in providers.search("x", None)] == [("tmdb:12", None)]
    shape(
        omdb,
        {
            "Search": [
                None,
                {},
                {"imdbID": "tt1; DROP", "Title": "x"},
                {"imdbID": MATRIX, "Title": "Good", "Year": "1999–"},
            ],
            "Response": "True",
        },
        "search",
    )
    _configure(tmdb, omdb, tmdb_key="")
    assert [(match.value, match.year) for match in providers.search("x", None)] == [(MATRIX, 1999)]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://[bad", "http://[::1", "https:///", "http://a b/"])
def test_a_poster_is_at_an_address_of_the_web_or_nowhere(tmdb, omdb, address):
    shape(tmdb, {"id": 603, "title": "The Matrix", "poster_path": "/../../etc/passwd"})
    assert providers.poster_address(None, 603) is None
    _configure(tmdb, omdb, tmdb_key="")
    shape(omdb, {"Response": "True", "Title": "The Matrix", "Year": "1999", "imdbID": MATRIX, "Poster": address})
    assert providers.poster_address(MATRIX, None) is None


def test_text_is_cut_and_stripped_of_what_is_no_text(tmdb):
    shape(
        tmdb,
        {
            "id": 603,
            "title": "A\x07B\u2028\ud800" + "x" * 9000,
            "release_date": "1999-03-31",
            "overview": "One.\r\nTwo\x00." + "y" * 9000,
            "credits": {"crew": [{"job": "Director", "name": f"{number} " + "z" * 500} for number in range(50)]},
        },
    )
    facts = providers.lookup(TMDB_MATRIX)
    assert (facts.title[:4], len(facts.title)) == ("ABxx", 255)
    assert (facts.overview[:9], len(facts.overview)) == ("One.\nTwo.", 5000)
    assert (len(facts.directors), max(map(len, facts.directors))) == (20, 120)


def test_years_outside_the_history_of_film_are_none(tmdb):
    this = clock.now().year
    for said, year in (
        ("1888-10-14", 1888),
        (f"{this + 11}-01-01", this + 11),
        ("1887-01-01", None),
        (f"{this + 12}-1-1", None),
        ("soon", None),
        (1999, None),
    ):
        shape(tmdb, {"results": [{"id": 1, "title": "x", "release_date": said}]}, "search")
        assert providers.search("x", None)[0].year == year


def test_a_series_is_no_film(tmdb, omdb):
    _configure(tmdb, omdb, tmdb_key="")
    shape(omdb, {"Response": "True", "Title": "The Wire", "Year": "2002–2008", "Type": "series", "imdbID": "tt0306414"})
    assert providers.lookup("tt0306414") is None


# --- who is asked ---


def test_they_are_asked_in_the_order_of_the_settings_until_one_knows(tmdb, omdb):
    everybody = asking(tmdb, omdb_api_url=f"{omdb.address}/")
    for order, source in (
        (("wikidata", "omdb", "tmdb"), "Wikidata"),
        (("omdb", "wikidata", "tmdb"), "OMDb"),
        (("tmdb", "omdb", "wikidata"), "TMDB"),
    ):
        providers.configure(providers.Settings(order, **everybody))
        assert providers.lookup(MATRIX).source == source
        assert {match.source for match in providers.search("matrix", None)} == {source}
        assert providers.names()[0] == source
    providers.configure(providers.Settings(("omdb", "tmdb"), **everybody))
    shape(omdb, {"Response": "False", "Error": "Incorrect IMDb ID."})
    assert providers.lookup(MATRIX).source == "TMDB"


def test_each_says_what_it_wants_to_be_said(tmdb):
    providers.configure(providers.Settings(("tmdb", "omdb", "wikidata"), **asking(tmdb)))
    told = providers.attributions()
    assert [attribution.name for attribution in told] == list(providers.names()) == ["TMDB", "OMDb", "Wikidata"]
    assert told[0].sentence == "This product uses the TMDB API but is not endorsed or certified by TMDB."
    assert all(attribution.address.startswith("https://") and attribution.sentence.endswith(".") for attribution in told)
    providers.configure(providers.Settings())
    assert providers.attributions() == providers.names() == ()


def test_a_number_is_asked_of_those_who_understand_it(tmdb):
    for order, understood in (((), []), (("omdb",), [MATRIX]), (("wikidata",), [MATRIX, TMDB_MATRIX, "Q83495"])):
        providers.configure(providers.Settings(order, **asking(tmdb)))
        assert [number for number in (MATRIX, TMDB_MATRIX, "Q83495", "Q0", "x") if providers.understands(number)] == understood


def test_tmdb_finds_a_film_by_its_wikidata_number(tmdb, omdb):
    facts = providers.lookup("Q83495")
    assert (facts.title, facts.tmdb_id, facts.wikidata_id) == ("The Matrix", 603, "Q83495")
    assert providers.poster_address(None, None, "Q83495").endswith("/poster603.jpg")
    assert providers.lookup("Q999999") is None
    assert total(omdb) == 0


def test_tmdb_tells_who_made_a_film(tmdb):
    facts = providers.lookup(TMDB_MATRIX)
    assert facts.tagline == "Believe the unbelievable."
    assert facts.collection == Collection("tmdb:2344", "The Matrix Collection")
    # The stub sends them in another order, with the place of each in the billing.
    assert [(credit.name, credit.character, credit.tmdb_id) for credit in facts.cast] == [
        ("Keanu Reeves", "Neo", 6384),
        ("Laurence Fishburne", "Morpheus", 2975),
        ("Carrie-Anne Moss", "Trinity", 530),
    ]
    assert [(credit.job, credit.name) for credit in facts.crew] == [
        ("Director", "Lana Wachowski"),
        ("Director", "Lilly Wachowski"),
        ("Writer", "Lana Wachowski"),
        ("Writer", "Lilly Wachowski"),
        ("Producer", "Joel Silver"),
        ("Director of Photography", "Bill Pope"),
        ("Original Music Composer", "Don Davis"),
    ]


def test_omdb_tells_who_made_a_film_as_far_as_it_does(tmdb, omdb):
    _configure(tmdb, omdb, tmdb_key="")
    facts = providers.lookup(MATRIX)
    assert [credit.name for credit in facts.cast] == ["Keanu Reeves", "Laurence Fishburne", "Carrie-Anne Moss"]
    assert {credit.job for credit in facts.crew} == {"Director", "Writer"}
    assert providers.lookup("tt0050083").cast == ()


@pytest.mark.parametrize(
    ("images", "picture"),
    [("/t/p/original", "/t/p/w92/poster603.jpg"), ("/t/p/w500/", "/t/p/w92/poster603.jpg"), ("/pictures", "")],
)
def test_a_match_of_tmdb_has_a_small_picture_where_one_can_be_derived(tmdb, omdb, images, picture):
    _configure(tmdb, omdb, tmdb_image_url=f"{tmdb.address}{images}")
    (match,) = providers.search("matrix", None)
    assert match.picture == (f"{tmdb.address}{picture}" if picture else "")


def test_a_match_of_omdb_has_its_poster_for_a_picture(tmdb, omdb):
    _configure(tmdb, omdb, tmdb_key="")
    assert providers.search("matrix", None)[0].picture == f"{omdb.address}/t/p/omdb/poster603.jpg"


def test_the_language_of_the_site_is_asked_for(tmdb, omdb):
    _configure(tmdb, omdb, language="pt-BR")
    providers.search("matrix", None)
    providers.lookup(MATRIX)
    assert all("language=pt-BR" in path for path in tmdb.paths)
