"""Whatever a film database does, somebody gets a clear sentence in time, and nothing harmful is kept."""

import gc
import json
import logging
import traceback

import pytest
from provider_stub import ProviderStub, asking

from moviediary import http, providers
from moviediary.errors import GiveUp, TryAgain

ORDERS = [("tmdb",), ("omdb",), ("wikidata",)]
EACH = pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
FAULTS = [
    {"mode": "status", "status": 500},
    {"mode": "status", "status": 503, "retry_after": "7"},
    {"mode": "status", "status": 429, "retry_after": "9"},
    {"mode": "status", "status": 429, "retry_after": "Fri, 31 Dec 1999 23:59:59 GMT"},
    {"mode": "status", "status": 429, "retry_after": "soon"},
    {"mode": "status", "status": 418},
    {"mode": "malformed"},
    {"mode": "html"},
    {"mode": "cut"},
    {"mode": "huge-picture"},
    {"mode": "silent"},
    {"mode": "drip"},
    {"mode": "slow", "seconds": 20},
    *(
        {"mode": "shape", "body": body}
        for body in (
            b"null",
            b"[]",
            b'"yes"',
            b"1e999",
            b"NaN",
            b"",
            b"{}",
            b'{"title": "' + b"x" * 10_000_000 + b'"}',
            b'{"results": ' + b"[" * 200_000,
            b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
            b'{"title": "\xff\xfe"}',
            b'{"results": {}, "movie_results": {}, "title": [], "Response": [], "query": [], "entities": []}',
            b'{"results": null, "movie_results": null, "title": null, "Response": null, "query": null, "entities": null}',
            b'{"results": NaN, "movie_results": NaN, "title": NaN, "Response": NaN, "query": {"search": NaN}, "entities": NaN}',
            b'{"id": ' + b"9" * 6000 + b"}",
        )
    ),
]


@pytest.fixture(autouse=True, scope="module")
def unhurried_garbage():
    """What others left open is let go of now, and not while an answer of a thousand lists is read, too deep to close anything."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def hurried(monkeypatch):
    """Who does not answer within half a second is not waited for. Only where none answers: busy machines do not either."""
    monkeypatch.setattr(providers, "SECONDS", 0.5)


@pytest.fixture
def stub():
    http.configure(allow_private=True)
    with ProviderStub() as running:
        yield running
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


def ask(stub, order, **changes):
    providers.configure(providers.Settings(order, **asking(stub, **changes)))


def named(fault):
    return "-".join(str(value)[:30] for value in fault.values())


@EACH
@pytest.mark.parametrize("fault", FAULTS, ids=named)
@pytest.mark.usefixtures("hurried")
def test_a_failure_is_told_in_a_sentence_without_a_key(stub, order, fault, caplog):
    caplog.set_level(logging.DEBUG)
    for kind in ("search", "details"):
        stub.break_(kind, **fault)
    for question in (
        lambda: providers.search("matrix", None),
        lambda: providers.lookup("tt0133093"),
        lambda: providers.poster_address("tt0133093", None),
    ):
        ask(stub, order)
        with pytest.raises(TryAgain, match=r"^\S+ .{5,80}$") as caught:
            question()
        assert "canary" not in "".join(traceback.format_exception(caught.value))
    assert "canary" not in caplog.text


@pytest.mark.parametrize("order", [("tmdb",), ("omdb",)], ids=["tmdb", "omdb"])
def test_a_wrong_key_is_told_without_the_key(stub, order, caplog):
    caplog.set_level(logging.DEBUG)
    ask(stub, order, tmdb_key="wrong-one", omdb_key="wrong-one")
    with pytest.raises(GiveUp, match="does not accept the key in") as caught:
        providers.lookup("tt0133093")
    assert "wrong-one" not in "".join(traceback.format_exception(caught.value)) + caplog.text


@pytest.mark.usefixtures("hurried")
def test_a_question_of_many_steps_is_over_when_its_time_is(stub):
    ask(stub, ("wikidata",))
    # Each step would do by itself.
    for kind in ("search", "details"):
        stub.break_(kind, "slow", seconds=0.2)
    with pytest.raises(TryAgain, match="in time"):
        providers.lookup("tt0133093")


HOSTILE = {
    "id": "603",
    "title": "<img src=x onerror=alert(1)>\ud800\u202e\x00" + "A" * 400,
    "original_title": ["x"],
    "release_date": "1999-03-31",
    "overview": "<script>alert(1)</script>\x07" + "b" * 9000,
    "homepage": "javascript:alert(1)",
    "tagline": {"a": 1},
    "runtime": float("nan"),
    "poster_path": "//evil.example/x.jpg",
    "belongs_to_collection": {"id": float("inf"), "name": "x"},
    "external_ids": {"imdb_id": "tt1'; --", "wikidata_id": "Q0"},
    "credits": {
        "cast": [
            {"id": "7", "name": "Last", "order": float("nan")},
            {"id": -1, "name": "Second", "order": 1, "character": "C" * 900},
            {"id": 5, "name": "First", "order": 0, "character": None},
            {"id": 6, "name": " \x00 ", "order": 2},
            *({"id": number, "name": f"Extra {number}", "order": number} for number in range(10, 200)),
        ],
        "crew": [{"id": 1, "name": "D", "job": ["Director"]}, *({"name": f"P{n}", "job": "Producer"} for n in range(90)),
                 {"id": 2, "name": "Jane", "job": "Director"}],
    },
}  # fmt: skip


def test_hostile_values_of_tmdb_do_no_harm(stub):
    ask(stub, ("tmdb",))
    stub.break_("details", "shape", body=json.dumps(HOSTILE).encode())
    stub.break_("search", "shape", body=json.dumps({"results": [HOSTILE]}).encode())
    facts, (match,) = providers.lookup("tmdb:603"), providers.search("x", None)
    # Tags stay as the text they are: pages escape them.
    assert facts.title == match.title == ("<img src=x onerror=alert(1)>" + "A" * 400)[:255]
    assert (facts.original_title, facts.tagline, facts.runtime, facts.collection) == ("", "", None, None)
    assert (facts.tmdb_id, facts.imdb_id, facts.wikidata_id, match.picture) == (603, None, None, "")
    assert "javascript" not in repr(facts)
    assert len(facts.overview) == 5000
    assert [credit.name for credit in facts.cast[:3]] == ["First", "Second", "Extra 10"]
    assert (len(facts.cast), len(facts.cast[1].character), facts.cast[1].tmdb_id) == (60, 255, None)
    assert (len(facts.crew), facts.crew[0].name, facts.directors) == (40, "Jane", ("Jane",))


def test_hostile_values_of_omdb_do_no_harm(stub):
    ask(stub, ("omdb",))
    told = {"Response": "True", "Title": "<b>x</b>\x00", "Year": "1999", "imdbID": ["x"], "Poster": "javascript:alert(1)"}
    told |= {
        "Actors": "A, , " + "B" * 500 + ", A",
        "Writer": "Ann (story), Ann (novel)",
        "Director": 5,
        "Runtime": None,
        "Plot": {},
    }
    stub.break_("details", "shape", body=json.dumps(told).encode())
    facts = providers.lookup("tt0133093")
    assert (facts.title, facts.imdb_id, facts.directors, facts.runtime) == ("<b>x</b>", "tt0133093", (), None)
    assert [len(credit.name) for credit in facts.cast] == [1, 120]
    assert [(credit.name, credit.job) for credit in facts.crew] == [("Ann", "Writer")]
    assert providers.poster_address("tt0133093", None) is None
