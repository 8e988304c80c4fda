"""Events on their way out of a real site: whatever is killed on either side, each arrives, in its order."""

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from processes import ROOT, Processes, Visitor
from receiver import Receiver
from servers import NatsServer, until
from starting import python
from test_nats import Reader
from tries import STUCK, numbers

from moviediary import database
from moviediary.log import LogEntry
from moviediary.streams.models import Webhook

pytestmark = pytest.mark.real
PATH = "/settings/webhooks"
WRITES = numbers(20, 40)


class Telling(Processes):
    """A site whose worker tries webhooks again after a second."""

    def start_worker(self) -> None:
        self.worker = python(Path(__file__).with_name("telling_site.py"), env={**self.env, "PYTHONPATH": str(ROOT)})


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def start(sqlite_url, tmp_path, redis_url):
    made = []

    def start(**env):
        site = Telling(tmp_path, redis_url, HTTP_ALLOW_PRIVATE_ADDRESSES="true", **env)
        made.append(site)
        site.start_web()
        site.start_worker()
        database.configure(sqlite_url)
        return site

    yield start
    for site in made:
        site.stop()
    database.disconnect()


@pytest.fixture
def nats(tmp_path):
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.kill()


def log_film(visitor, number):
    answer = visitor.send("/reviews/new?by_hand=1", "/reviews", title=f"Film {number}", year="1999")
    assert answer.status == 303, answer.text


def webhook_to(visitor, address):
    form = visitor.get(PATH).form(PATH)
    answer = visitor.post(PATH, {**form, "address": address, "wants": ["diary"]})
    assert answer.status == 303, answer.text
    return answer.location


def ids_of(*subjects):
    with database.connected():
        entries = LogEntry.select(LogEntry.id).order_by(LogEntry.seq)
        return [str(row.id) for row in (entries.where(LogEntry.subject.in_(subjects)) if subjects else entries)]


def firsts(ids):
    """Each id once, where it came first."""
    return list(dict.fromkeys(ids))


def test_kills_of_either_side_lose_no_event(start, nats, receiver):
    site = start(NATS_URL=nats.url)
    alice = Visitor(site.address)
    alice.register("alice")
    webhook_to(alice, receiver.address)
    over, dice = threading.Event(), random.Random(7)

    def kill_worker():
        site.kill(site.worker)
        site.start_worker()

    def kill_nats():
        nats.kill()
        over.wait(dice.uniform(0, 1))
        nats.start()

    def stop_receiver():
        receiver.stop()
        over.wait(dice.uniform(0, 1))
        receiver.start()

    def disturb():
        while not over.wait(dice.uniform(0.2, 1)):
            dice.choice([kill_worker, kill_nats, stop_receiver])()

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        for number in range(WRITES):
            log_film(alice, number)
    finally:
        over.set()
        disturber.join()
    logged = ids_of("reviews.logged")
    assert len(logged) == WRITES
    until(lambda: firsts(call.event["id"] for call in receiver.calls) == logged, "the webhook has each, in order", seconds=60)
    with Reader(nats.url) as reader:
        until(lambda: firsts(event["id"] for event in reader.events) == ids_of(), "NATS has each, in order", seconds=60)
    with database.connected():
        assert (Webhook.get().active, Webhook.get().failing_since) == (True, None)


def test_without_jetstream_kills_of_the_worker_lose_no_event(start, tmp_path):
    server = NatsServer(tmp_path, jetstream=False)
    site = start(NATS_URL=server.url)
    alice = Visitor(site.address)
    alice.register("alice")
    # The server comes later than the site, which does not mind.
    log_film(alice, 0)
    server.start()
    with Reader(server.url) as reader:
        for number in range(1, WRITES):
            log_film(alice, number)
            if number % 10 == 5:
                site.kill(site.worker)
                site.start_worker()
        # What was published before the reader listened is gone, as it is without JetStream.
        until(lambda: reader.events and ids_of()[-1] == reader.events[-1]["id"], "the last one is there", seconds=60)
    heard = firsts(event["id"] for event in reader.events)
    assert heard == ids_of()[-len(heard) :]
    server.kill()


def test_one_slow_receiver_keeps_no_other_waiting(start, receiver):
    # The slow one is waited for longer than all else here takes.
    site = start(DEADLINE="50")
    alice, bob = Visitor(site.address), Visitor(site.address)
    with Receiver() as slow:
        slow.wait = 60
        for visitor, name, to in ((alice, "alice", slow), (bob, "bob", receiver)):
            visitor.register(name)
            webhook_to(visitor, to.address)
        for number in range(6):
            log_film(alice, number)
        until(lambda: slow.calls, "the slow one is called")
        for number in range(6):
            log_film(bob, number)
        until(lambda: len(receiver.calls) == 6, "the other has all of its events")
        # Its first call is not over yet.
        assert len(slow.calls) == 1
        # So that nothing waits for it when the test is over.
        slow.over.set()


def test_a_receiver_that_never_answers_is_hung_up_on(start):
    site = start(DEADLINE="2")
    alice = Visitor(site.address)
    alice.register("alice")
    with Receiver() as silent:
        silent.wait = 60
        webhook = webhook_to(alice, silent.address)
        log_film(alice, 1)
        until(lambda: "did not answer in time" in alice.get(webhook).text, "the page says so")
        silent.over.set()


def test_the_receiver_of_the_docs_takes_what_is_signed_and_nothing_else(start, tmp_path):
    site = start()
    alice = Visitor(site.address)
    alice.register("alice")
    with Receiver() as unused:
        address = unused.address
    port = int(address.split(":")[2].split("/")[0])
    webhook = webhook_to(alice, address)
    page = alice.get(webhook)
    secret = next(value for node in page.tree.iter("input") if (value := node.get("value", "")).startswith("whsec_"))
    script = ROOT / "docs" / "consumers" / "read_webhooks.py"
    printed = tmp_path / "printed"
    for number, known in enumerate(("whsec_" + "A" * 44, secret)):
        with open(printed, "w") as output:
            env = {**os.environ, "WEBHOOK_SECRET": known}
            reading = subprocess.Popen([sys.executable, str(script), str(port)], env=env, stdout=output)
            try:
                log_film(alice, number)
                until(lambda number=number: f"answer {(401, 204)[number]}" in alice.get(webhook).text, "it was called")
                if number == 0:
                    assert printed.read_text() == ""
                else:
                    until(lambda: len(printed.read_text().splitlines()) == 2, "both are printed")
            finally:
                reading.kill()
                reading.wait()
    events = [json.loads(line) for line in printed.read_text().splitlines()]
    assert [event["id"] for event in events] == ids_of("reviews.logged")


def test_a_worker_that_is_told_to_stop_does_not_wait_long_for_a_receiver(start):
    site = start()
    alice = Visitor(site.address)
    alice.register("alice")
    with Receiver() as silent:
        silent.wait = 60
        webhook_to(alice, silent.address)
        log_film(alice, 1)
        until(lambda: silent.calls, "it is called")
        site.worker.terminate()
        assert site.worker.wait(STUCK) == 0
        silent.over.set()
