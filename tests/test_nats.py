"""Events on NATS, against the real server: every one of them, with JetStream and without, whoever is away in between."""

import json
import logging
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from servers import NatsServer, until
from tally import CATALOGUE, MODELS, PROJECTIONS, Voted
from test_http import CERTIFICATE

from moviediary import clock, log, logplaces, publishing
from moviediary.log import LogEntry, changes
from moviediary.nats import Nats
from moviediary.nats import server as at
from moviediary.natslink import Link
from moviediary.publishing import Away

pytestmark = pytest.mark.real
READER = Path(__file__).parents[1] / "docs" / "consumers" / "read_nats.py"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def server(tmp_path):
    server = NatsServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def serve(tmp_path):
    """Start a server with options of one's own."""
    made = []

    def start(*options, jetstream=True):
        made.append(NatsServer(tmp_path, *options, jetstream=jetstream))
        made[-1].start()
        return made[-1]

    yield start
    for server in made:
        server.kill()


@pytest.fixture
def voting(database, wired):
    database.create_tables(MODELS)
    wired(log.wiring, projections=PROJECTIONS, catalogue=CATALOGUE, note_deliveries=lambda recorded: [])
    yield database
    database.drop_tables(MODELS)


@pytest.fixture
def publisher():
    """Make publishers that let go of their connection when the test is over."""
    made = []

    def make(address):
        made.append(Nats(address))
        return made[-1]

    yield make
    for one in made:
        one.close()


def vote(*names):
    with changes(None) as record:
        for name in names:
            record(Voted(name))


def tell(publisher):
    while publishing.go_on(publisher):
        pass


class Reader:
    """The reader of docs/consumers, as a process; what it printed so far."""

    def __init__(self, address, *stream):
        self.process = subprocess.Popen([sys.executable, str(READER), address, *stream], stdout=subprocess.PIPE, text=True)
        self.events = []
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def _collect(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    @property
    def names(self):
        return [event["data"]["name"] for event in self.events]

    def has(self, *names):
        return lambda: self.names == list(names)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        self._thread.join()
        self.process.stdout.close()


def test_jetstream_keeps_every_event_for_whoever_reads_later(voting, server, publisher):
    vote("Heat", "Stalker")
    tell(publisher(server.url))
    with Reader(server.url) as reader:
        until(reader.has("Heat", "Stalker"), "the reader has both")
        vote("Alien")
        tell(publisher(server.url))
        until(reader.has("Heat", "Stalker", "Alien"), "and what comes later")
    assert [event["subject"] for event in reader.events] == ["tests.voted"] * 3
    assert [event["id"] for event in reader.events] == [str(row.id) for row in LogEntry.select().order_by(LogEntry.seq)]
    with Reader(server.url) as again:
        vote("Ran")
        tell(publisher(server.url))
        # The server gives an event that was on its way to who was killed to the next one after half a minute.
        until(again.has("Ran"), "the reader goes on where it ended", 60)


@on_sqlite
def test_two_readers_share_what_there_is_and_no_answer_meant_for_one_comes_to_the_other(voting, server, publisher):
    names = [f"film {number}" for number in range(20)]
    vote("Heat")
    tell(publisher(server.url))
    with Reader(server.url) as one:
        until(one.has("Heat"), "the first one waits for more")
        with Reader(server.url) as other:
            for name in names:
                vote(name)
                tell(publisher(server.url))
            until(lambda: set(one.names + other.names) == {"Heat", *names}, "all were read")
            assert sorted(one.names + other.names) == sorted(["Heat", *names])


@on_sqlite
def test_a_reader_may_be_there_before_the_first_event(voting, serve, publisher, tmp_path):
    server = serve("-V")
    with Reader(server.url) as reader:
        until(lambda: "stream not found" in (tmp_path / "nats.log").read_text(), "it asked for what is not there")
        vote("Heat")
        tell(publisher(server.url))
        until(reader.has("Heat"), "it has waited")


def test_the_same_event_published_twice_is_kept_once(voting, server, publisher):
    vote("Heat", "Stalker")
    tell(publisher(server.url))
    logplaces.move("nats", logplaces.place("nats"), 0)
    vote("Alien")
    tell(publisher(server.url))
    with Reader(server.url) as reader:
        until(reader.has("Heat", "Stalker", "Alien"), "each is there once")


@on_sqlite
def test_without_jetstream_whoever_listens_hears_it(voting, serve, publisher):
    server = serve(jetstream=False)
    with Reader(server.url) as reader:
        # It says nothing when it listens, so it is told until it hears.
        nats = publisher(server.url)

        def heard():
            vote("hello")
            tell(nats)
            return bool(reader.names)

        until(heard, "the reader listens")
        vote("Heat", "Stalker")
        tell(nats)
        until(lambda: reader.names[-2:] == ["Heat", "Stalker"], "the reader heard both")


@on_sqlite
def test_a_stream_of_the_operators_own_is_used_and_no_other_made(voting, server, publisher):
    link = Link(at(server.url))
    own = {"name": "OWN", "subjects": ["moviediary.tests.*"]}
    assert b'"config"' in link.request("$JS.API.STREAM.CREATE.OWN", json.dumps(own).encode(), {})
    vote("Heat")
    tell(publisher(server.url))
    with Reader(server.url, "OWN") as reader:
        until(reader.has("Heat"), "who is told its name reads it")
    found = json.loads(link.request("$JS.API.STREAM.INFO.OWN", b"", {}))
    names = json.loads(link.request("$JS.API.STREAM.NAMES", b"", {}))
    link.close()
    assert (found["state"]["messages"], names["streams"]) == (1, ["OWN"])


def test_while_the_server_is_away_everything_waits_and_comes_in_its_order(voting, server, publisher):
    nats = publisher(server.url)
    vote("Heat")
    tell(nats)
    server.kill()
    vote("Stalker")
    with pytest.raises(Away, match="cannot be reached"):
        tell(nats)
    vote("Alien")
    assert publishing.waiting(nats) == 2
    server.start()
    tell(nats)
    with Reader(server.url) as reader:
        until(reader.has("Heat", "Stalker", "Alien"), "all are there")


@on_sqlite
def test_that_the_server_is_away_is_said_once_and_that_it_is_back(voting, server, publisher, caplog, monkeypatch):
    monkeypatch.setattr(publishing, "WAITS", (0.05,))
    caplog.set_level(logging.WARNING, logger="moviediary")
    server.kill()
    vote("Heat")
    over = threading.Event()
    keeper = threading.Thread(target=publishing.keep_at_it, args=(publisher(server.url), over.is_set))
    keeper.start()
    try:
        until(lambda: caplog.records, "it is said")
        server.start()
        until(lambda: any("is back" in record.message for record in caplog.records), "it is back")
    finally:
        over.set()
        keeper.join()
    first, second = (record.message for record in caplog.records)
    assert "not told of events" in first
    assert "is back" in second
    assert publishing.waiting(publisher(server.url)) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("options", "login"),
    [(("--user", "ada", "--pass", "s/e@cret"), "ada:s%2Fe%40cret"), (("--auth", "t0ken"), "t0ken")],
)
def test_the_address_says_who_publishes(voting, serve, publisher, options, login):
    server = serve(*options)
    vote("Heat")
    with pytest.raises(Away, match="Authorization Violation") as refused:
        tell(publisher(server.url.replace("//", "//nobody:wrong@")))
    assert "wrong" not in str(refused.value)
    address = server.url.replace("//", f"//{login}@")
    tell(publisher(address))
    with Reader(address) as reader:
        until(reader.has("Heat"), "it is there")


@on_sqlite
def test_an_address_that_asks_for_encryption_is_never_spoken_to_without(voting, server, publisher):
    vote("Heat")
    with pytest.raises(Away, match="offers no encryption"):
        tell(publisher(server.url.replace("nats://", "tls://ada:secret@")))


@on_sqlite
def test_encryption_is_used_and_the_server_has_to_prove_who_it_is(voting, serve, publisher, tmp_path, monkeypatch):
    certificate = tmp_path / "localhost.pem"
    certificate.write_text(CERTIFICATE)
    server = serve("--tls", "--tlscert", str(certificate), "--tlskey", str(certificate))
    address = server.url.replace("nats://127.0.0.1", "tls://localhost")
    vote("Heat")
    with pytest.raises(Away, match="could not be spoken to safely"):
        tell(publisher(address))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tell(publisher(address))
    assert publishing.waiting(publisher(address)) == 0
    with Reader(address) as reader:
        until(reader.has("Heat"), "it was read")


@on_sqlite
def test_who_may_publish_but_not_ask_jetstream_publishes_all_the_same(voting, serve, publisher, tmp_path):
    settings = tmp_path / "nats.conf"
    settings.write_text(
        'authorization { users: [{user: a, password: b, permissions: {publish: ["moviediary.>"], subscribe: []}}] }'
    )
    server = serve("-c", str(settings))
    vote("Heat", "Stalker")
    nats = publisher(server.url.replace("//", "//a:b@"))
    tell(nats)
    assert publishing.waiting(nats) == 0


@on_sqlite
def test_who_may_not_publish_holds_up_the_stream_and_is_told_why(voting, serve, publisher, tmp_path):
    settings = tmp_path / "nats.conf"
    settings.write_text('authorization { users: [{user: a, password: b, permissions: {publish: ["other.>"]}}] }')
    server = serve("-c", str(settings))
    vote("Heat")
    nats = publisher(server.url.replace("//", "//a:b@"))
    with pytest.raises(Away, match="Permissions Violation for Publish"):
        tell(nats)
    assert publishing.waiting(nats) == 1


@on_sqlite
def test_an_event_that_is_too_large_for_the_server_is_not_passed_over(voting, serve, publisher, tmp_path):
    settings = tmp_path / "nats.conf"
    settings.write_text("max_payload: 1024")
    server = serve("-c", str(settings))
    vote("small", "x" * 2000, "behind")
    nats = publisher(server.url)
    with pytest.raises(Away, match="max_payload"):
        tell(nats)
    assert publishing.waiting(nats) == 2


@on_sqlite
def test_a_stream_that_was_removed_is_made_again(voting, server, publisher):
    nats = publisher(server.url)
    vote("Heat")
    tell(nats)
    link = Link(at(server.url))
    link.request("$JS.API.STREAM.DELETE.MOVIEDIARY", b"", {})
    link.close()
    vote("Stalker")
    tell(nats)
    with Reader(server.url) as reader:
        until(reader.has("Stalker"), "what came after it is kept")


@on_sqlite
@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"INFO nonsense\r\n", b"INFO []\r\n", b"", b"INFO {}\r\nMSG x\r\n"]
)
def test_something_else_than_nats_is_told_apart(voting, publisher, said):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            connection, _ = listener.accept()
            with connection:
                connection.sendall(said)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(1000):
                    pass

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        vote("Heat")
        with pytest.raises(Away):
            tell(publisher(f"nats://127.0.0.1:{listener.getsockname()[1]}"))
        thread.join()


def test_what_an_erased_member_said_is_told_to_nobody(voting, server, publisher):
    vote("Heat", "Stalker")
    first = LogEntry.select(LogEntry.seq).order_by(LogEntry.seq).limit(1).scalar()
    LogEntry.update(erased=True, data="{}").where(LogEntry.seq == first).execute()
    nats = publisher(server.url)
    tell(nats)
    with Reader(server.url) as reader:
        until(reader.has("Stalker"), "only the other one is there")
    assert publishing.waiting(nats) == 0


@on_sqlite
def test_two_processes_do_not_publish_at_the_same_time(voting, server, publisher):
    vote("Heat")
    logplaces.Place.create(name="nats", seq=0, claimed_until=clock.now() + timedelta(minutes=1), holder="elsewhere 1 x")
    assert publishing.go_on(publisher(server.url)) is False
    assert logplaces.place("nats") == 0


def test_of_two_processes_that_move_a_place_one_is_told_that_it_was_late(voting):
    assert logplaces.move("somebody", 0, 5)
    assert not logplaces.move("somebody", 0, 7)
    assert logplaces.place("somebody") == 5
