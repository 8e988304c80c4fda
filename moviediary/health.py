"""Whether the site is well, for those who watch it: the process, and everything it needs."""

import ipaddress
import time
from dataclasses import dataclass
from datetime import timedelta

import peewee
import redis
from flask import Blueprint, Response, abort, current_app, jsonify, request

from moviediary import clock, deliveries, jobs, publishing, sweep
from moviediary.database import db, pending

health = Blueprint("health", __name__)
# A delivery that waits longer than this says that no worker is at work.
LATE = timedelta(minutes=2)
UNSEEN = timedelta(minutes=1)
# Seconds after which a worker that was not heard of is gone.
FRESH = 60


@dataclass(frozen=True)
class State:
    """One thing the site needs: what it is called, how it is, whether that is well."""

    label: str
    value: str
    ok: bool


@health.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """503 while the database cannot be used; Redis and the worker are told of, as the site works without them.

    Only for the machine itself and its own network: how a site is run is nobody else's business.
    """
    if not _near():
        abort(404)
    try:
        db.execute_sql("SELECT 1")
        states = worker_states()
    except (peewee.OperationalError, peewee.InterfaceError) as problem:
        return jsonify(ready=False, database=str(problem)), 503
    return jsonify(ready=True, **{state.label: state.value for state in states}), 200


def _near() -> bool:
    if "X-Forwarded-For" in request.headers and not current_app.config["TRUSTED_PROXIES"]:
        # A proxy stands in front and is not believed, so whoever is behind it looks near.
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_private
    except ValueError:
        return False


def worker_states() -> list[State]:
    """How the queue and the worker are."""
    started = time.monotonic()
    reachable = jobs.bell is not None and jobs.bell.link.reachable()
    took = f"answers in {(time.monotonic() - started) * 1000:.0f} ms" if reachable else "not reachable"
    return [State("queue", took, reachable), _worker(reachable), _oldest(), _failed(), _outgoing(), _schema()]


def _worker(reachable: bool) -> State:
    seen = sweep.last_seen()
    if seen is None:
        return State("worker", "was never seen; start it with python worker.py", False)
    ago = clock.now() - seen
    return State("worker", f"seen {_told(ago)} ago{_listening(reachable)}", ago < UNSEEN)


def _listening(reachable: bool) -> str:
    """How many processes wait at the queue; without any, the sweep still does the work, only later."""
    if jobs.bell is None or not reachable:
        return ""
    # RQ takes a fifth of a second to import, and only this page needs it.
    from moviediary.queue import heartbeats

    try:
        beats = heartbeats(jobs.bell.link.connection)
    except redis.RedisError:
        # It answered a moment ago; a page about how the site is must not fail on what it tells of.
        return ""
    return f", {sum(beat < FRESH for beat in beats)} listening"


def _oldest() -> State:
    oldest = deliveries.oldest_waiting()
    if oldest is None:
        return State("deliveries", "none is waiting", True)
    waits = clock.now() - oldest
    return State("deliveries", f"{deliveries.waiting_count()} waiting, the oldest for {_told(waits)}", waits < LATE)


def _failed() -> State:
    failed = deliveries.failed_count()
    return State("given up", f"{failed} deliveries" if failed else "nothing", not failed)


def _outgoing() -> State:
    """What webhooks and other programs are yet to be told. A receiver that takes nothing is no fault of the site."""
    some = [one for one in publishing.backlogs() if one.count]
    told = ", ".join(f"{one.count:,} for {one.name}" for one in some) or "none is waiting"
    oldest = min((one.since for one in some if one.since is not None), default=None)
    if oldest is None:
        return State("events out", told, True)
    waits = clock.now() - oldest
    return State("events out", f"{told}, the oldest for {_told(waits)}", waits < LATE)


def _schema() -> State:
    waiting = pending()
    return State("schema", f"{len(waiting)} migrations to run" if waiting else "up to date", not waiting)


def _told(span: timedelta) -> str:
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
