"""worker.py as it is started for real: its settings, its memory, what it imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
