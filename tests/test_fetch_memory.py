"""Whatever another server sends, and however much of it, fetching it takes little memory."""

import gzip
from contextlib import ExitStack, suppress

import pytest
from costly import cost
from rawserver import RawServer, answer
from tries import numbers

TIMES = numbers(1, 20)
MOST_MEGABYTES = 32
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PIECE = b"x" * 65536
# 200 MB in members of a tenth: made in a moment, and by every test process, which all read this.
BOMB = gzip.compress(bytes(20_000_000), 1) * 10


def endless(start, piece):
    """A beginning, and then the same again and again, as fast as it is taken."""

    def reply(connection):
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    return reply


HOSTILE = {
    "a body without an end": endless(HEAD + b"\r\n", PIECE),
    "a body that says it is huge": endless(HEAD + b"Content-Length: 99999999999\r\n\r\n", PIECE),
    "chunks without an end": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + PIECE + b"\r\n"),
    "one chunk without an end": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n", PIECE),
    "the size of a chunk without an end": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
    "a header without an end": endless(HEAD + b"X-Long: ", PIECE),
    "headers without an end": endless(HEAD, b"X-Many: " + b"x" * 1000 + b"\r\n"),
    "patience without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    "a compressed body": lambda connection: connection.sendall(answer(BOMB, Content_Encoding="gzip")),
    "a compressed body behind a redirect": lambda connection: connection.sendall(
        answer(BOMB, "302 Found", Content_Encoding="gzip", Location="/again")
    ),
    "a huge body behind a failure": endless(b"HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n", PIECE),
    "a byte now and then": None,
}


@pytest.fixture(scope="module")
def addresses():
    with ExitStack() as stack:
        found = {}
        for name, reply in HOSTILE.items():
            server = RawServer(reply or (lambda connection: None))
            if reply is None:
                server.reply = lambda connection, server=server: server.drip(connection, HEAD + b"\r\n")
            stack.callback(server.close)
            found[name] = server.address
        with suppress(OSError):
            yield found


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_takes_little_memory_whatever_is_sent(addresses, name, figure):
    found = cost("fetch", [addresses[name]] * TIMES)
    low = found.megabytes <= MOST_MEGABYTES
    figure(f"{name}, {TIMES} times", f"+{found.megabytes:.0f} MB, {found.slowest:.1f} s at most", met=found.slowest < 3.5)
    assert found.outcomes == ["refused"] * TIMES
    assert low, found
