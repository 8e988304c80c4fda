"""The RQ side of the bell: what a job may be, and the worker that answers it."""

from typing import Any

from redis.client import Pipeline
from rq import Queue, Retry, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from moviediary import deliveries
from moviediary.database import connected

QUEUE = "diary"
DELIVER = "moviediary.queue.deliver"
ALLOWED = {DELIVER}


def deliver(delivery_id: int) -> Retry | None:
    """The job: run a delivery. RQ rings again when another attempt is due soon; longer waits are the sweep's."""
    with connected():
        outcome = deliveries.deliver(delivery_id)
    if outcome.retry_in is None or outcome.retry_in > max(deliveries.WAITS):
        return None
    # One second more than the row says: RQ cuts to whole seconds, and a job that is early finds nothing due.
    return Retry(max=len(deliveries.WAITS), interval=[wait + 1 for wait in deliveries.WAITS])


class SafeJob(Job):
    """A job that can only be one of ours: anybody who can write to Redis can name a function and callbacks."""

    @property
    def func(self) -> Any:
        if self.func_name not in ALLOWED or self.instance is not None:
            raise PermissionError(f"{self.func_name} is not a job of this site")
        return super().func

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
            timeout=deliveries.TIMEOUT,
            result_ttl=0,
            failure_ttl=86_400,
            description=description,
            pipeline=pipeline,
        )


class DiaryWorker(Worker):
    """RQ's forking worker with intervals that notice a killed one within a minute and a half instead of thirteen."""

    job_class = SafeJob
    queue_class = SafeQueue  # type: ignore[assignment]

    def __init__(self, connection: Any):
        super().__init__(
            [SafeQueue(connection=connection)],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=30,
            maintenance_interval=15,
            job_monitoring_interval=5,
        )
