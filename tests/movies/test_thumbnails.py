"""Small posters from elsewhere never keep the threads that pages need."""

import pytest
from provider_stub import ProviderStub

from moviediary import http, shelf, waiting
from moviediary.link import to
from moviediary.movies import pictures, thumbnails
from moviediary.shared import Shared


@pytest.fixture
def stub():
    http.configure(allow_private=True)
    shelf.configure("")
    thumbnails._away.clear()
    with ProviderStub() as running:
        yield running
    thumbnails._away.clear()
    waiting.limit(waiting.MOST)
    http.configure(allow_private=False)


def address(stub):
    return f"{stub.address}/t/p/w92/poster603.jpg"


def test_where_too_many_wait_already_there_is_no_picture_at_once(stub):
    waiting.limit(1)
    with waiting.allowed():
        assert thumbnails.thumbnail(address(stub)) is None
    assert stub.calls["image"] == 0
    assert thumbnails.thumbnail(address(stub))


def test_a_host_that_answers_slowly_is_left_alone_for_a_while(stub, monkeypatch):
    monkeypatch.setattr(thumbnails, "SLOW", 0.1)
    stub.break_("image", "slow", seconds=0.2)
    assert thumbnails.thumbnail(address(stub))
    assert thumbnails.thumbnail(address(stub)) is None
    assert stub.calls["image"] == 1


def test_another_picture_that_is_being_read_says_nothing_of_the_host(stub):
    with pictures._one_at_a_time:
        assert thumbnails.thumbnail(address(stub)) is None
    assert thumbnails.thumbnail(address(stub))


@pytest.mark.parametrize("kind", ["text", "list"])
def test_what_somebody_else_put_into_redis_is_no_picture_and_no_reason_to_leave_it_alone(stub, redis_url, monkeypatch, kind):
    monkeypatch.setattr(shelf, "_shared", Shared(redis_url))
    redis, name = to(redis_url).connection, f"moviediary:shelf:thumbnail:{address(stub)}"
    if kind == "text":
        redis.set(name, b"<script>alert(1)</script>")
    else:
        redis.lpush(name, "x")
    assert thumbnails.thumbnail(address(stub))[8:12] == b"WEBP"
    assert to(redis_url).usable
