"""app.py and worker.py as they are started for real: their settings, their memory, what they import and tell."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from processes import Processes
from servers import until

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]


def run(*command, **env):
    bare = {"PATH": os.environ["PATH"], **env}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60)


def test_a_senseless_setting_is_told_in_a_sentence():
    done = run("worker.py", DATABASE_URL="mysql://localhost/diary")
    assert done.returncode == 2
    assert done.stderr == "DATABASE_URL must start with sqlite:/// or postgresql://.\n"


def test_the_worker_does_without_flask():
    done = run("-c", "import sys, worker, moviediary.wiring; print(sorted({'flask', 'werkzeug', 'jinja2'} & {*sys.modules}))")
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
