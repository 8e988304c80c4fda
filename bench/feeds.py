"""(e): a member's diary as RSS."""

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from bench.lines import Line
from bench.pages import both, medians_of
from bench.processes import Client, Server
from moviediary import database, ids
from moviediary.accounts.models import Member
from moviediary.diary.models import Review


def feed(folder: Path, redis: str) -> Iterator[Line]:
    """That nothing changed, what was just written for another reader, and written anew each time."""
    path = "/members/reader/feed.rss"
    with both(folder, redis) as (site, floor):
        places = cycle(_places())
        asked = {
            "same": (site, _knowing(site, path), lambda: path, 304),
            "floor same": (floor, _knowing(floor, path), lambda: path, 304),
            "kept": (site, Client(site.port), lambda: path, 200),
            "anew": (site, Client(site.port), lambda: f"{path}?before={next(places)}", 200),
            "floor anew": (floor, Client(floor.port), lambda: f"{path}?before={next(places)}", 200),
        }
        took = medians_of(asked)
    yield Line("e  a feed that did not change", took["same"], took["floor same"], 2.2, "CPU ms")
    yield Line("e  a feed of 50, written just before", took["kept"], took["floor anew"], 2.5, "CPU ms")
    yield Line("e  a feed of 50, written anew", took["anew"], took["floor anew"], 2.5, "CPU ms")


def _knowing(server: Server, path: str) -> Client:
    """A reader that has the feed as it is."""
    first = Client(server.port)
    etag = re.search(r"(?im)^etag: (.*?)\r?$", first.head(path))[1]
    return Client(server.port, headers=(f"If-None-Match: {etag}",))


def _places() -> list[str]:
    """Where a reader's page of the reader's diary may begin."""
    with database.connected():
        member = Member.get(Member.username == "reader").id
        rows = Review.select(Review.id).where(Review.member == member).order_by(Review.id.desc()).limit(5_000).tuples()
        return [ids.short(row[0]) for row in rows]
