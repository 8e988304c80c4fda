"""The bell: it announces deliveries to RQ, never fails and never takes long."""

import tempfile
from pathlib import Path

import pytest
from rq import Callback, Queue, Worker
from rq.job import Job
from servers import RedisServer
from tries import soon

from moviediary import jobs, link, queue
from moviediary.queue import QUEUE, SafeJob, SafeQueue

pytestmark = pytest.mark.real


@pytest.fixture
def own_redis():
    """A Redis that a test may stop."""
    with tempfile.TemporaryDirectory(prefix="diary-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        yield server
        server.kill()


def bell(url):
    return jobs.Bell(link.Link(url))


def named(*ids):
    return {number: f"sync_poster for film {number}" for number in ids}


def test_each_delivery_becomes_a_job_that_reads_well(redis_server, redis_url):
    with bell(redis_url).link.connection as connection:
        bell(redis_url).ring(named(7, 8))
        queued = SafeQueue(connection=connection).get_jobs()
        assert [(tuple(job.args), job.description) for job in queued] == [
            ((7,), "sync_poster for film 7"),
            ((8,), "sync_poster for film 8"),
        ]
        raw = [connection.hget(Job.key_for(job.id), "data") for job in queued]
    assert not any(b"pickle" in data or data.startswith(b"\x80") for data in raw)


def test_ringing_without_redis_is_quick_and_no_error(tmp_path):
    away = bell(f"unix://{tmp_path}/nothing.sock")
    with soon(0.5):
        away.ring(named(1))
    assert not away.link.reachable()


def test_ringing_a_redis_that_hangs_is_quick_and_no_error(own_redis):
    hanging = bell(own_redis.url)
    hanging.ring(named(1))
    own_redis.freeze()
    with soon(0.5):
        hanging.ring(named(2))
    # Until it is tried again, it costs nothing at all.
    assert not hanging.link.usable
    with soon(0.1):
        hanging.ring(named(3))
    hanging.link.connection.close()


def test_ringing_a_redis_with_another_password_is_no_error(own_redis):
    with own_redis.client() as client:
        client.config_set("requirepass", "secret")
    refused = bell(own_redis.url)
    with soon(0.5):
        refused.ring(named(1))
    assert not refused.link.reachable()


def test_the_queue_is_used_again_when_redis_is_back(own_redis, monkeypatch):
    monkeypatch.setattr(link, "PAUSE", 0.0)
    ringing = bell(own_redis.patient_url)
    own_redis.kill()
    ringing.ring(named(1))
    own_redis.start()
    ringing.ring(named(2))
    with own_redis.client() as client:
        assert len(SafeQueue(connection=client)) == 1
    ringing.link.connection.close()


@pytest.mark.parametrize("name", ["os.system", "moviediary.queue.DiaryWorker", "moviediary.attempts.deliver", "builtins.eval"])
def test_a_job_that_names_another_function_has_no_function(redis_server, redis_url, name):
    with redis_server.client() as client:
        job = SafeJob.create(name, args=("true",), connection=client, serializer=SafeQueue(connection=client).serializer)
        with pytest.raises(PermissionError, match="is not a job of this site"):
            _ = job.func


def test_callbacks_of_a_job_are_ignored(redis_server, redis_url):
    with redis_server.client() as client:
        plain = Queue(QUEUE, connection=client, serializer=SafeQueue(connection=client).serializer)
        callback = Callback("os.getpid")
        made = plain.enqueue("moviediary.queue.deliver", 1, on_success=callback, on_failure=callback, on_stopped=callback)
        read = SafeJob.fetch(made.id, connection=client, serializer=plain.serializer)
        assert (read.success_callback, read.failure_callback, read.stopped_callback) == (None, None, None)


def test_nobody_listens_where_no_worker_runs(redis_server, redis_url):
    with redis_server.client() as client:
        assert queue.heartbeats(client) == []
        assert Worker.all(connection=client) == []


def test_what_was_announced_first_is_taken_first_and_leaves_nothing_behind(redis_server, redis_url):
    ringing = bell(redis_url)
    ringing.ring(named(7, 8, 9))
    with redis_server.client() as client:
        waiting = SafeQueue(connection=client)
        # A bell that somebody deleted is passed over.
        waiting.get_jobs()[1].delete(remove_from_queue=False)
        assert [waiting.take(), waiting.take(), waiting.take()] == [7, 9, None]
        assert client.keys("rq:job:*") == []
    ringing.link.connection.close()


def test_a_foreign_job_is_not_taken(redis_server, redis_url):
    with redis_server.client() as client:
        waiting = SafeQueue(connection=client)
        Queue(QUEUE, connection=client, serializer=waiting.serializer).enqueue("os.system", "true")
        with pytest.raises(PermissionError, match="is not a job of this site"):
            waiting.take()


def test_a_task_is_asked_for_once_until_it_is_done(redis_server, redis_url):
    ringing = bell(redis_url)
    for _ in range(3):
        ringing.ask("draw_card", ("review", "abc"), "0" * 40)
    ringing.ask("draw_card", ("review", "def"), "1" * 40)
    with redis_server.client() as client:
        waiting = SafeQueue(connection=client)
        assert [job.args for job in waiting.get_jobs()] == [["draw_card", "review", "abc"], ["draw_card", "review", "def"]]
        # Should it get lost, it can be asked for again.
        assert 0 < client.ttl(Job.key_for(waiting.job_ids[0])) <= queue.FORGOTTEN
        waiting.get_jobs()[0].delete()
        ringing.ask("draw_card", ("review", "abc"), "0" * 40)
        assert [job.args[2] for job in waiting.get_jobs()] == ["def", "abc"]
    ringing.link.connection.close()


def test_a_task_is_left_where_it_stands_by_who_takes_deliveries(redis_server, redis_url):
    ringing = bell(redis_url)
    ringing.ring(named(7))
    ringing.ask("draw_card", ("review", "abc"), "0" * 40)
    ringing.ring(named(8))
    with redis_server.client() as client:
        waiting = SafeQueue(connection=client)
        assert [waiting.take(), waiting.take(), waiting.take()] == [7, None, None]
        assert [list(job.args) for job in waiting.get_jobs()] == [["draw_card", "review", "abc"], [8]]
    ringing.link.connection.close()


def test_a_task_runs_by_its_name_with_what_it_is_about(wired):
    ran = []
    wired(jobs.wiring, tasks={"draw_card": lambda *about: ran.append(about)})
    queue.perform("draw_card", "review", "abc")
    assert ran == [("review", "abc")]
    with pytest.raises(KeyError):
        queue.perform("os.system", "true")


def test_asking_without_redis_is_quick_and_no_error(tmp_path):
    away = bell(f"unix://{tmp_path}/nothing.sock")
    with soon(0.5):
        away.ask("draw_card", ("review", "abc"), "0" * 40)
