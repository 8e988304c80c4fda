"""The way out, against real servers. Names and public addresses are played by a network of the test's own."""

import contextlib
import socket
import ssl
import threading
import time
import traceback
from datetime import timedelta
from email.utils import format_datetime

import certifi
import pytest
from rawserver import RawServer, answer
from servers import free_port
from tries import soon

from moviediary import addresses, clock, connections, http
from moviediary.errors import GiveUp, TryAgain

JSON = ("application/json",)
KEY = "canary-4711"
OUTSIDE = "93.184.215.14"
ELSEWHERE = "151.101.1.69"
# For localhost, made for these tests only, good until 2126.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdaDfY5QT5QfVt3Vf
f6DaX9eyaB8aZAaJH3y2kfYfnPWhRANCAAQCBxQtDa9H7Ou8XeVdjGNqIBBHG0/k
xmpxo5r0jSk5vhjr7XL9g0fcVtW5BJuHKPno4xV+iRoVzdNNgcxsEGXK
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBdDCCARqgAwIBAgIUCAyyuUO8d9xCWAJi8n4fqP0P4lkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA4NDUwN1oYDzIxMjYxMDI4
MDg0NTA3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQCBxQtDa9H7Ou8XeVdjGNqIBBHG0/kxmpxo5r0jSk5vhjr7XL9g0fc
VtW5BJuHKPno4xV+iRoVzdNNgcxsEGXKo0gwRjAUBgNVHREEDTALgglsb2NhbGhv
c3QwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUe4/4XTWWGK7g1fyqlUp7ZJOw
LhAwCgYIKoZIzj0EAwIDSAAwRQIhALkuB/MromtPk4qffYrE3KDBne8dh0LcLZVn
drk0LbEtAiA0osEQqiXG0Gv5G/S/sUCW5MdpxvtYf1GUY/71aL5oEA==
-----END CERTIFICATE-----
"""


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(reply, tls=None):
            server = RawServer(reply, tls)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture(autouse=True)
def anything_goes():
    """Private addresses are allowed, unless a test says otherwise."""
    http.configure(allow_private=True)
    yield
    http.configure(allow_private=False)


class Network:
    """Names and public addresses, led to servers of the test. `tried` holds every address that was connected to."""

    def __init__(self):
        self.names = {"films.example": [OUTSIDE]}
        self.servers = {}
        self.tried = []


@pytest.fixture
def internet(monkeypatch):
    network = Network()
    resolved = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        found = [resolved(address, port, *args, **kwargs) for address in network.names.get(host, [host])]
        return [place for places in found for place in places]

    class Led(connections._PlainSocket):
        def connect(self, place):
            network.tried.append(place[0])
            if place[0] not in network.servers:
                raise ConnectionRefusedError
            super().connect(("127.0.0.1", network.servers[place[0]].port))

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(connections, "_PlainSocket", Led)
    http.configure(allow_private=False)
    return network


def fetch(url, max_bytes=1000, deadline=2.0, **more):
    return http.fetch(url, accept=JSON, max_bytes=max_bytes, deadline=deadline, **more)


# --- what is answered ---


def test_an_answer_is_its_status_its_type_and_its_body(serve):
    server = serve(answer(b'{"title": "Stalker"}', content_type="Application/JSON; charset=utf-8"))
    assert fetch(f"{server.address}/movie") == http.Answer(200, "application/json", b'{"title": "Stalker"}')
    assert server.requests[0].startswith("GET /movie HTTP/1.1")
    assert "Accept: application/json\r\n" in server.requests[0]
    assert "Accept-Encoding: identity\r\n" in server.requests[0]
    assert "User-Agent: MovieDiary/" in server.requests[0]


def test_a_chunked_answer_is_put_together(serve):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert fetch(serve(head + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n").address).body == b"{}"


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found"])
def test_a_mistake_of_ours_is_an_answer_of_any_type(serve, status):
    found = fetch(serve(answer(b"no such film", status, "text/html")).address)
    assert (found.status, found.body) == (int(status[:3]), b"no such film")


@pytest.mark.parametrize("status", ["500 Broken", "502 Bad Gateway", "503 Service Unavailable", "429 Too Many Requests"])
def test_a_mistake_of_theirs_is_worth_another_try(serve, status):
    with pytest.raises(TryAgain, match=f"answered {status[:3]}") as caught:
        fetch(serve(answer(status=status)).address)
    assert caught.value.after == 0


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("0", 0), ("99999999999", 3600), ("-5", 0), ("soon", 0), ("١٢", 0), ("Mon, 99 Foo 2026 99:99:99 GMT", 0), ("", 0)],
)
def test_the_seconds_they_ask_for_are_passed_on(serve, said, seconds):
    raw = answer(status="429 Too Many").replace(b"\r\n\r\n", f"\r\nRetry-After: {said}\r\n\r\n".encode())
    with pytest.raises(TryAgain) as caught:
        fetch(serve(raw).address)
    assert caught.value.after == seconds


def test_the_moment_they_ask_for_is_passed_on_as_seconds(serve):
    moment = format_datetime(clock.now() + timedelta(seconds=20), usegmt=True)
    with pytest.raises(TryAgain) as caught:
        fetch(serve(answer(status="503 Later", Retry_After=moment)).address)
    assert caught.value.after == pytest.approx(20, abs=1.5)


# --- limits ---


def test_an_answer_may_have_as_many_bytes_as_allowed_and_not_one_more(serve):
    assert len(fetch(serve(answer(b"x" * 1000)).address).body) == 1000
    with pytest.raises(GiveUp, match="more than 1,000 bytes"):
        fetch(serve(answer(b"x" * 1001)).address)


def test_an_endless_answer_is_cut_at_the_limit(serve):
    sent = []

    def flood(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)
            sent.append(65536)

    with pytest.raises(GiveUp, match="more than 100,000 bytes"):
        fetch(serve(flood).address, max_bytes=100_000)
    assert sum(sent) < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate, gzip"])
def test_a_compressed_answer_is_refused(serve, encoding):
    with pytest.raises(GiveUp, match="compressed"):
        fetch(serve(answer(b"\x1f\x8b" + b"\0" * 50, Content_Encoding=encoding)).address)


@pytest.mark.parametrize("content_type", ["text/html", "application/jsonp", "image/svg+xml", ""])
def test_another_type_than_asked_for_is_refused(serve, content_type):
    with pytest.raises(GiveUp, match="something else than was asked for"):
        fetch(serve(answer(content_type=content_type)).address)


SLOW = {
    "silence": b"",
    "a header that never ends": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "a body that comes byte by byte": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
    "a body without an end": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{",
    "chunks without an end": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3f0\r\n",
}


@pytest.mark.parametrize("start", SLOW.values(), ids=SLOW)
def test_a_slow_server_is_left_when_the_time_is_up(serve, start):
    server = serve(lambda connection: server.drip(connection, start) if start else server.over.wait(60))
    began = time.monotonic()
    with soon(0.9), pytest.raises(TryAgain, match="did not answer in time"):
        fetch(server.address, deadline=0.4)
    # However busy a machine is, it is never early.
    assert time.monotonic() - began > 0.3


def test_the_time_is_for_all_redirects_together(serve):
    def slowly(connection):
        server.over.wait(0.3)
        connection.sendall(answer(status="302 Found", Location="/again"))

    server = serve(slowly)
    with soon(1.0), pytest.raises(TryAgain, match="in time"):
        fetch(server.address, deadline=0.5)


def test_a_name_server_that_is_silent_does_not_hold_anybody(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(60) and [])
    with soon(0.8), pytest.raises(TryAgain, match="looked up in time"):
        fetch("http://films.example/", deadline=0.3)
    release.set()


def test_a_body_that_breaks_off_is_no_answer(serve):
    with pytest.raises(TryAgain, match="broke off"):
        fetch(serve(answer(b"x" * 50)[:-10]).address)


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0" * 70_000])
def test_something_that_is_no_web_server_is_worth_another_try(serve, reply):
    with pytest.raises(TryAgain):
        fetch(serve(reply).address)


def test_a_closed_port_is_worth_another_try():
    port = free_port()
    with pytest.raises(TryAgain, match=r"127\.0\.0\.1 cannot be reached"):
        fetch(f"http://127.0.0.1:{port}/")


# --- where it does not go ---

INWARD = [
    *("127.0.0.1", "localhost", "[::1]", "[::]", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
    *("100.64.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]"),
    *("[2001:0:7f00:1::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]"),
    *("2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "127.000.000.001", "LOCALHOST", "127.0.0.1."),
]


@pytest.mark.parametrize("host", INWARD)
def test_an_address_that_leads_inside_is_refused_and_not_connected_to(internet, serve, host):
    internet.servers = dict.fromkeys(("127.0.0.1", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"), serve(answer()))  # noqa: S104
    with pytest.raises((GiveUp, TryAgain), match=r"not public|not known|cannot be reached|can be asked"):
        fetch(f"http://{host}/")
    assert internet.tried == []


def test_every_spelling_of_home_is_recognised_and_not_merely_unknown(internet):
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"):
        with pytest.raises(GiveUp, match="not public"):
            fetch(f"http://{host}/")


@pytest.mark.parametrize("others", [["127.0.0.1"], [OUTSIDE, "10.0.0.1"], ["::1", OUTSIDE]])
def test_a_public_name_with_an_address_inside_is_refused(internet, others):
    internet.names["films.example"] = others
    with pytest.raises(GiveUp, match=r"films\.example leads to an address that is not public"):
        fetch("http://films.example/")
    assert internet.tried == []


def test_what_was_checked_is_what_is_connected_to(internet, serve):
    """A name server may say something else the second time it is asked, so it is asked once."""
    asked = []
    once = internet.names

    class Rebinding(dict):
        def get(self, host, default=None):
            asked.append(host)
            return [OUTSIDE] if len(asked) == 1 else ["127.0.0.1"]

    internet.names = Rebinding(once)
    internet.servers = dict.fromkeys((OUTSIDE, "127.0.0.1"), serve(answer()))
    assert fetch("http://films.example/").status == 200
    assert (asked, internet.tried) == (["films.example"], [OUTSIDE])


def test_a_redirect_into_the_local_network_is_refused(internet, serve):
    for target in ("http://127.0.0.1/", "http://169.254.169.254/latest/", "//localhost/", "http://[::1]/", "http://10.0.0.1:80/"):
        internet.servers = {OUTSIDE: serve(answer(status="302 Found", Location=target)), "127.0.0.1": serve(answer())}
        with pytest.raises(GiveUp, match="not public"):
            fetch("http://films.example/")
    assert set(internet.tried) == {OUTSIDE}


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://films.example/", "gopher://films.example/", "data:,x", "http://[bad"]
)
def test_a_redirect_out_of_the_web_is_refused(internet, serve, target):
    internet.servers = {OUTSIDE: serve(answer(status="301 Moved", Location=target))}
    with pytest.raises(GiveUp, match="not one that can be asked"):
        fetch("http://films.example/")


def test_a_second_address_is_tried_where_the_first_is_dead(internet, serve):
    internet.names["films.example"] = ["2606:4700::1111", OUTSIDE]
    internet.servers = {OUTSIDE: serve(answer())}
    assert fetch("http://films.example/").status == 200
    assert internet.tried == ["2606:4700::1111", OUTSIDE]


@pytest.mark.parametrize("port", [22, 25, 6379, 8000, 8443])
def test_an_unusual_port_is_refused(internet, port):
    with pytest.raises(GiveUp, match="unusual port"):
        fetch(f"http://films.example:{port}/")
    assert internet.tried == []


@pytest.mark.parametrize(
    "url",
    [
        *("", "films.example", "/movie", "file:///etc/passwd", "ftp://films.example/", "unix:///run/redis.sock", "http://"),
        *("http:///path", "javascript:alert(1)", "http://films.example\\@127.0.0.1/", "http://films.example/\r\nX: y"),
        *("http://films.example/a b", "http://[::1", "http://films.example:99999/", "http://" + "a" * 5000, "http://ex\0.org/"),
    ],
)
def test_what_is_no_web_address_is_refused(internet, url):
    with pytest.raises(GiveUp, match=r"not one that can be asked|unusual port"):
        fetch(url)
    assert internet.tried == []


def test_a_password_in_an_address_is_refused(internet):
    for user in ("alice:secret", "alice", ":"):
        with pytest.raises(GiveUp, match="name or a password") as caught:
            fetch(f"http://{user}@films.example/")
        assert "alice" not in str(caught.value)


def test_a_site_at_home_may_allow_its_own_network(serve):
    assert fetch(f"{serve(answer()).address}/").status == 200


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "[2001:4860:4860::8888]"])
def test_the_public_internet_is_public(text):
    assert addresses.public(text)


# --- redirects ---


def redirecting(times):
    left = [times]

    def reply(connection):
        left[0] -= 1
        connection.sendall(answer(status="302 Found", Location=f"/{left[0]}") if left[0] >= 0 else answer())

    return reply


def test_three_redirects_are_followed_and_not_four(serve):
    assert fetch(serve(redirecting(3)).address).status == 200
    server = serve(redirecting(4))
    with pytest.raises(GiveUp, match="redirects too often"):
        fetch(server.address)
    assert len(server.requests) == 4


def test_a_key_in_a_header_stays_with_the_host_it_was_for(internet, serve):
    internet.names["cdn.example"] = [ELSEWHERE]
    there = serve(answer())
    here = serve(answer(status="302 Found", Location="http://cdn.example/x"))
    internet.servers = {OUTSIDE: here, ELSEWHERE: there}
    fetch("http://films.example/", headers={"Authorization": f"Bearer {KEY}"})
    assert KEY in here.requests[0]
    assert KEY not in there.requests[0]
    assert "Host: cdn.example\r\n" in there.requests[0]


def test_a_key_in_a_header_is_sent_again_to_the_same_host(serve):
    server = serve(redirecting(1))
    fetch(server.address, headers={"Authorization": f"Bearer {KEY}"})
    assert [KEY in request for request in server.requests] == [True, True]


def test_no_cookie_is_sent_back(serve):
    replies = [answer(status="302 Found", Location="/2", Set_Cookie="a=b"), answer()]
    server = serve(lambda connection: connection.sendall(replies.pop(0)))
    fetch(server.address)
    assert "Cookie" not in server.requests[1]


def test_a_proxy_in_the_environment_is_not_used(serve, monkeypatch):
    proxy, server = serve(answer(status="500 Proxy")), serve(answer())
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.address)
    assert fetch(server.address).status == 200
    assert proxy.requests == []


# --- what it says ---


def test_no_key_in_an_address_reaches_an_error_or_the_log(serve, caplog):
    caplog.set_level("DEBUG")
    refused = answer(content_type="text/html")
    broken = b"HTTP/1.1 200 OK\r\nBad header line\r\nContent-Type: application/json\r\n\r\n"
    for reply in (
        b"",
        refused,
        broken,
        answer(status="500 No"),
        answer(b"x" * 2000),
        answer(status="302 F", Location="ftp://x/"),
    ):
        server = serve(reply)
        with pytest.raises((TryAgain, GiveUp)) as caught:
            fetch(f"{server.address}/?api_key={KEY}", headers={"Authorization": KEY})
        assert KEY not in "".join(traceback.format_exception(caught.value))
    with pytest.raises(TryAgain) as caught:
        fetch(f"http://127.0.0.1:1/?api_key={KEY}")
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert KEY not in caplog.text


# --- encrypted ---


@pytest.fixture
def encrypted(tmp_path):
    path = tmp_path / "certificate.pem"
    path.write_text(CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


@pytest.fixture
def trusted(encrypted, monkeypatch):
    monkeypatch.setattr(certifi, "where", lambda: str(encrypted[1]))
    connections._context.cache_clear()
    yield encrypted[0]
    connections._context.cache_clear()


def test_a_server_that_cannot_prove_its_name_is_not_asked(serve, encrypted):
    server = serve(answer(), tls=encrypted[0])
    with pytest.raises(TryAgain, match="could not prove that it is localhost"):
        fetch(f"https://localhost:{server.port}/?api_key={KEY}")
    assert server.requests == []


def test_a_trusted_server_is_asked_by_its_name_only(serve, trusted):
    server = serve(answer(), tls=trusted)
    assert fetch(f"https://localhost:{server.port}/").status == 200
    with pytest.raises(TryAgain, match="could not prove"):
        fetch(f"https://127.0.0.1:{server.port}/")


def test_a_slow_encrypted_server_is_left_when_the_time_is_up(serve, trusted):
    server = serve(lambda connection: server.drip(connection, SLOW["a body without an end"]), tls=trusted)
    with soon(0.9), pytest.raises(TryAgain, match="in time"):
        fetch(f"https://localhost:{server.port}/", deadline=0.4)


def test_a_handshake_that_never_ends_is_left_when_the_time_is_up(serve, trusted):
    listener = serve(lambda _: None)
    listener._talk = lambda _: listener.over.wait(60)
    with soon(0.9), pytest.raises(TryAgain, match="in time"):
        fetch(f"https://localhost:{listener.port}/", deadline=0.4)


def test_many_threads_fetch_at_once_without_mixing_their_answers(serve):
    def own(connection):
        path = connection.recv(65536).decode().split()[1]
        connection.sendall(answer(path.encode()))

    server = serve(answer())
    server._talk = own
    found = {}
    threads = [
        threading.Thread(target=lambda n=n: found.update({n: fetch(f"{server.address}/{n}", deadline=5).body})) for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: f"/{n}".encode() for n in range(24)}
