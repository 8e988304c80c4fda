"""Processes of any kind under the supervisor: how they are stopped, and that none is left."""

import signal
import sys
import time
from pathlib import Path

import pytest
from running import Run
from servers import until
from tries import soon

from moviediary.supervisor import PATIENCE

pytestmark = [pytest.mark.real, pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc, which is Linux's")]

SITE = """
import os, pathlib, sys
from moviediary.supervisor import Supervisor
site = Supervisor(os.environ, last="queue")
for name, program in zip(("queue", "web", "worker"), sys.argv[2:]):
    site.add(name, ["bash", "-c", program, name] if " " in program else [program], pathlib.Path(sys.argv[1]))
sys.exit(site.run(lambda: None))
"""
POLITE = "trap 'echo $0 >> order; exit' TERM; echo $0 is there; while :; do sleep 0.05; done"
STUBBORN = "trap 'echo $0 was asked' TERM; echo $0 is there; while :; do sleep 0.05; done"


@pytest.fixture
def site(tmp_path):
    """site(programs): three programs under a supervisor, once they run."""
    runs = []

    def start(queue=POLITE, web=POLITE, worker=POLITE):
        run = Run([sys.executable, "-c", SITE, str(tmp_path), queue, web, worker])
        runs.append(run)
        return run

    yield start
    for run in runs:
        run.process.kill()
        run.process.stdout.close()
        run.process.wait()


def both_are_there(run):
    run.until_it_says("is there")
    run.until_it_says("is there")


def control_c(run):
    run.press_ctrl_c()


def terminate(run):
    run.process.terminate()


def hang_up(run):
    run.process.send_signal(signal.SIGHUP)


@pytest.mark.parametrize("stop", [control_c, terminate, hang_up])
def test_when_asked_all_stop_and_the_queue_is_last(stop, site, tmp_path):
    run = site()
    both_are_there(run)
    stop(run)
    assert run.end()[0] == 0
    assert sorted((tmp_path / "order").read_text().split()[:2]) == ["web", "worker"]
    assert (tmp_path / "order").read_text().split()[2:] == ["queue"]
    assert run.left() == []


def test_when_one_ends_all_stop_and_it_is_named(site, tmp_path):
    run = site(worker="echo what went wrong; exit 3")
    code, said = run.end()
    assert code == 1
    assert "worker | what went wrong\n" in said
    assert "The worker process ended with exit code 3; the others were stopped." in said
    assert run.left() == []


def test_the_queue_speaks_only_when_it_ended(site):
    code, said = site(queue="echo no room left; sleep 0.3; kill -9 $$").end()
    assert code == 1
    assert "queue  | no room left\n" in said
    assert "The queue process ended by SIGKILL" in said


def test_a_program_that_is_not_there_is_named(site):
    code, said = site(worker="/no/such/program").end()
    assert code == 1
    assert "No such file or directory: '/no/such/program'" in said
    assert "The worker process ended with exit code 127" in said


def test_nothing_is_left_after_kill_9(site):
    run = site()
    both_are_there(run)
    run.process.kill()
    run.end()
    until(lambda: run.left() == [], "all have stopped")


def test_what_a_process_leaves_behind_is_killed(site):
    run = site(worker="(trap '' TERM; exec sleep 300) & sleep 0.3; exit 3")
    assert run.end()[0] == 1
    assert run.left() == []


def test_a_second_ctrl_c_does_not_wait(site):
    run = site(web=STUBBORN)
    both_are_there(run)
    # The first alone would be waited for as long as the day allows here.
    with soon(5, by_day=PATIENCE):
        run.press_ctrl_c()
        run.until_it_says("was asked")
        run.press_ctrl_c()
        assert run.end()[0] == 0
    assert run.left() == []


def test_the_site_goes_on_when_nobody_listens(site):
    run = site()
    both_are_there(run)
    run.process.stdout.close()
    time.sleep(0.3)
    assert run.process.poll() is None
    run.process.terminate()
    assert run.process.wait(timeout=60) == 0
    assert run.left() == []
