"""At most two questions at once from all who wait for a page; the worker asks as it likes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from asker import Asker
from provider_stub import asking
from servers import RedisServer, until
from tries import soon

from moviediary import http, providers, waiting
from moviediary.errors import TryAgain


@pytest.fixture
def own_redis(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.kill()


def askers(stack, stub, redis_url, many=3, name="tmdb", web=True):
    settings = {"order": [name], "redis_url": redis_url, **asking(stub)}
    return [stack.enter_context(Asker(settings, web)) for _ in range(many)]


@contextmanager
def both_places_taken(stack, stub, redis_url):
    """One process asks, and is not answered, meanwhile; yields another."""
    one, other = askers(stack, stub, redis_url, many=2)
    other.wait()
    stub.break_("search", "held")
    one.begin("search", "matrix", None, times=2)
    until(lambda: stub.at_once == 2, "both places are taken")
    yield other
    stub.break_("search", "ok")
    assert one.told() == [["found"]] * 2


@pytest.mark.parametrize("name", ["tmdb", "omdb", "wikidata"])
def test_all_web_processes_together_ask_two_questions_at_once(stub, redis_url, name):
    stub.break_("search", "held")
    with ExitStack() as stack:
        both = askers(stack, stub, redis_url, many=2, name=name)
        for process in both:
            process.begin("search", "matrix", None, times=3)
        until(lambda: stub.at_once == 2, "two ask, and the others wait")
        stub.break_("search", "slow", seconds=0.3)
        kinds = {answer[0] for process in both for answer in process.told()}
    assert stub.most_at_once == 2
    assert "found" in kinds
    assert kinds <= {"found", "TryAgain"}


def test_who_gets_no_place_within_a_second_is_told(stub, redis_url):
    with ExitStack() as stack, both_places_taken(stack, stub, redis_url) as other:
        told = other.ask("search", "matrix", None, times=2)
        assert {(kind, said) for kind, said, _ in told} == {("TryAgain", "TMDB is being asked by others at this moment")}
        assert stub.calls["search"] == 2


def test_to_find_no_place_is_no_failure_of_the_provider(stub, redis_url):
    with ExitStack() as stack:
        with both_places_taken(stack, stub, redis_url) as other:
            other.ask("search", "matrix", None, times=14)
        assert other.ask("search", "alien", None) == [["found"]]


def test_the_worker_needs_no_place(stub, redis_url):
    # More than the web's two, which must be three of the six: an answer that is kept would be nobody's question any more.
    stub.break_("details", "together", many=3)
    with ExitStack() as stack:
        three = askers(stack, stub, redis_url, web=False)
        for process in three:
            process.wait()
        for process in three:
            process.begin("lookup", "tmdb:603", times=2)
        told = [answer for process in three for answer in process.told()]
    assert told == [["found"]] * 6
    assert stub.most_at_once > 2


@pytest.mark.parametrize("how", ["kill", "freeze"])
def test_without_redis_each_process_asks_two_at_once(stub, own_redis, how):
    with ExitStack() as stack:
        (process,) = askers(stack, stub, own_redis.url, many=1)
        getattr(own_redis, how)()
        stub.break_("search", "held")
        process.begin("search", "matrix", None, times=3)
        until(lambda: stub.at_once == 2, "two ask, and the other waits")
        stub.break_("search", "ok")
        told = process.told()
    assert stub.most_at_once == 2
    assert told.count(["found"]) >= 2
    # Who waited is answered too, unless a busy machine needed more than the second that it waits.
    assert {answer[0] for answer in told} <= {"found", "TryAgain"}


@contextmanager
def two_asking(stub, settings, places, threads):
    """This process has so many places and threads that wait, all of them kept by a slow provider, which two are asking."""
    http.configure(allow_private=True)
    providers.configure(settings)
    providers.limit(places)
    waiting.limit(threads)
    stub.break_("search", "held")
    with ThreadPoolExecutor(threads) as kept:
        for _ in range(threads):
            kept.submit(providers.search, "matrix", None)
        until(lambda: stub.at_once == 2, "two ask, and any other waits")
        yield
        stub.break_("search", "ok")


def test_one_thread_of_a_process_is_never_kept_however_slow_they_all_are(stub, redis_url):
    settings = providers.Settings(("tmdb", "omdb", "wikidata"), redis_url, **asking(stub))
    busy = pytest.raises(TryAgain, match="is being asked by others")
    with two_asking(stub, settings, providers.AT_ONCE, threads=3), soon(0.5), busy:
        providers.search("alien", None)


def test_the_last_thread_of_a_process_is_sent_away_though_a_place_is_free(stub, redis_url):
    settings = providers.Settings(("tmdb",), redis_url, **asking(stub))
    with two_asking(stub, settings, 3, threads=2):
        with pytest.raises(TryAgain, match="is being asked by others"):
            providers.search("alien", None)
        assert stub.calls["search"] == 2


def test_the_places_of_a_killed_process_are_free_again_by_themselves(stub, redis_url, redis_server):
    stub.break_("search", "held")
    with ExitStack() as stack:
        killed, other = askers(stack, stub, redis_url, many=2)
        other.wait()
        killed.begin("search", "matrix", None, times=2)
        until(lambda: stub.at_once == 2, "both places are taken")
        killed.kill()
        assert other.ask("search", "matrix", None)[0][0] == "TryAgain"
        with redis_server.client() as client:
            (key,) = client.keys("*:places")
            assert client.zcard(key) == 2
            # Their time is over.
            for lease in client.zrange(key, 0, -1):
                client.zadd(key, {lease: 1})
        stub.mend()
        assert other.ask("search", "matrix", None) == [["found"]]
        with redis_server.client() as client:
            assert client.zcard(key) == 0


def test_leases_that_nobody_can_have_been_given_keep_nobody_out(stub, redis_url, redis_server):
    with ExitStack() as stack:
        (process,) = askers(stack, stub, redis_url, many=1)
        process.ask("search", "matrix", None)
        with redis_server.client() as client:
            (key,) = (found.replace(b":en-US", b"") for found in client.keys("*:search:*"))
            places = key.rpartition(b":search:")[0] + b":places"
            client.zadd(places, {"a": 1e300, "b": float("inf"), "c": 9e15})
        assert process.ask("search", "alien", None) == [["found"]]
