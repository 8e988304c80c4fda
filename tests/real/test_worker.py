"""A real worker on a real Redis: whatever is killed, everything is delivered in the end, and once."""

import json
import os
import signal
import tempfile
import time
from contextlib import suppress
from itertools import pairwise, product
from pathlib import Path
from uuid import uuid4

import pytest
from processes import children
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import DefaultSerializer, JSONSerializer
from servers import RedisServer, until
from starting import python
from tally import CATALOGUE, MODELS, PROJECTIONS, Voted, votes
from tries import STUCK, numbers

from moviediary import deliveries, jobs, log, queue, sweep, work
from moviediary.log import changes
from moviediary.queue import QUEUE

pytestmark = pytest.mark.real
# Where the database has no part in it, one kind is enough.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SITE = Path(__file__).with_name("voting_site.py")
ROOT = Path(__file__).parents[2]
# Work of five seconds by day, and of two minutes by night, when a dead process costs what it does for real.
STEPS, STEP = numbers(10, 240), 0.5
LONG = {"POLL": f"{STEPS} {STEP}", **numbers({}, {"LEASE": "60", "GRACE": "5"})}


class Site:
    """The processes of one worker, and what its handlers noted."""

    def __init__(self, database_url, redis_url, folder):
        self.notes = folder / "ran.log"
        self.output = folder / "output"
        self.command = [SITE, database_url, redis_url, self.notes]
        self.process = None
        self._family = []

    def start(self, **env):
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), **env}
        with open(self.output, "ab") as output:
            self.process = python(*self.command, env=env, stdout=output.fileno(), stderr=output.fileno())

    def ran(self, name):
        """When each run of this handler began, with the ids of its process and of the parent."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        found = [line.split(" ", 3) for line in lines]
        return [(float(at), int(pid), int(parent)) for at, pid, parent, noted in found if noted == name]

    def children(self):
        return children(self.process.pid)

    def stop(self):
        """SIGTERM, and how many seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(2 * STUCK)
        return time.monotonic() - started

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self._family = self.family()
            self.process.kill()
            self.process.wait()

    def family(self):
        """The processes under the first one: queue, sweep, streams and upkeep, and those that run a job."""
        return [*self.children(), *(grandchild for child in self.children() for grandchild in children(child))]

    def is_gone(self):
        return not any(alive(pid) for pid in self._family)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def own_redis():
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder:
        server = RedisServer(Path(folder))
        yield server
        server.kill()


@pytest.fixture
def voting(database, wired):
    """This process as the web process of the voting site."""
    database.create_tables(MODELS)
    wired(log.wiring, projections=PROJECTIONS, catalogue=CATALOGUE, wake=jobs.wake)
    wired(deliveries.wiring, handlers={Voted: [act]}, describe=lambda event: event.name)
    yield database
    database.drop_tables(MODELS)


@pytest.fixture
def make_site(voting, site_database, tmp_path):
    made = []

    def make(redis_url):
        jobs.configure(redis_url)
        made.append(Site(site_database, redis_url, tmp_path))
        return made[-1]

    yield make
    for site in made:
        site.kill()
        until(site.is_gone, "the processes are gone")
    if jobs.bell is not None:
        jobs.bell.link.connection.close()


@pytest.fixture
def site(make_site, redis_url):
    made = make_site(redis_url)
    made.start()
    return made


def act(event, recorded):
    raise AssertionError("handlers run in the worker")


def vote(*names):
    with changes(None) as record:
        for name in names:
            record(Voted(name))


def echoed(*names):
    return lambda: all(votes().get(f"echo of {name}") for name in names)


def quiet():
    return deliveries.waiting_count() == 0


def test_a_vote_is_delivered_without_waiting_for_the_sweep(make_site, redis_url):
    site = make_site(redis_url)
    # What is not delivered at once would be in a minute.
    site.start(GRACE="60")
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker listens")
    vote("plain")
    until(echoed("plain"), "the vote is delivered")
    assert sweep.last_seen() is not None


@on_sqlite
def test_everything_is_delivered_once_without_redis(make_site, own_redis):
    site = make_site(own_redis.url)
    site.start(GRACE="0.2")
    vote("plain", "busy", "other")
    until(echoed("plain", "other"), "the sweep delivers")
    until(lambda: len(site.ran("busy")) > 1, "and tries again what failed")
    assert "waiting for Redis" in site.output.read_text()
    own_redis.start()
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker found Redis")
    assert site.stop() < numbers(STUCK, 10)


@on_sqlite
def test_the_worker_survives_a_redis_that_is_killed_and_comes_back_empty(make_site, own_redis):
    own_redis.start()
    site = make_site(own_redis.url)
    site.start()
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker listens")
    own_redis.kill()
    vote(*(f"plain {number}" for number in range(5)))
    until(echoed(*(f"plain {number}" for number in range(5))), "the sweep delivers")
    own_redis.start()
    until(lambda: heard(own_redis), "the worker is back")
    assert {count for name, count in votes().items() if name.startswith("echo")} == {1}


def heard(server):
    """Whether somebody takes jobs from the queue."""
    try:
        with server.client() as client:
            return any(entry["cmd"] in ("blmove", "blpop", "brpoplpush") for entry in client.client_list())
    except RedisError:
        return False


@on_sqlite
def test_jobs_of_others_never_run_and_the_worker_stays_alive(site, redis_server, tmp_path):
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker listens")
    until(lambda: len(site.children()) == 2, "those who look for backups and for somebody to tell have looked")
    listening = answering()
    touched = tmp_path / "touched"
    with redis_server.client() as client:
        safe = Queue(QUEUE, connection=client, serializer=JSONSerializer)
        safe.enqueue("os.system", f"touch {touched}")
        safe.enqueue("os.mkdir", str(touched))
        Queue(QUEUE, connection=client, serializer=DefaultSerializer).enqueue("os.mkdir", str(touched))
        for broken in ({"data": b"rubbish"}, {"data": b"\x80", "meta": b"\x80"}, {"created_at": "yesterday"}, {}):
            _forge(client, broken)
        vote("plain")
        until(echoed("plain"), "the next job runs")
        until(lambda: client.llen(f"rq:queue:{QUEUE}") == 0, "all jobs were taken")
    vote("still alive")
    until(echoed("still alive"), "and the one after it")
    assert not touched.exists()
    assert site.process.poll() is None
    # Not even the one that took them was made anew.
    assert answering() == listening
    until(lambda: len(site.children()) == 2, "all processes are there")


def _forge(client, fields):
    job = Job.create("os.getpid", connection=client, serializer=JSONSerializer, origin=QUEUE)
    job.save()
    client.hset(job.key, mapping={"data": json.dumps(["os.mkdir", None, ["x"], {}]), **fields})
    client.rpush(f"rq:queue:{QUEUE}", job.id)


@on_sqlite
def test_a_killed_work_horse_costs_one_attempt(site):
    vote("stuck 60", "plain")
    until(lambda: site.ran("stuck 60"), "the handler runs")
    os.kill(site.ran("stuck 60")[0][1], signal.SIGKILL)
    until(echoed("stuck 60", "plain"), "both are delivered")
    assert len(site.ran("stuck 60")) == 2
    assert votes()["echo of stuck 60"] == 1


def test_processes_of_the_worker_that_are_killed_are_replaced(site):
    until(lambda: sweep.last_seen() is not None, "the sweep is there")
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker listens")
    before, listening = site.children(), answering()
    for child in before:
        # One that only looked whether there was something to do may have ended.
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    vote("plain")
    until(echoed("plain"), "the vote is delivered")
    until(lambda: answering() - listening, "another one answers the queue")
    until(lambda: len(set(site.children()) - set(before)) >= 2, "all processes are new")


def answering():
    """The names of those that take jobs, or took some lately."""
    return {worker.name for worker in Worker.all(connection=jobs.bell.link.connection)}


def test_nothing_is_left_of_a_worker_that_is_killed(site):
    # Or the sweep would run it, which does without a process for each.
    until(lambda: queue.heartbeats(jobs.bell.link.connection), "the worker listens")
    vote("slow 90")
    until(lambda: site.ran("slow 90"), "the handler runs")
    family = site.family()
    # The sweep may have been quicker than the queue, and runs it itself.
    assert len(family) >= 3
    site.kill()
    until(site.is_gone, "its processes are gone too")


def test_killing_everything_again_and_again_delivers_each_vote_once(site):
    names = [f"plain {number}" for number in range(30)]
    for number, name in enumerate(names):
        vote(name)
        if number % 6 == 5:
            site.kill()
            site.start()
    until(quiet, "everything is delivered")
    assert deliveries.failed_count() == 0
    assert {name: votes()[f"echo of {name}"] for name in names} == dict.fromkeys(names, 1)


@on_sqlite
def test_poison_holds_up_nobody_and_retries_come_after_one_two_and_four_seconds(make_site, redis_url):
    site = make_site(redis_url)
    site.start(LEASE="2.5", GRACE="0.5")
    vote("die", "greedy", "busy", "plain")
    until(echoed("plain"), "the others are delivered")
    until(lambda: deliveries.failed_count() == 3, "the poison is set aside")
    told = {failed.what: (failed.attempts, failed.error) for failed in deliveries.failed()}
    assert told == {
        "act for busy": (4, "the other side is busy"),
        "act for greedy": (4, "MemoryError: "),
        "act for die": (5, "the worker died while it ran"),
    }
    assert len(site.ran("die")) == 4
    at = [began for began, _, _ in site.ran("busy")]
    waits = [later - sooner for sooner, later in pairwise(at)]
    assert all(wait > planned - 0.1 for wait, planned in zip(waits, (1, 2, 4), strict=True)), waits
    # How much later they come depends on how busy the machine is.
    assert waits == pytest.approx([1, 2, 4], abs=numbers(STUCK, 1))


@on_sqlite
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_finishes_its_job(make_site, redis_url, number):
    site = make_site(redis_url)
    # More than it needs: on a busy machine what follows the nap takes a while.
    site.start(DRAIN="8")
    vote("slow 1.5")
    until(lambda: site.ran("slow 1.5"), "the handler runs")
    site.process.send_signal(number)
    assert site.process.wait(STUCK) == 0
    assert site.notes.with_suffix(".stopped").exists()
    assert votes()["echo of slow 1.5"] == 1


@on_sqlite
def test_a_worker_that_is_told_to_stop_does_not_wait_long_for_a_job(site):
    vote("slow 90")
    until(lambda: site.ran("slow 90"), "the handler runs")
    assert site.stop() < numbers(STUCK, 10)
    site.start()
    until(lambda: len(site.ran("slow 90")) == 2, "it is started again")


def at_work():
    """The process that is at the long work, once there is one."""
    row = work.Work.get_or_none()
    return int(row.holder.split()[1]) if row is not None and row.holder else None


def kill_parent(site):
    site.kill()
    site.start(**LONG)


def kill_child(site):
    until(at_work, "somebody is at it")
    os.kill(at_work(), signal.SIGKILL)


def kill_both(site):
    # Or the child would end with its parent, as it always does.
    kill_child(site)
    kill_parent(site)


# Who is killed has nothing to do with the database: by day each is killed on one of them.
EACH = [("sqlite", kill_parent), ("postgres", kill_child), ("sqlite", kill_both)]
ALL = [*product(("sqlite", "postgres"), (kill_parent, kill_child, kill_both))]


@pytest.mark.parametrize(("database_url", "kill"), numbers(EACH, ALL), indirect=["database_url"])
def test_long_work_goes_on_though_processes_are_killed(make_site, redis_url, kill, figure):
    site = make_site(redis_url)
    site.start(**LONG)
    work_id = uuid4()
    work.add("poll", work_id)
    work.announce(work_id)
    until(lambda: steps() >= STEPS // 2, "half of it is done", seconds=STEPS * STEP + 60)
    vote(*(f"plain {number}" for number in range(5)))
    kill(site)
    killed = time.monotonic()
    until(lambda: steps() == STEPS and quiet() and not work.Work.select().exists(), "all is done", seconds=STEPS * STEP + 90)
    took = time.monotonic() - killed
    doubled = {name: count for name, count in votes().items() if count != 1}
    said = f"{kill.__name__.replace('_', ' ')} in {STEPS * STEP:.0f} s of work"
    figure(said, f"all done {took:.0f} s later, {len(doubled)} doubled", met=took <= 90)
    assert doubled == {}
    assert len(votes()) == 2 * (STEPS + 5)
    assert deliveries.failed_count() == 0


def steps():
    return sum(name.startswith("step ") for name in votes())
