"""(c): the feed of those somebody follows: one quiet member, 20, 200, 2,000."""

import re
from collections.abc import Iterator
from pathlib import Path

from bench.lines import Line
from bench.pages import both, medians_of, sign_in
from bench.processes import Client
from bench.world import FOLLOWERS, QUIET_FOLLOWER

# How many followed members make a feed one of many.
MANY = 2_000


def feed(folder: Path, redis: str) -> Iterator[Line]:
    """A page of 50, against the least that could be done for somebody who follows 20."""
    with both(folder, redis) as (site, floor):
        followers = {name: sign_in(site, name) for name in (QUIET_FOLLOWER, *FOLLOWERS)}
        pages = {name: client.get("/following", 200) for name, client in followers.items()}
        most = max(FOLLOWERS, key=lambda name: FOLLOWERS[name])
        further = _older(pages[most])
        asked = {
            "floor": (floor, Client(floor.port), lambda: "/following/f20", 200),
            **{name: (site, client, lambda: "/following", 200) for name, client in followers.items()},
            "older": (site, followers[most], lambda: further, 200),
            "everyone": (site, followers[most], lambda: "/", 200),
        }
        took = medians_of(asked)
    yield Line("c  the feed of everyone", took["everyone"], took["floor"], 2.2, "CPU ms")
    yield Line("c  of one quiet member one follows", took[QUIET_FOLLOWER], took["floor"], 2.2, "CPU ms")
    for name, count in FOLLOWERS.items():
        yield Line(f"c  of {count:,} members one follows", took[name], took["floor"], 3.3 if count == MANY else 2.2, "CPU ms")
    yield Line(f"c  of {MANY:,} members, its second page", took["older"], took["floor"], 3.3, "CPU ms")


def _older(page: str) -> str:
    return re.search(r'href="(/following\?before=[^"]*)"', page)[1]
