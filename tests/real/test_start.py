"""app.py and worker.py as they are started for real: their settings, their memory, what they import and tell."""

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import requests
from processes import Processes
from servers import until

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
FAILING = Path(__file__).with_name("failing_site.py")


def run(*command, **env):
    bare = {"PATH": os.environ["PATH"], **env}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60)


def test_a_senseless_setting_is_told_in_a_sentence():
    done = run("worker.py", DATABASE_URL="mysql://localhost/diary")
    assert done.returncode == 2
    assert done.stderr == "DATABASE_URL must start with sqlite:/// or postgresql://.\n"


def test_the_worker_does_without_flask_and_what_commands_need():
    done = run(
        "-c", "import sys, worker, moviediary.wiring; print(sorted({'flask', 'werkzeug', 'jinja2', 'click'} & {*sys.modules}))"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_what_is_told_of_a_connection_does_not_bear_the_name_of_a_request_before(tmp_path):
    site = Processes(tmp_path, "redis://127.0.0.1:1", LOG_FORMAT="json", LOG_LEVEL="warning", WEB_CONCURRENCY="1")
    site.log = tmp_path / "log"
    try:
        site.start_web()
        # Which of its threads answers is not ours to say: as often as that each has had a request before.
        for _ in range(12):
            assert site.answers()
            with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
                connection.sendall(b"no request at all\r\n\r\n")
                assert b"400 Bad Request" in connection.recv(1000)
        until(lambda: site.log.read_text().count("Invalid request") == 12, "all are told of")
    finally:
        site.stop()
    told = [line for line in map(json.loads, site.log.read_text().splitlines()) if "Invalid request" in line["message"]]
    assert {line.get("request") for line in told} == {None}


def test_an_error_while_an_answer_is_made_bears_the_name_of_its_request_and_no_word_of_what_was_asked(tmp_path):
    site = Processes(tmp_path, "redis://127.0.0.1:1", LOG_FORMAT="json", LOG_LEVEL="warning", PYTHONPATH=str(FAILING.parent))
    site.log, site.application = tmp_path / "log", f"{FAILING.stem}:app"
    try:
        site.start_web()
        with suppress(requests.RequestException):
            requests.get(f"{site.address}/failing/film?q=typed", headers={"X-Request-Id": "9b0c41d8"}, timeout=30)
        until(lambda: "the disk broke" in site.log.read_text(), "it is told of")
    finally:
        site.stop()
    (told,) = [line for line in map(json.loads, site.log.read_text().splitlines()) if line["logger"] == "gunicorn.error"]
    assert (told["request"], told["message"]) == ("9b0c41d8", "Error handling request")
    assert "typed" not in site.log.read_text()
