"""The worker of a site where films are voted for: `python voting_site.py DATABASE REDIS LOG`. A vote does what its name says."""

import logging
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from tally import CATALOGUE, PROJECTIONS, Tally, Voted

import worker
from moviediary import attempts, database, deliveries, jobs, log, work
from moviediary.errors import TryAgain
from moviediary.log import changes
from moviediary.pace import Pace


def ran(name):
    """Note in the log file that a handler ran; its size grows at once, whatever becomes of the process."""
    with open(sys.argv[3], "a") as file:
        file.write(f"{time.time():.2f} {os.getpid()} {os.getppid()} {name}\n")


def noted():
    path = Path(sys.argv[3])
    return path.read_text() if path.exists() else ""


def act(event, recorded):
    if event.name.startswith("echo"):
        return None
    again = event.name in noted()
    ran(event.name)
    what, _, amount = event.name.partition(" ")
    if what == "slow" or (what == "stuck" and not again):
        time.sleep(float(amount))
    if what == "busy":
        raise TryAgain("the other side is busy")
    if what == "die":
        os._exit(3)
    if what == "greedy":
        return lambda record, eaten=b"x" * (3 << 30): None
    return lambda record: record(Voted(f"echo of {event.name}"))


def poll(work_id):
    """Long work: one vote after another, each a step of its own, which goes on where another process stopped."""
    # How many, and the seconds that each takes.
    total, each = (float(part) for part in os.environ.get("POLL", "0 0").split())
    while (number := Tally.select().where(Tally.name.startswith("step ")).count()) < total:
        ran("poll")
        time.sleep(each)
        with changes(None) as record:
            record(Voted(f"step {number}"))
        yield


def wire(database_url, redis_url):
    database.configure(database_url)
    log.wiring.projections = PROJECTIONS
    log.wiring.catalogue = CATALOGUE
    log.wiring.note_deliveries = deliveries.note
    log.wiring.wake = jobs.wake
    deliveries.wiring.handlers = {Voted: [act]}
    work.wiring.steps = {"poll": poll}
    jobs.wiring.tasks = {work.TASK: work.go_on, jobs.DRAIN: attempts.drain}
    jobs.configure(redis_url)


if __name__ == "__main__":
    logging.basicConfig(level="INFO", format="%(process)d %(name)s %(levelname)s %(message)s")
    wire(sys.argv[1], sys.argv[2])
    # What a process costs that died for the second time is a minute for real, and a job that is cut eight seconds: more than the
    # tests have.
    lease, grace, drain = (float(os.environ.get(*of)) for of in (("LEASE", "4"), ("GRACE", "2"), ("DRAIN", "2")))
    worker.work(sys.argv[2], Pace(0.5, grace=timedelta(seconds=grace), lease=timedelta(seconds=lease), drain=drain))
    Path(sys.argv[3]).with_suffix(".stopped").touch()
