"""Numbers that processes count together: right over all of them, whoever ends, and however."""

import os
import signal
import threading

import pytest

from moviediary.counters import Counters

EACH = 5_000


@pytest.fixture
def counters():
    return Counters(["seen", "made"])


def child(work):
    """A process that is forked from this one and does something."""
    number = os.fork()
    if not number:
        try:
            work()
        finally:
            os._exit(0)
    return number


def ended(*processes):
    for process in processes:
        os.waitpid(process, 0)


def test_what_was_never_counted_is_left_out_and_other_names_are_not_counted(counters):
    counters.add({"seen": 2, "unheard of": 1})
    assert counters.sums() == {"seen": 2}


def test_processes_and_their_threads_count_at_once_and_nothing_is_lost(counters):
    def count():
        def often():
            for _ in range(EACH):
                counters.add({"seen": 1, "made": 0.5})

        threads = [threading.Thread(target=often) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    ended(*(child(count) for _ in range(3)))
    assert counters.sums() == {"seen": 9 * EACH, "made": 4.5 * EACH}


def test_what_a_killed_process_counted_stays_and_its_successor_goes_on(counters):
    for number in range(1, 6):

        def count():
            counters.add({"seen": 1})
            os.kill(os.getpid(), signal.SIGKILL)

        ended(child(count))
        assert counters.sums() == {"seen": number}
    # Each had the page of the one before.
    assert len(counters._used()) == 1
    assert counters.processes() == []


def test_it_is_known_which_processes_count(counters):
    counters.add({"seen": 1})
    beginning, ready = os.pipe()
    stop, end = os.pipe()

    def wait():
        counters.add({"seen": 1})
        os.write(ready, b"x")
        os.read(stop, 1)

    other = child(wait)
    os.read(beginning, 1)
    assert set(counters.processes()) == {os.getpid(), other}
    os.write(end, b"x")
    ended(other)
    assert counters.processes() == [os.getpid()]
    for pipe in (beginning, ready, stop, end):
        os.close(pipe)


def test_asking_takes_no_page_from_anybody(counters):
    ended(child(lambda: counters.add({"seen": 1})))
    assert counters.processes() == []
    ended(child(lambda: counters.add({"seen": 1})))
    assert counters.sums() == {"seen": 2}
    assert len(counters._used()) == 1
