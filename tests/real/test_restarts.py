"""Restarts while people are at it: no request is lost or cut, no work is lost or done twice, and nobody takes long to go."""

import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
import requests
from processes import Processes, Visitor
from servers import until
from starting import listening
from tries import STUCK, numbers

from moviediary import database
from moviediary.diary.models import Review

pytestmark = pytest.mark.real
# Hosts kill a process that needs longer to end; by day other programs may keep it.
PATIENCE = numbers(STUCK, 10)
VISITORS = 3


class Held(Processes):
    """The site on a socket that is not its own, as systemd holds one: who asks while nobody answers waits, and is answered."""

    def __init__(self, *arguments, **env):
        super().__init__(*arguments, **env)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start_web(self, wait=True):
        self.web = listening(self.socket, "-m", "gunicorn", "app:app", env=self.env)
        if wait:
            until(self.answers, "the site answers")


@pytest.fixture
def held(sqlite_url, tmp_path, redis_url):
    site = Held(tmp_path, redis_url, METRICS="on")
    site.start_web()
    yield site
    site.stop()
    site.socket.close()


def ended(process):
    """Tell a process to stop, and return its exit code and how long it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(2 * STUCK)
    return process.returncode, time.monotonic() - began


@contextmanager
def visited(site):
    """People who read and write all the while. Yields what they were answered, as (path, status), or what went wrong."""
    over, answers = threading.Event(), []

    def visit(name):
        alice = Visitor(site.address)
        alice.register(name)
        alice.session.headers["Connection"] = "close"
        form = alice.get("/reviews/new?by_hand=1").form("/reviews")
        number = 0
        while not over.is_set():
            number += 1
            filled = {**form, "title": f"{name} {number}", "year": "1999", "key": f"{name}-{number}"}
            for ask in (
                lambda: alice.session.get(f"{site.address}/members/{name}", timeout=20),
                lambda filled=filled: alice.session.post(
                    f"{site.address}/reviews", data=filled, timeout=20, allow_redirects=False
                ),
            ):
                try:
                    answer = ask()
                    answers.append((answer.request.method, answer.status_code))
                except requests.RequestException as problem:
                    answers.append((repr(problem), 0))

    visitors = [threading.Thread(target=visit, args=(f"visitor{number}",)) for number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    until(lambda: len(answers) > 2 * VISITORS, "they are at it")
    try:
        yield answers
    finally:
        over.set()
        for visitor in visitors:
            visitor.join()


def logged():
    with database.connected():
        return Review.select().count()


def counted(site, route, method):
    text = requests.get(f"{site.address}/metrics", timeout=10).text
    found = [line for line in text.splitlines() if f'requests_total{{route="{route}",method="{method}"' in line]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def children(process):
    found = subprocess.run(["ps", "--ppid", str(process.pid), "-o", "pid="], capture_output=True, text=True, check=True)
    return {int(number) for number in found.stdout.split()}


def test_new_web_processes_take_over_and_no_request_is_lost_or_miscounted(held, sqlite_url):
    database.configure(sqlite_url)
    with visited(held) as answers:
        for _ in range(2):
            before, seen = children(held.web), len(answers)
            held.web.send_signal(signal.SIGHUP)
            until(lambda before=before: children(held.web) and not before & children(held.web), "all are new")
            until(lambda seen=seen: len(answers) > seen + 3 * VISITORS, "they go on")
    assert {status for _, status in answers} == {200, 303}, [answer for answer in answers if answer[1] not in (200, 303)]
    written = sum(method == "POST" for method, _ in answers)
    assert logged() == written
    assert counted(held, "/reviews", "POST") == written
    assert counted(held, "/members/<username>", "GET") == len(answers) - written
    database.disconnect()


def test_stopping_and_starting_the_site_loses_no_request(held, sqlite_url):
    database.configure(sqlite_url)
    with visited(held) as answers:
        for _ in range(2):
            seen = len(answers)
            code, seconds = ended(held.web)
            assert code == 0
            assert seconds <= PATIENCE
            held.start_web(wait=False)
            until(lambda seen=seen: len(answers) > seen + 3 * VISITORS, "they go on")
    assert {status for _, status in answers} == {200, 303}, [answer for answer in answers if answer[1] not in (200, 303)]
    assert logged() == sum(method == "POST" for method, _ in answers)
    database.disconnect()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_form_that_is_being_sent_when_the_process_has_to_go_still_arrives(held, number):
    page = Visitor(held.address).get("/register")
    body = "&".join(f"{name}={value}" for name, value in page.form("/register").items() if name != "csrf_token").encode()
    head = "POST /register HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", held.port), 20) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5])
        time.sleep(0.5)
        held.web.send_signal(number)
        time.sleep(0.5)
        connection.sendall(body[5:])
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    # Without the token it is refused, but with a whole page that has the form.
    assert answer.startswith(b"HTTP/1.1 422")
    assert answer.rstrip().endswith(b"</html>")
