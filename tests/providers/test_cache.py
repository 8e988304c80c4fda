"""Answers of the film databases are kept in Redis for a while, and believed no more than the film databases themselves."""

import json

import pytest
from asker import Asker
from provider_stub import FILMS, ProviderStub, asking
from servers import RedisServer

from moviediary import http, link, providers
from moviediary.errors import TryAgain

DAY = 24 * 3600
EACH = pytest.mark.parametrize("name", ["tmdb", "omdb", "wikidata"])


@pytest.fixture
def stub():
    http.configure(allow_private=True)
    with ProviderStub() as running:
        yield running
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


@pytest.fixture
def client(redis_url, redis_server):
    with redis_server.client() as connection:
        yield connection


def ask(stub, redis_url, *order, **changes):
    providers.configure(providers.Settings(order, redis_url, **asking(stub, **changes)))


def total(stub):
    return sum(stub.calls.values())


@EACH
def test_an_answer_is_asked_for_once_for_all_processes(stub, redis_url, name):
    settings = {"order": [name], "redis_url": redis_url, **asking(stub)}
    with Asker(settings) as web, Asker(settings, web=False) as worker:
        assert web.ask("search", "Matrix", 1999) == web.ask("lookup", "tt0133093") == [["found"]]
        asked = total(stub)
        for process in (web, worker):
            assert process.ask("search", " matrix ", 1999) == process.ask("lookup", "tt0133093") == [["found"]]
        assert total(stub) == asked


@EACH
def test_what_is_kept_is_what_was_told(stub, redis_url, name):
    ask(stub, redis_url, name)
    for film in FILMS:
        told, found = providers.lookup(film.imdb), providers.search(film.title, None)
        assert told.title
        stub.break_("details", "status", status=500)
        stub.break_("search", "status", status=500)
        assert (providers.lookup(film.imdb), providers.search(film.title, None)) == (told, found)
        stub.mend()


def test_searches_are_kept_for_a_day_facts_for_thirty_and_the_unknown_for_a_day(stub, redis_url, client):
    ask(stub, redis_url, "tmdb")
    providers.search("matrix", None)
    providers.search("no such film", None)
    providers.lookup("tmdb:603")
    providers.lookup("tmdb:999")
    searches = [client.ttl(key) for key in client.keys("*:search:*")]
    assert len(searches) == 2
    assert all(DAY - 60 < seconds <= DAY for seconds in searches)
    known, unknown = (client.ttl(client.keys(f"*:details:tmdb:{number}")[0]) for number in (603, 999))
    assert 30 * DAY - 60 < known <= 30 * DAY
    assert DAY - 60 < unknown <= DAY
    asked = total(stub)
    assert (providers.search("no such film", None), providers.lookup("tmdb:999")) == ([], None)
    assert total(stub) == asked


@EACH
def test_no_failure_is_kept(stub, redis_url, name):
    ask(stub, redis_url, name)
    stub.break_("search", "status", status=500, times=1)
    stub.break_("details", "malformed", times=1)
    for question in (lambda: providers.search("matrix", None), lambda: providers.lookup("tt0133093")):
        with pytest.raises(TryAgain):
            question()
    # Wikidata is asked for a number by a search and by details, the first of which broke.
    if name == "wikidata":
        stub.mend()
    assert providers.search("matrix", None)
    assert providers.lookup("tt0133093").title == "The Matrix"


def test_a_film_is_asked_for_again_on_purpose(stub, redis_url):
    ask(stub, redis_url, "tmdb")
    assert providers.lookup("tmdb:603").runtime == 136
    changed = {"id": 603, "title": "The Matrix", "release_date": "1999-03-31", "runtime": 137}
    stub.break_("details", "shape", body=json.dumps(changed).encode())
    assert providers.lookup("tmdb:603").runtime == 136
    assert providers.lookup("tmdb:603", fresh=True).runtime == 137
    assert providers.lookup("tmdb:603").runtime == 137
    assert stub.calls["details"] == 2


def test_another_language_or_address_is_another_question(stub, redis_url):
    for language in ("en-US", "de", "en-US"):
        ask(stub, redis_url, "tmdb", language=language)
        providers.lookup("tmdb:603")
    assert ["language=en-US" in path for path in stub.paths] == [True, False]
    ask(stub, redis_url, "tmdb", tmdb_image_url="http://pictures.example/original")
    assert providers.lookup("tmdb:603")
    assert stub.calls["details"] == 3


def test_the_address_of_a_poster_is_asked_for_each_time(stub, redis_url):
    ask(stub, redis_url, "tmdb")
    assert providers.poster_address(None, 603) == providers.poster_address(None, 603)
    assert stub.calls["details"] == 2


def harmed(client, kind, harm):
    (key,) = client.keys(f"*:{kind}:*")
    kept = json.loads(client.get(key))
    harm(kept)
    client.set(key, json.dumps(kept))


HARM = {
    "a script for a picture": ("search", lambda kept: kept["films"][0].update(picture="javascript:alert(1)")),
    "a number that is none": ("search", lambda kept: kept["films"][0].update(value="../../etc")),
    "no title": ("search", lambda kept: kept["films"][0].update(title="")),
    "a title of many lines": ("search", lambda kept: kept["films"][0].update(title="a\nb")),
    "an endless title": ("search", lambda kept: kept["films"][0].update(title="x" * 9000)),
    "a title that is a number": ("search", lambda kept: kept["films"][0].update(title=7)),
    "a year before film": ("search", lambda kept: kept["films"][0].update(year=1066)),
    "somebody else's film": ("search", lambda kept: kept["films"][0].update(source="Elsewhere")),
    "a field that is gone": ("search", lambda kept: kept["films"][0].pop("directors")),
    "films that are none": ("search", lambda kept: kept.update(films={"0": 1})),
    "a year that is text": ("details", lambda kept: kept["film"].update(year="1999")),
    "an endless overview": ("details", lambda kept: kept["film"].update(overview="x" * 9000)),
    "control characters": ("details", lambda kept: kept["film"].update(overview="a\x07b")),
    "a wrong IMDb number": ("details", lambda kept: kept["film"].update(imdb_id="tt1'--")),
    "a negative runtime": ("details", lambda kept: kept["film"].update(runtime=-1)),
    "a huge number": ("details", lambda kept: kept["film"].update(tmdb_id=10**30)),
    "an unknown job": ("details", lambda kept: kept["film"]["crew"][0].update(job="Gaffer")),
    "a crowd": ("details", lambda kept: kept["film"].update(cast=kept["film"]["cast"] * 50)),
    "a person of no name": ("details", lambda kept: kept["film"]["cast"][0].update(name="")),
    "a wrong collection": ("details", lambda kept: kept["film"]["collection"].update(value="x")),
    "no film": ("details", lambda kept: kept.update(film=[])),
}


@pytest.mark.parametrize(("kind", "harm"), HARM.values(), ids=HARM)
def test_a_damaged_entry_is_asked_for_again(stub, redis_url, client, kind, harm):
    ask(stub, redis_url, "tmdb")
    whole = (providers.search("matrix", None), providers.lookup("tmdb:603"))
    harmed(client, kind, harm)
    stub.calls.clear()
    assert (providers.search("matrix", None), providers.lookup("tmdb:603")) == whole
    assert stub.calls == {kind: 1}
    assert (providers.search("matrix", None), providers.lookup("tmdb:603")) == whole
    assert stub.calls == {kind: 1}


@pytest.mark.parametrize(
    "body", [b"{", b"null", b"[]", b"\xff\xfe", b'{"film": ' + b"[" * 100_000, b'{"film": "' + b"x" * 300_000 + b'"}', b"NaN"]
)
def test_bytes_that_are_no_answer_are_asked_for_again(stub, redis_url, client, body):
    ask(stub, redis_url, "tmdb")
    providers.lookup("tmdb:603")
    (key,) = client.keys("*:details:*")
    client.set(key, body)
    assert providers.lookup("tmdb:603").title == "The Matrix"
    assert stub.calls["details"] == 2


def test_an_entry_of_another_kind_is_asked_for_again(stub, redis_url, client):
    ask(stub, redis_url, "tmdb")
    providers.lookup("tmdb:603")
    (key,) = client.keys("*:details:*")
    client.delete(key)
    client.rpush(key, "x")
    assert providers.lookup("tmdb:603").title == "The Matrix"


def test_no_key_is_kept_in_redis(stub, redis_url, client):
    ask(stub, redis_url, "tmdb", "omdb")
    providers.lookup("tt0133093")
    stub.break_("search", "status", status=500)
    with pytest.raises(TryAgain):
        providers.search("matrix", None)
    kept = b" ".join(key + (client.dump(key) or b"") for key in client.keys("*"))
    assert b"moviediary:films:" in kept
    assert b"canary" not in kept


@pytest.mark.parametrize("how", ["kill", "freeze"])
def test_while_redis_is_away_each_question_is_asked(stub, tmp_path_factory, how):
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    ask(stub, server.url, "tmdb")
    try:
        assert providers.lookup("tmdb:603")
        getattr(server, how)()
        for _ in range(3):
            assert providers.lookup("tmdb:603").title == "The Matrix"
            # Nobody waits for it once more.
            assert not link.to(server.url).usable
    finally:
        server.kill()
    assert stub.calls["details"] == 4
