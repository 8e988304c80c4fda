"""Long work: done in pieces by whoever finds it, and never lost with a process."""

import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
import redis
import time_machine
from servers import until

from moviediary import clock, jobs, pace, sweep, work
from moviediary.errors import GiveUp, TryAgain
from moviediary.pace import Pace
from moviediary.queue import SafeQueue
from moviediary.work import Work

NO_TIME, AGES = 0.0, 60.0
NOW = timedelta(0)


class Pages:
    """Work of so many steps; what was done is kept, as it would be in a table."""

    def __init__(self, steps):
        self.left, self.told = steps, []

    def steps(self, work_id):
        while self.left:
            self.left -= 1
            yield

    def given_up(self, work_id, problem):
        self.told.append(problem)


@pytest.fixture
def todo(database, wired):
    """Have something to do: todo(steps) or todo(Pages(3).steps); returns its id."""

    def add(steps, given_up=lambda work_id, problem: None):
        wired(work.wiring, steps={"pages": steps}, given_up={"pages": given_up})
        work_id = uuid4()
        work.add("pages", work_id)
        return work_id

    return add


def test_work_is_done_to_its_end_and_forgotten(todo):
    pages = Pages(5)
    work_id = todo(pages.steps)
    assert not work.do(work_id, AGES)
    assert (pages.left, Work.select().count()) == (0, 0)


def test_a_piece_ends_when_its_time_is_up_and_the_next_goes_on(todo):
    pages = Pages(3)
    work_id = todo(pages.steps)
    assert work.do(work_id, NO_TIME)
    assert pages.left == 2
    assert work.overdue(NOW) == [work_id]
    assert not work.do(work_id, AGES)
    assert pages.left == 0


def test_nothing_stops_in_the_midst_of_something_because_its_time_is_up(todo):
    pages = Pages(5)

    def steps(work_id):
        for number, _ in enumerate(pages.steps(work_id), 1):
            yield work.IN_MIDST if number < 4 else None

    work_id = todo(steps)
    assert work.do(work_id, NO_TIME)
    assert pages.left == 1


def test_what_is_done_in_the_midst_of_something_begins_the_count_of_failures_anew(todo):
    pages = Pages(2 * work.MOST)

    def steps(work_id):
        for _ in pages.steps(work_id):
            yield work.IN_MIDST
            raise OSError("away")

    work_id = todo(steps, pages.given_up)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        while pages.left and Work.select().exists():
            work.do(work_id, NO_TIME)
            traveller.shift(3600)
    assert (pages.left, pages.told) == (0, [])


def test_what_a_living_process_works_on_is_left_alone(todo):
    inside = []

    def steps(work_id):
        inside.append((work.overdue(NOW), work.do(work_id, AGES)))
        yield

    work.do(todo(steps), AGES)
    assert inside == [([], False)]


def test_work_wanted_again_while_it_is_done_gets_another_turn(todo):
    def steps(work_id):
        with time_machine.travel(clock.now() + timedelta(seconds=1)):
            work.add("pages", work_id)
        yield

    work_id = todo(steps)
    work.do(work_id, AGES)
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        assert work.overdue(NOW) == [work_id]


def test_a_failure_is_told_and_tried_again_after_a_while(todo):
    failures = [OSError("the disk is full")]

    def steps(work_id):
        if failures:
            raise failures.pop()
        yield

    work_id = todo(steps)
    assert not work.do(work_id, AGES)
    assert work.problem(work_id) == "OSError: the disk is full"
    assert work.overdue(NOW) == []
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        assert work.overdue(NOW) == [work_id]
        work.do(work_id, AGES)
    assert Work.select().count() == 0


def test_whoever_asks_for_patience_gets_it(todo):
    def steps(work_id):
        raise TryAgain("ask me tomorrow", 3600)
        yield

    work_id = todo(steps)
    work.do(work_id, AGES)
    with time_machine.travel(clock.now() + timedelta(seconds=3590)):
        assert work.overdue(NOW) == []


def test_what_can_never_be_done_is_given_up_at_once_and_told(todo):
    pages = Pages(0)

    def steps(work_id):
        raise GiveUp("This file is empty.")
        yield

    work.do(todo(steps, pages.given_up), AGES)
    assert (pages.told, Work.select().count()) == (["This file is empty."], 0)


def test_work_that_is_given_up_is_there_until_that_was_told(todo):
    def steps(work_id):
        raise GiveUp("This file is empty.")
        yield

    def dies(work_id, problem):
        raise SystemExit

    with pytest.raises(SystemExit):
        work.do(todo(steps, dies), AGES)
    assert Work.select().count() == 1


def test_failures_in_a_row_end_somewhere_but_steps_in_between_begin_the_count_anew(todo):
    pages, fails = Pages(0), [False]

    def steps(work_id):
        if fails[0]:
            raise OSError("away")
        yield

    work_id = todo(steps, pages.given_up)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for failing in [*[True] * (work.MOST - 1), False, *[True] * (work.MOST - 1)]:
            fails[0] = failing
            work.do(work_id, NO_TIME)
            traveller.shift(3600)
        assert (pages.told, Work.select().count()) == ([], 1)
        work.do(work_id, NO_TIME)
    assert (pages.told, Work.select().count()) == ([""], 0)


DYING = """
import os, sys
from uuid import UUID
from moviediary import database, work
database.configure(sys.argv[1])
def steps(work_id):
    print("at it", flush=True)
    sys.stdin.readline()
    yield
work.wiring.steps = {"pages": steps}
work.do(UUID(sys.argv[2]), 60)
"""


def test_work_of_a_process_that_was_killed_is_free_at_once(todo, database_url):
    pages = Pages(1)
    work_id = todo(pages.steps)
    command = [sys.executable, "-c", DYING, database_url, str(work_id)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "at it\n"
        assert work.overdue(NOW) == []
        process.kill()
        # Before anybody asked how it ended, and after.
        until(lambda: work.overdue(NOW) == [work_id], "its work is free")
    assert work.overdue(NOW) == [work_id]
    work.do(work_id, AGES)
    assert pages.left == 0


def test_the_sweep_does_what_nobody_was_told_of(todo):
    pages = Pages(4)
    todo(pages.steps)
    sweep.sweep(NOW)
    assert (pages.left, Work.select().count()) == (0, 0)


def test_the_queue_goes_on_with_what_the_sweep_has_no_time_for(todo, redis_url):
    jobs.configure(redis_url)
    before = pace.chosen()
    pace.configure(Pace(piece=NO_TIME))
    work_id = todo(Pages(3).steps)
    sweep.sweep(NOW, seconds=NO_TIME)
    pace.configure(before)
    with redis.from_url(redis_url) as connection:
        asked = [(job.func_name, job.args) for job in SafeQueue(connection=connection).get_jobs()]
    jobs.bell.link.connection.close()
    assert asked == [("moviediary.queue.perform", [work.TASK, str(work_id)])]
