"""Leaving a film database alone that does not answer: one process by itself, and all of them by way of Redis."""

import os
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from asker import Asker
from provider_stub import ProviderStub, asking
from servers import RedisServer, until

from moviediary import http, providers
from moviediary.errors import GiveUp, TryAgain
from moviediary.providers import breaker
from moviediary.providers.breaker import Breaker, Circuit
from moviediary.shared import Shared

MATRIX = "tt0133093"
NONSENSE = {
    "far away": {"open": "1e300", "told": "inf", "failures": "nan"},
    "no numbers": {"open": "\xff", "told": "x"},
    "something else": "no hash",
}
EACH = pytest.mark.parametrize("name", ["tmdb", "omdb", "wikidata"])


@pytest.fixture
def stub():
    http.configure(allow_private=True)
    with ProviderStub() as running:
        yield running
    providers.configure(providers.Settings())
    http.configure(allow_private=False)


@pytest.fixture
def two(stub, redis_url):
    """Two web processes that share a Redis and ask TMDB."""
    settings = {"order": ["tmdb"], "redis_url": redis_url, **asking(stub)}
    with Asker(settings) as one, Asker(settings) as other:
        yield one, other


def configure(stub, *order):
    providers.configure(providers.Settings(order, **asking(stub)))


def kept(redis_server):
    """The connection, and the key under which the one breaker keeps what it counts."""
    client = redis_server.client()
    (key,) = client.keys("*:breaker")
    return client, key


class Time:
    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(breaker.time, "monotonic", lambda: self.now)


@pytest.fixture
def stopped(monkeypatch):
    return Time(monkeypatch)


def guarded():
    return Breaker("TMDB", "unused", Shared(""))


def failing(after=0.0):
    def ask():
        raise TryAgain("no", after=after)

    return ask


def fail(guard, times=5):
    for _ in range(times):
        with pytest.raises(TryAgain):
            guard.call(failing())


def in_a_fork(ask):
    """The name of what is raised in a process of its own, as each job of the worker has one."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            ask()
        except BaseException as problem:
            os.write(writing, type(problem).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        raised = pipe.read().decode()
    os.waitpid(child, 0)
    return raised


# --- without Redis ---


@EACH
def test_after_five_failures_a_provider_is_left_alone_for_a_minute(stub, name):
    configure(stub, name)
    stub.break_("search", "status", status=500)
    for _ in range(10):
        with pytest.raises(TryAgain) as caught:
            providers.search("matrix", None)
    assert stub.calls["search"] == 5
    assert 50 < caught.value.after <= 60
    assert "is not asked for" in str(caught.value)
    with pytest.raises(TryAgain):
        providers.lookup(MATRIX)
    assert stub.calls["details"] == 0


def test_processes_that_are_forked_for_one_question_each_count_together(stub):
    configure(stub, "tmdb")
    stub.break_("search", "status", status=500)
    assert [in_a_fork(lambda: providers.search("matrix", None)) for _ in range(8)] == ["TryAgain"] * 8
    assert stub.calls["search"] == 5
    with pytest.raises(TryAgain, match="TMDB is not asked for"):
        providers.search("matrix", None)


def test_the_others_are_asked_meanwhile(stub):
    with ProviderStub() as broken:
        both = {**asking(stub), "tmdb_api_url": f"{broken.address}/3"}
        providers.configure(providers.Settings(("tmdb", "wikidata"), **both))
        broken.break_("search", "status", status=500)
        for _ in range(8):
            assert [match.value for match in providers.search("matrix", None)] == ["Q83495"]
        assert (broken.calls["search"], stub.calls["search"]) == (5, 8)


@EACH
def test_a_429_is_obeyed_from_the_first(stub, name):
    configure(stub, name)
    stub.break_("search", "status", status=429, retry_after="90")
    for _ in range(3):
        with pytest.raises(TryAgain) as caught:
            providers.search("matrix", None)
        assert 60 < caught.value.after <= 90
    assert stub.calls["search"] == 1


def test_a_success_between_failures_begins_the_count_anew(stub):
    configure(stub, "tmdb")
    for _ in range(3):
        stub.break_("search", "status", status=500, times=4)
        for _ in range(4):
            with pytest.raises(TryAgain):
                providers.search("matrix", None)
        assert providers.search("matrix", None)


def test_after_the_pause_one_call_tries_and_the_others_wait(stopped):
    calls = []

    def counted():
        calls.append(stopped.now)
        raise TryAgain("no")

    guard = guarded()
    for second in range(300):
        stopped.now = 1000.0 + second
        with pytest.raises(TryAgain):
            guard.call(counted)
    assert calls == [1000, 1001, 1002, 1003, 1004, *range(1064, 1300, 60)]


def test_after_a_trial_that_works_everybody_asks_again(stopped):
    guard = guarded()
    fail(guard)
    with pytest.raises(TryAgain, match="TMDB is not asked for 60 seconds"):
        guard.call(lambda: 1)
    stopped.now += 60
    assert [guard.call(lambda: 1), guard.call(lambda: 2)] == [1, 2]
    with pytest.raises(TryAgain, match="no"):
        guard.call(failing())
    assert guard.call(lambda: 3) == 3


def test_an_answer_to_an_older_question_does_not_shorten_what_was_asked_for(stopped):
    guard = guarded()

    def overtaken():
        with pytest.raises(TryAgain):
            guard.call(failing(after=90))
        return 1

    assert guard.call(overtaken) == 1
    stopped.now += 89
    with pytest.raises(TryAgain, match="TMDB is not asked for"):
        guard.call(lambda: 2)
    stopped.now += 1
    assert guard.call(lambda: 2) == 2


def test_a_wrong_key_does_not_keep_a_provider_shut(stopped):
    guard = guarded()

    def refuse():
        raise GiveUp("wrong key")

    fail(guard)
    stopped.now += 60
    for _ in range(2):
        with pytest.raises(GiveUp):
            guard.call(refuse)


def test_of_many_threads_one_tries_after_the_pause(stopped):
    guard, calls, gate = guarded(), [], threading.Barrier(16)
    fail(guard)
    stopped.now += 60

    def slowly():
        calls.append(1)
        threading.Event().wait(0.05)
        raise TryAgain("no")

    def run():
        gate.wait()
        with pytest.raises(TryAgain):
            guard.call(slowly)

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


# --- over processes ---


def test_failures_of_all_processes_count_together(stub, two, redis_server):
    one, other = two
    stub.break_("search", "status", status=500)
    for process in (one, other, one, other, one):
        assert process.ask("search", "matrix", None)[0][1].endswith("answered 500")
    for process in two:
        ((_, sentence, after),) = process.ask("search", "matrix", None)
        assert sentence.startswith("TMDB is not asked for")
        assert 50 < after <= 60
    assert stub.calls["search"] == 5


def test_after_the_pause_one_of_all_processes_tries(stub, two, redis_server):
    one, other = two
    stub.break_("search", "status", status=500)
    for _ in range(5):
        one.ask("search", "matrix", None)
    client, key = kept(redis_server)
    with client:
        # A minute is over.
        client.hset(key, "open", 1)
    stub.break_("search", "held")
    one.begin("search", "matrix", None, times=2)
    other.begin("search", "matrix", None, times=2)
    with ThreadPoolExecutor(2) as reading:
        told = [reading.submit(process.told) for process in two]
        (sent_away,), _ = wait(told, return_when=FIRST_COMPLETED)
        assert [answer[0] for answer in sent_away.result()] == ["TryAgain"] * 2
        until(lambda: stub.at_once == 1, "the other process tries")
        assert stub.calls["search"] == 6
        stub.break_("search", "ok")
    assert ["found"] in [answer for answers in told for answer in answers.result()]
    # The trial worked, so everybody asks again.
    assert other.ask("search", "alien", None) == [["found"]]


def test_what_one_process_was_asked_to_wait_all_wait(stub, two, redis_server):
    one, other = two
    stub.break_("search", "status", status=429, retry_after="90", times=1)
    assert one.ask("search", "matrix", None)[0][2] == 90
    ((_, sentence, after),) = other.ask("search", "matrix", None)
    assert sentence.startswith("TMDB is not asked for")
    assert 60 < after <= 90
    assert stub.calls["search"] == 1
    client, key = kept(redis_server)
    with client:
        client.hset(key, "told", 1)
    assert other.ask("search", "matrix", None) == [["found"]]


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_redis_shuts_nobody_out(stub, two, redis_server, nonsense):
    one, _ = two
    stub.break_("search", "status", status=500, times=1)
    one.ask("search", "matrix", None)
    client, key = kept(redis_server)
    with client:
        client.delete(key)
        client.set(key, nonsense) if isinstance(nonsense, str) else client.hset(key, mapping=nonsense)
    for process in two:
        assert process.ask("search", "matrix", None) == [["found"]]


@pytest.fixture
def own_redis(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.kill()


@pytest.mark.parametrize("how", ["kill", "freeze"])
def test_without_redis_a_process_counts_by_itself(stub, own_redis, how):
    with Asker({"order": ["tmdb"], "redis_url": own_redis.url, **asking(stub)}) as process:
        assert process.ask("search", "matrix", None) == [["found"]]
        getattr(own_redis, how)()
        stub.break_("search", "status", status=500)
        told = [process.ask("search", "matrix", None)[0][1] for _ in range(7)]
        assert [sentence.startswith("TMDB is not asked") for sentence in told] == [False] * 5 + [True] * 2
        stub.mend()


@pytest.mark.parametrize("shared", [True, False])
def test_it_is_known_since_when_a_film_database_is_left_alone_and_when_it_is_asked_again(shared, redis_url):
    kept = Breaker("TMDB", "moviediary:test:breaker", Shared(redis_url if shared else ""))
    assert kept.circuit() == Circuit(0, 0, 0)
    for failures in range(1, breaker.FAILURES):
        with pytest.raises(TryAgain):
            kept.call(fails)
        assert kept.circuit() == Circuit(failures, 0, 0)
    with pytest.raises(TryAgain):
        kept.call(fails)
    opened = kept.circuit()
    assert opened.failures == breaker.FAILURES
    assert 0 < opened.left_alone <= breaker.PAUSE
    assert 0 <= opened.since < breaker.PAUSE
    # Looking lets nobody through.
    with pytest.raises(TryAgain, match="is not asked"):
        kept.call(lambda: "films")


@pytest.mark.parametrize("shared", [True, False])
def test_after_an_answer_a_film_database_is_not_left_alone(shared, redis_url):
    kept = Breaker("TMDB", "moviediary:test:breaker", Shared(redis_url if shared else ""))
    for _ in range(breaker.FAILURES - 1):
        with pytest.raises(TryAgain):
            kept.call(fails)
    assert kept.call(lambda: "films") == "films"
    assert kept.circuit() == Circuit(0, 0, 0)


def test_what_a_film_database_asked_for_is_told_too(redis_url):
    kept = Breaker("TMDB", "moviediary:test:breaker", Shared(redis_url))

    def busy():
        raise TryAgain("busy", after=500)

    with pytest.raises(TryAgain):
        kept.call(busy)
    assert 490 < kept.circuit().left_alone <= 500


def test_nonsense_in_redis_is_no_circuit(redis_server, redis_url):
    kept = Breaker("TMDB", "moviediary:test:breaker", Shared(redis_url))
    with redis_server.client() as client:
        for nonsense in NONSENSE.values():
            client.delete("moviediary:test:breaker")
            if isinstance(nonsense, dict):
                client.hset("moviediary:test:breaker", mapping={**nonsense, "since": "nan"})
            else:
                client.set("moviediary:test:breaker", nonsense)
            assert kept.circuit() == Circuit(0, 0, 0)


def fails():
    raise TryAgain("no answer")
