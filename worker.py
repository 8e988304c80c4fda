"""The worker: `python worker.py` beside the web process. Small processes share the work, so none waits for another."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable

import peewee
import redis

from moviediary import connections, pace, schedule, start, sweep
from moviediary.config import Config
from moviediary.movies import pictures
from moviediary.pace import Pace
from moviediary.processes import Crew, Visit, limit_memory
from moviediary.queue import DiaryWorker
from moviediary.settings import ConfigError
from moviediary.streams import pump
from moviediary.upkeep import doctor

log = logging.getLogger("moviediary.worker")
USUAL = Pace()


def main(chosen: Pace = USUAL) -> int:
    try:
        config = Config.from_env(os.environ)
        start(config)
        doctor.glance(config)
    except ConfigError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    work(config.redis_url, chosen)
    return 0


def work(redis_url: str, chosen: Pace = USUAL) -> None:
    """Run all processes until told to stop."""
    pace.configure(chosen)
    # What all of them need is loaded once.
    connections.prepare()
    roles = {"queue": lambda: answer(redis_url), "sweep": keep_sweeping}
    visits = {"streams": Visit(keep_telling, chosen.ask), "upkeep": Visit(keep_up, chosen.visit)}
    Crew(roles, visits).run()


def answer(redis_url: str) -> None:
    """Take jobs from the queue until told to stop."""
    wait_for_redis(redis_url)
    # Each job is a fork: what is loaded here is loaded once.
    pictures.prepare()
    try:
        DiaryWorker(redis_url).work(logging_level="WARNING")
    except redis.RedisError as problem:
        # It went away at a moment RQ is not prepared for. This process is started again, and waits.
        log.warning("Redis is gone: %s", problem)


def wait_for_redis(url: str) -> None:
    """RQ gives up when Redis is not there yet; the sweep delivers meanwhile."""
    connection = redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=None)
    while True:
        try:
            connection.ping()
            return
        except redis.RedisError as problem:
            log.warning("waiting for Redis: %s", problem)
            time.sleep(3)


def keep_sweeping() -> None:
    """Look for overdue work until told to stop."""
    limit_memory()
    sweep.forever(told_to_stop())


def keep_telling() -> None:
    """Send events out until told to stop; most sites have nobody to send any to."""
    limit_memory()
    if pump.anybody():
        pump.forever(told_to_stop())


def keep_up() -> None:
    """Make a backup and look whether the database is sound, where it is time for that."""
    limit_memory()
    try:
        schedule.run_long()
    except (peewee.DatabaseError, peewee.InterfaceError):
        log.exception("the long periodic work could not be done; it is tried again")


def told_to_stop() -> Callable[[], bool]:
    """Take signals for a wish, and answer whether there was one."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: told.append(number))
    return lambda: bool(told)


if __name__ == "__main__":
    sys.exit(main())
