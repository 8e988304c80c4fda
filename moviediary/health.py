"""What those who watch the site may ask: whether the process is there, whether the site is well, and its numbers."""

import hmac
import ipaddress

import peewee
from flask import Blueprint, Response, abort, current_app, jsonify, request

from moviediary import exposition, metrics
from moviediary.database import connected, is_away
from moviediary.readiness import probe
from moviediary.states import disk_states, worker_states

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@health.get("/readyz")
def readyz() -> tuple[Response, int]:
    """503 while nothing can be saved; Redis and the worker are told of, as the site works without them."""
    _only_watchers()
    try:
        with connected():
            problem = probe.problem()
            states = [*worker_states(), *disk_states()]
    except peewee.PeeweeException as refused:
        if not is_away(refused):
            raise
        return jsonify(ready=False, well=False, database=str(refused)), 503
    told = {state.label: state.value for state in states}
    if problem:
        return jsonify(ready=False, well=False, database=problem, **told), 503
    return jsonify(ready=True, well=all(state.ok for state in states), database="can be written", **told), 200


@health.get("/metrics")
def numbers() -> Response:
    if metrics.counters() is None:
        abort(404)
    _only_watchers()
    with connected():
        text = exposition.text()
    return Response(text, content_type=exposition.CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _only_watchers() -> None:
    """Let in the machine itself, its own network and whoever has the token: how a site is run is nobody else's business."""
    if not _has_token() and not _near():
        abort(404)


def _has_token() -> bool:
    token, given = current_app.config["MONITOR_TOKEN"], request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _near() -> bool:
    if "X-Forwarded-For" in request.headers and not current_app.config["TRUSTED_PROXIES"]:
        # A proxy stands in front and is not believed, so whoever is behind it looks near.
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_private
    except ValueError:
        return False
