"""Programs that tests start are what they would be had `python` started them, though they are forks of one that is there."""

import os
import signal
import socket

import pytest
from starting import Started, done, listening, python

from moviediary.config import ROOT

SAYS = "import os, sys; print(sys.argv, sorted(os.environ), os.getcwd(), os.getsid(0) == os.getpid(), __name__)"
ENV = {"ONE": "1", "LC_CTYPE": "C.UTF-8"}


@pytest.fixture
def script(tmp_path):
    def written(code):
        (tmp_path / "script.py").write_text(code)
        return tmp_path / "script.py"

    return written


def test_a_program_has_its_own_arguments_environment_and_session(script):
    path = script(SAYS)
    ended = done(path, "a b", env=ENV)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{[str(path), 'a b']} {sorted(ENV)} {ROOT} True __main__\n"


def test_what_one_does_is_nothing_to_the_next(script):
    assert done(script("import os, moviediary; moviediary.left = os.environ['LEFT'] = 'x'"), env=ENV).returncode == 0
    assert done(script("import os, moviediary; print(hasattr(moviediary, 'left'), 'LEFT' in os.environ)"), env=ENV).stdout == (
        "False False\n"
    )


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('No.')", 1, "No.\n"),
        ("1 / 0", 1, "division by zero\n"),
    ],
)
def test_how_it_ends_is_told(script, code, status, said):
    ended = done(script(code), env=ENV)
    assert ended.returncode == status
    assert ended.stderr.endswith(said)


def test_it_reads_what_is_typed(script):
    assert done(script("print(input()[::-1])"), env=ENV, typed="abc\n").stdout == "cba\n"


def test_a_module_is_run_as_such():
    assert done("-m", "moviediary", "--help", env=ENV).stdout.startswith("Usage: ")


def test_it_can_be_killed_and_is_told_to_have_been(script):
    process = python(script("import time; time.sleep(60)"), env=ENV)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    assert (process.wait(), process.poll()) == (-signal.SIGKILL, -signal.SIGKILL)
    process.kill()


def test_a_socket_that_is_held_for_it_is_the_one_it_listens_on(script):
    code = """
import os, socket
assert os.environ["LISTEN_PID"] == str(os.getpid())
socket.socket(fileno=3).accept()[0].send(b"here")
"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process: Started = listening(listener, str(script(code)), env=ENV)
        with socket.create_connection(listener.getsockname(), 30) as connection:
            assert connection.recv(10) == b"here"
        assert process.wait(60) == 0
