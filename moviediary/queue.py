"""The RQ side of the bell: what a job may be, and the worker that answers it.

RQ's own defaults let whoever can write to Redis run any function: jobs here are JSON, and name one of `ALLOWED`.
"""

import logging
import os
import signal
import threading
import time
import zlib
from contextlib import suppress
from typing import Any

import redis
from redis.client import Pipeline
from rq import Queue, Worker, get_current_job
from rq.exceptions import DeserializationError, DuplicateJobError, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from moviediary import attempts, clock, jobs, pace
from moviediary.database import connected
from moviediary.logs import tell_done
from moviediary.processes import end_with, limit_memory

QUEUE = "diary"
DELIVER = "moviediary.queue.deliver"
PERFORM = "moviediary.queue.perform"
ALLOWED = {DELIVER, PERFORM}
# Seconds for a task, which may end with a delivery; seconds after which one that was not begun is forgotten, and one that
# failed may be asked for again.
TASK, FORGOTTEN, FAILED = 60, 600, 60
# What RQ raises at rubbish. Not everything: it tells by an exception, too, that it is to stop.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, zlib.error, DeserializationError)
log = logging.getLogger(__name__)


def deliver(delivery_id: int) -> None:
    """The job: run a delivery, and for some seconds those that were announced after it.

    A process for each would take as long to make as most deliveries take to run. Another attempt is announced by the sweep
    when its time has come: RQ's scheduler is one more process, and after a kill -9 its lock keeps retries waiting for ten
    minutes.
    """
    started, job = time.monotonic(), get_current_job()
    with connected():
        attempts.deliver(delivery_id)
        if job is None:
            return
        queue = SafeQueue(connection=job.connection)
        while time.monotonic() - started < attempts.TOGETHER and (announced := queue.take()) is not None:
            attempts.deliver(announced)


def perform(task: str, *about: str) -> None:
    """The job: a task of the site's own, which nobody waits for and which can be asked for again."""
    started = time.perf_counter()
    jobs.wiring.tasks[task](*about)
    tell_done(f"{task}: done", time.perf_counter() - started, task=task, about=" ".join(about))


class SafeJob(Job):
    """A job that can only be one of ours: anybody who can write to Redis can name a function and callbacks."""

    @property
    def func(self) -> Any:
        if self.func_name not in ALLOWED or self.instance is not None:
            raise PermissionError(f"{self.func_name} is not a job of this site")
        return super().func

    @classmethod
    def fetch(cls, *args: Any, **kwargs: Any) -> Job:
        """A job of the queue. Raises NoSuchJobError for what cannot be read, too, as RQ's worker ends at it."""
        try:
            return super().fetch(*args, **kwargs)
        except UNREADABLE as problem:
            log.warning("a job that cannot be read is passed over: %s", problem)
            raise NoSuchJobError(str(problem)) from problem

    success_callback = failure_callback = stopped_callback = property(lambda self: None)

    def send_webhooks(self, *args: Any, **kwargs: Any) -> None:
        """Never: the addresses would come from Redis."""


class SafeQueue(Queue):
    job_class = SafeJob

    def __init__(self, name: str = QUEUE, **kwargs: Any):
        super().__init__(name, **{**kwargs, "serializer": JSONSerializer})

    def ring(self, delivery_id: int, description: str, pipeline: Pipeline) -> None:
        self.enqueue_call(
            DELIVER,
            args=(delivery_id,),
            timeout=attempts.TIMEOUT + attempts.TOGETHER,
            result_ttl=0,
            failure_ttl=86_400,
            description=description,
            pipeline=pipeline,
        )

    def ask(self, task: str, about: tuple[str, ...], name: str) -> None:
        """Ask for a task, unless one of that name is asked for already."""
        with suppress(DuplicateJobError):
            self.enqueue_call(
                PERFORM,
                args=(task, *about),
                timeout=TASK,
                # Or what was taken off the queue by a process that died could never be asked for again.
                ttl=FORGOTTEN,
                result_ttl=0,
                failure_ttl=FAILED,
                description=f"{task} {' '.join(about)}",
                job_id=f"{task}-{name}",
                unique=True,
            )

    def take(self) -> int | None:
        """Take the delivery that was announced first off the queue; None where nothing waits, or a task is next."""
        while announced := self.lpop([self.key], None, connection=self.connection):
            job = self.fetch_job(announced[1].decode())
            if job is not None and job.func_name == PERFORM:
                # A task has a process and a time of its own: it goes back to where it stood.
                self.connection.lpush(self.key, job.id)
                return None
            if job is not None:
                # Should this process die now, only a bell is lost: the delivery is found by the sweep.
                job.delete(remove_from_queue=False)
                return int(job.args[0]) if job.func else None
        return None


class DiaryWorker(Worker):
    """RQ's forking worker with intervals that notice a killed one within a minute and a half instead of thirteen."""

    job_class = SafeJob
    queue_class = SafeQueue  # type: ignore[assignment]
    # RQ would wait up to a minute before it looks for a Redis that went away.
    max_connection_wait_time = 5.0

    def __init__(self, url: str):
        connection = redis.from_url(url)
        super().__init__(
            [SafeQueue(connection=connection)],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=15,
            job_monitoring_interval=5,
        )

    def handle_warm_shutdown_request(self) -> None:
        # The delivery of a job that is cut here is found again by the sweep.
        timer = threading.Timer(pace.chosen().drain, self._cut)
        timer.daemon = True
        timer.start()

    def _cut(self) -> None:
        if self.horse_pid:
            log.warning("a job took too long to wait for it; it will be started again")
            self.kill_horse(signal.SIGKILL)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        end_with(self.pid or os.getppid())
        limit_memory()
        super().main_work_horse(job, queue)


def heartbeats(connection: redis.Redis) -> list[float]:
    """Seconds since each listening worker was last heard of."""
    beats = (worker.last_heartbeat for worker in Worker.all(connection=connection))
    return [(clock.now() - beat).total_seconds() for beat in beats if beat is not None]
