"""Deliveries: each handler of each event is attempted on its own, and its effect happens exactly once."""

import os
import socket
import subprocess
import threading
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
import time_machine
from servers import until
from tally import CATALOGUE, MODELS, PROJECTIONS, Voted, votes

from moviediary import attempts, clock, deliveries, log, pace, schedule, sweep
from moviediary.database import connected, disconnect
from moviediary.deliveries import Delivery
from moviediary.errors import GiveUp, TryAgain
from moviediary.log import LogEntry, changes
from moviediary.pace import Pace

LEASE = Pace().lease


@pytest.fixture
def site(database, wired):
    database.create_tables(MODELS)
    wired(log.wiring, projections=PROJECTIONS, catalogue=CATALOGUE)
    yield database
    database.drop_tables(MODELS)


@pytest.fixture
def time():
    with time_machine.travel("2026-02-28 23:59:50Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def vote(site, wired):
    """Record a vote that these handlers hear of; returns the ids of its deliveries."""

    def vote(*handlers, name="Stalker"):
        wired(deliveries.wiring, handlers={Voted: handlers})
        with changes(uuid4()) as record:
            record(Voted(name))
        return [row.id for row in Delivery.select().order_by(Delivery.id)]

    return vote


@pytest.fixture
def hurry():
    """Choose another pace for this process."""
    yield lambda **chosen: pace.configure(Pace(**chosen))
    pace.configure(Pace())


def echo(event, recorded):
    """Its effect is a vote of another name, so that it shows how often it happened."""
    return lambda record: record_echo(record, event)


def record_echo(record, event):
    if not event.name.startswith("echo"):
        record(Voted(f"echo of {event.name}"))


def test_the_effect_and_the_done_mark_are_written(vote):
    (delivery,) = vote(echo)
    attempts.deliver(delivery)
    assert votes() == {"Stalker": 1, "echo of Stalker": 1}
    assert Delivery.get_by_id(delivery).done_at is not None
    attempts.deliver(delivery)
    assert votes() == {"Stalker": 1, "echo of Stalker": 1}


def test_a_handler_without_an_effect_is_done_once_it_ran(vote):
    runs = []
    (delivery,) = vote(lambda event, recorded: runs.append(event))
    attempts.deliver(delivery)
    attempts.deliver(delivery)
    assert runs == [Voted("Stalker")]


def test_an_effect_that_fails_halfway_leaves_nothing_behind(vote):
    def halfway(event, recorded):
        def effect(record):
            record(Voted("halfway"))
            raise LookupError("no such row")

        return effect

    (delivery,) = vote(halfway)
    attempts.deliver(delivery)
    row = Delivery.get_by_id(delivery)
    assert votes() == {"Stalker": 1}
    assert (row.done_at, row.error) == (None, "LookupError: no such row")


def test_a_passing_failure_is_tried_again_after_one_two_and_four_seconds(vote, time):
    at = []

    def busy(event, recorded):
        at.append(clock.now())
        raise TryAgain("the server is busy")

    (delivery,) = vote(busy)
    for _ in range(100):
        attempts.deliver(delivery)
        time.shift(timedelta(milliseconds=100))
    assert [round((later - sooner).total_seconds(), 1) for sooner, later in pairwise(at)] == [1, 2, 4]
    assert [(failed.what, failed.error) for failed in deliveries.failed()] == [("busy for tests.voted", "the server is busy")]


def test_a_failure_that_passes_ends_well(vote, time):
    problems = [TryAgain("busy"), TryAgain("busy"), ConnectionError("reset")]

    def third_time_lucky(event, recorded):
        if problems:
            raise problems.pop()
        return echo(event, recorded)

    (delivery,) = vote(third_time_lucky)
    for _ in range(4):
        attempts.deliver(delivery)
        time.shift(timedelta(seconds=5))
    row = Delivery.get_by_id(delivery)
    assert (row.attempts, row.error, row.done_at is not None) == (4, "", True)
    assert votes() == {"Stalker": 1, "echo of Stalker": 1}


@pytest.mark.parametrize(("after", "waited"), [(120, 120), (0.2, 1), (1e9, attempts.LONGEST_WAIT)])
def test_the_other_side_may_ask_for_a_longer_wait(vote, time, after, waited):
    def wait(event, recorded):
        raise TryAgain("come back later", after)

    (delivery,) = vote(wait)
    attempts.deliver(delivery)
    assert Delivery.get_by_id(delivery).next_at == clock.now() + timedelta(seconds=waited)


def test_what_no_retry_can_cure_is_given_up_at_once(vote):
    def hopeless(event, recorded):
        raise GiveUp("no such movie\0\ud800")

    (delivery,) = vote(hopeless)
    attempts.deliver(delivery)
    (failed,) = deliveries.failed()
    assert (failed.attempts, failed.error) == (1, "no such movie\N{REPLACEMENT CHARACTER}?")


def test_a_handler_that_always_fails_does_not_hold_up_the_others(vote, deliver_all):
    def poison(event, recorded):
        raise ZeroDivisionError

    vote(poison, echo)
    deliver_all()
    assert "echo of Stalker" in votes()


def test_the_retry_button_gives_fresh_attempts_and_rings(vote, time, wired):
    mood = [GiveUp("no")]

    def moody(event, recorded):
        if mood:
            raise mood.pop()
        return echo(event, recorded)

    (delivery,) = vote(moody)
    attempts.deliver(delivery)
    rung = []
    wired(log.wiring, wake=rung.extend)
    assert deliveries.retry(delivery)
    assert rung == [delivery]
    attempts.deliver(delivery)
    assert "echo of Stalker" in votes()
    assert not deliveries.retry(delivery)


def test_of_eight_threads_one_runs_the_delivery(vote):
    runs = []

    def slow(event, recorded):
        runs.append(event)
        return echo(event, recorded)

    (delivery,) = vote(slow)
    disconnect()
    start = threading.Barrier(8)

    def run():
        with connected():
            start.wait()
            attempts.deliver(delivery)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connected():
        assert len(runs) == 1
        assert votes() == {"Stalker": 1, "echo of Stalker": 1}


def test_a_lease_that_ran_out_lets_another_run_and_the_late_one_writes_nothing(vote, time):
    order = []

    def overtaken(event, recorded):
        order.append("run")
        if len(order) == 1:
            time.shift(LEASE + timedelta(seconds=1))
            attempts.deliver(delivery)
        return echo(event, recorded)

    (delivery,) = vote(overtaken)
    attempts.deliver(delivery)
    assert order == ["run", "run"]
    assert votes() == {"Stalker": 1, "echo of Stalker": 1}
    assert Delivery.get_by_id(delivery).attempts == 2


def test_a_delivery_that_is_held_is_left_alone_until_its_lease_runs_out(vote, time):
    (delivery,) = vote(echo)
    Delivery.update(claimed_until=clock.now() + LEASE, attempts=1).execute()
    attempts.deliver(delivery)
    assert deliveries.overdue(timedelta(0)) == []
    time.shift(LEASE + timedelta(seconds=1))
    assert deliveries.overdue(timedelta(0)) == [delivery]
    attempts.deliver(delivery)
    assert "echo of Stalker" in votes()


def test_what_a_dead_process_held_is_free_at_once_but_only_once(vote, time):
    (delivery,) = vote(echo)
    died = subprocess.Popen(["true"])
    died.wait()
    held = {"claimed_until": clock.now() + LEASE, "holder": f"{socket.gethostname()} {died.pid} x"}
    Delivery.update(attempts=2, **held).execute()
    # It may have died of this, and others are not to die of it in a row.
    assert deliveries.overdue(timedelta(0)) == []
    Delivery.update(attempts=1, holder=f"{socket.gethostname()} {os.getpid()} x").execute()
    assert deliveries.overdue(timedelta(0)) == []
    Delivery.update(attempts=1, **held).execute()
    assert deliveries.overdue(timedelta(0)) == [delivery]
    attempts.deliver(delivery)
    assert votes() == {"Stalker": 1, "echo of Stalker": 1}


def test_a_delivery_whose_process_died_each_time_is_given_up(vote, time):
    (delivery,) = vote(echo)
    for _ in range(5):
        # What a killed process leaves behind: a claim and nothing else.
        if attempts._claim(delivery, clock.now()) is None:
            break
        time.shift(LEASE + timedelta(seconds=1))
    (failed,) = deliveries.failed()
    assert failed.error == "the worker died while it ran"


def test_an_event_of_a_newer_release_is_set_aside_and_can_be_retried(vote):
    (delivery,) = vote(echo)
    LogEntry.update(version=9).execute()
    attempts.deliver(delivery)
    assert [(f.what, f.error) for f in deliveries.failed()] == [
        ("echo for tests.voted", "tests.voted version 9 is not known to this release")
    ]
    LogEntry.update(version=1).execute()
    deliveries.retry(delivery)
    attempts.deliver(delivery)
    assert "echo of Stalker" in votes()


def test_a_handler_of_a_newer_release_is_set_aside(vote):
    (delivery,) = vote(echo)
    Delivery.update(handler="unheard_of").execute()
    attempts.deliver(delivery)
    assert [failed.error for failed in deliveries.failed()] == ["this release has no unheard_of for tests.voted"]


def test_an_erased_event_is_done_without_its_handler(vote):
    (delivery,) = vote(echo)
    with changes(None):
        log.erase(LogEntry.get().actor)
    attempts.deliver(delivery)
    assert (votes(), deliveries.waiting_count(), deliveries.failed()) == ({"Stalker": 1}, 0, [])


def test_what_is_waiting_can_be_read(vote, time, wired):
    wired(deliveries.wiring, describe=lambda event: f"{event.name} (1979)")
    assert deliveries.oldest_waiting() is None
    (first, second) = vote(echo, lambda event, recorded: None)
    assert deliveries.oldest_waiting() == clock.now()
    assert (deliveries.waiting_count(), deliveries.failed_count()) == (2, 0)
    assert [listed.what for listed in deliveries.waiting()] == ["echo for Stalker (1979)", "<lambda> for Stalker (1979)"]
    Delivery.update(next_at=clock.now() + timedelta(minutes=1)).execute()
    assert deliveries.oldest_waiting() is None
    assert deliveries.overdue(timedelta(0)) == []
    time.shift(timedelta(minutes=1))
    assert deliveries.overdue(timedelta(0)) == [first, second]
    assert deliveries.overdue(timedelta(seconds=5)) == []


def test_only_what_was_done_long_ago_is_purged(vote, time, deliver_all):
    vote(echo)
    deliver_all()
    deliveries.purge()
    before = Delivery.select().count()
    time.shift(deliveries.KEPT + timedelta(seconds=1))
    (*_, waiting) = vote(echo, name="Mirror")
    deliveries.purge()
    assert before > 0
    assert [row.id for row in Delivery.select()] == [waiting]


def test_the_sweep_delivers_what_is_overdue_and_says_that_it_was_there(vote, time):
    vote(echo)
    assert sweep.last_seen() is None
    sweep.sweep(Pace().grace)
    assert (votes(), sweep.last_seen()) == ({"Stalker": 1}, clock.now())
    time.shift(timedelta(seconds=6))
    sweep.sweep(Pace().grace)
    assert "echo of Stalker" in votes()
    assert sweep.last_seen() == clock.now()


def test_a_sweep_goes_on_until_nothing_is_left(vote):
    for number in range(120):
        vote(echo, name=f"Film {number}")
    sweep.sweep(timedelta(0), seconds=60)
    assert deliveries.waiting_count() == 0


def test_a_long_sweep_is_seen_all_the_time(vote, time):
    unseen = []

    def slow(event, recorded):
        unseen.append(clock.now() - sweep.last_seen())
        time.shift(timedelta(seconds=attempts.TIMEOUT))

    for name in "abc":
        vote(slow, name=name)
    sweep.sweep(timedelta(0))
    assert unseen == [timedelta(0)] * 3


def test_a_long_sweep_announces_retries_and_does_the_periodic_work_in_between(vote, time, wired, hurry):
    happened = []

    def busy(event, recorded):
        happened.append("busy")
        time.shift(timedelta(seconds=2))
        raise TryAgain("busy")

    def slow(event, recorded):
        happened.append("slow")
        time.shift(timedelta(seconds=2))

    (first, *_) = vote(busy, slow, name="a")
    vote(busy, slow, name="b")
    wired(log.wiring, wake=lambda noted: happened.append(("announced", list(noted))))
    wired(schedule.wiring, periodics=[schedule.Periodic("purge", timedelta(0), lambda: happened.append("purge"))])
    hurry(every=0, tick=0)
    time.shift(timedelta(seconds=10))
    sweep.forever(lambda: happened.count("slow") == 2)
    assert happened[:5] == ["busy", "purge", "slow", "purge", ("announced", [first])]


def test_the_sweep_announces_a_retry_once_when_its_time_has_come(vote, time, wired):
    def busy(event, recorded):
        raise TryAgain("busy")

    (delivery,) = vote(busy)
    attempts.deliver(delivery)
    rung = []
    wired(log.wiring, wake=rung.append)
    looked = clock.now()
    for _ in range(10):
        time.shift(timedelta(milliseconds=500))
        looked = sweep._announce_retries(looked)
    assert rung == [{delivery: "busy, another attempt"}]


def test_the_sweep_stops_a_handler_that_hangs(vote):
    def hang(event, recorded):
        with sweep._within(0.05):
            threading.Event().wait(20)

    (delivery,) = vote(hang)
    attempts.deliver(delivery)
    assert Delivery.get_by_id(delivery).error == "TimeIsUp: it took longer than 0.05 seconds"


def test_what_is_told_when_a_delivery_is_given_up_is_written_with_it(vote, wired):
    def hopeless(event, recorded):
        raise GiveUp("no such film")

    told = []
    wired(deliveries.wiring, given_up={"hopeless": lambda event, problem: told.append((event.name, problem))})
    (delivery,) = vote(hopeless)
    attempts.deliver(delivery)
    assert told == [("Stalker", "no such film")]


def test_a_delivery_is_given_up_even_if_nobody_can_be_told(vote, wired):
    def hopeless(event, recorded):
        raise GiveUp("no such film")

    wired(deliveries.wiring, given_up={"hopeless": lambda event, problem: 1 / 0})
    (delivery,) = vote(hopeless)
    attempts.deliver(delivery)
    assert [failed.error for failed in deliveries.failed()] == ["no such film"]


def test_periodic_work_is_done_in_its_turn_by_one_of_eight(site, time, wired):
    runs = []
    job = schedule.Periodic("purge", timedelta(hours=3), lambda: runs.append(clock.now()))
    wired(schedule.wiring, periodics=[job])
    disconnect()
    start = threading.Barrier(8)

    def run():
        with connected():
            start.wait()
            schedule.run_due()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1
    time.shift(timedelta(hours=3))
    assert schedule.run_due() == ["purge"]
    assert schedule.run_due() == []
    assert schedule.last_run("purge") == clock.now()


def test_periodic_work_that_fails_holds_up_nothing_and_is_tried_again_within_the_hour(site, time, wired):
    runs = []
    failing = schedule.Periodic("backup", timedelta(days=1), lambda: 1 / 0)
    wired(schedule.wiring, periodics=[failing, schedule.Periodic("purge", timedelta(days=1), lambda: runs.append(1))])
    assert schedule.run_due() == ["backup", "purge"]
    assert [(run.name, run.error[:17]) for run in schedule.Run.select().order_by(schedule.Run.name)] == [
        ("backup", "ZeroDivisionError"),
        ("purge", ""),
    ]
    time.shift(timedelta(hours=1))
    assert schedule.run_due() == ["backup"]
    assert runs == [1]


def test_periodic_work_that_takes_hours_is_begun_by_nobody_else_meanwhile(site, time, wired, hurry):
    begun = []

    def work():
        begun.append(clock.now())
        for _ in range(10):
            time.shift(schedule.LEASE - timedelta(seconds=1))
            until(lambda: schedule.Run.get().claimed_until == clock.now() + schedule.LEASE, "its claim is renewed")
        assert schedule.run_long() == []

    hurry(renewal=0.01)
    wired(schedule.wiring, long=[schedule.Periodic("backup", timedelta(hours=1), work)])
    assert schedule.run_long() == ["backup"]
    assert (len(begun), schedule.Run.get().error) == (1, "")


def test_periodic_work_that_another_process_took_over_is_ended_by_that_one(site, time, wired):
    job = schedule.Periodic("backup", timedelta(hours=1), lambda: taken_over.append(take_over()))
    taken_over = []

    def take_over():
        # As if this process had stood still.
        time.shift(schedule.LEASE + timedelta(seconds=1))
        return schedule._claim(job)

    wired(schedule.wiring, long=[job])
    assert schedule.run_long() == ["backup"]
    assert schedule.Run.get().claimed_until == clock.now() + schedule.LEASE
    assert schedule.run_long() == []


def test_periodic_work_of_a_process_that_died_is_taken_over_after_its_lease(site, time, wired):
    runs = []
    job = schedule.Periodic("backup", timedelta(days=1), lambda: runs.append(1))
    wired(schedule.wiring, periodics=[job])
    assert schedule._claim(job)
    assert schedule.run_due() == []
    time.shift(schedule.LEASE + timedelta(seconds=1))
    assert schedule.run_due() == ["backup"]
    assert runs == [1]
