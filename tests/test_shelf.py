"""What others sent is kept in Redis for a while."""

import pytest

from moviediary import link, shelf


@pytest.fixture(autouse=True)
def nothing_is_kept_afterwards():
    yield
    shelf.configure("")


def test_what_is_put_there_is_taken_from_there(redis_url):
    shelf.configure(redis_url)
    shelf.put("a picture", b"bytes", 60)
    assert shelf.taken("a picture") == b"bytes"
    assert shelf.taken("another") is None


def test_a_redis_that_refuses_one_thing_is_not_left_alone_by_all(redis_url):
    shelf.configure(redis_url)
    link.to(redis_url).connection.hset("moviediary:shelf:a picture", "what", "no picture")
    assert shelf.taken("a picture") is None
    assert link.to(redis_url).usable, "sign-in limits and wake-ups go on with it"


def test_without_redis_nothing_is_kept():
    shelf.put("a picture", b"bytes", 60)
    assert shelf.taken("a picture") is None
