"""Counting within a while, in Redis and in one process alike."""

import threading

import pytest
import redis
import time_machine

from moviediary import windows
from moviediary.windows import InProcess, InRedis


@pytest.fixture
def shared(redis_url):
    with redis.from_url(redis_url) as connection:
        connection.flushdb()
        yield InRedis(connection)


@pytest.fixture(params=["shared", "own"])
def kept(request):
    return InProcess() if request.param == "own" else request.getfixturevalue("shared")


def test_what_nobody_did_was_done_never_and_waits_for_nothing(kept):
    assert kept.look("alice") == (0, 0)


def test_each_time_counts_and_looking_does_not(kept):
    counts = [kept.add("alice", 60) for _ in range(3)]
    assert (counts, kept.look("alice").times, kept.look("alice").times) == ([1, 2, 3], 3, 3)


def test_one_name_says_nothing_of_another(kept):
    kept.add("alice", 60)
    assert kept.look("bob").times == 0


def test_a_window_ends_so_many_seconds_after_its_first_time(kept):
    kept.add("alice", 60)
    first = kept.look("alice").left
    assert 59 < first <= 60
    # Another length is for the next window: this one goes on as it began.
    kept.add("alice", 6000)
    assert kept.look("alice").left <= first


def test_a_window_that_ended_begins_anew():
    own = InProcess()
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        own.add("alice", 60)
        clock.shift(59)
        assert own.look("alice") == (1, 1)
        clock.shift(1)
        assert own.look("alice") == (0, 0)
        own.add("alice", 60)
        assert own.look("alice") == (1, 60)


def test_redis_forgets_a_window_by_itself(shared):
    shared.add("alice", 60)
    connection = shared._connection
    assert [0 < connection.ttl(key) <= 60 for key in connection.scan_iter()] == [True]


def test_a_process_forgets_windows_that_ended():
    own = InProcess()
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for number in range(3 * windows.MANY):
            own.add(f"visitor {number}", 60)
            clock.shift(1)
    assert len(own._ends) <= windows.MANY


def test_no_time_is_lost_where_many_threads_count(shared):
    threads = [threading.Thread(target=lambda: [shared.add("alice", 60) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared.look("alice").times == 800
