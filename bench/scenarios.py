"""The scenarios. Each gives lines of the table: what, of the site, of the floor, the goal as a ratio or a limit."""

import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import requests

from bench import stub
from bench.processes import ROOT, Server, cpu_per_request, memory
from bench.world import PASSWORD, SIZES, environment
from moviediary import database, ids, start
from moviediary.accounts.models import Member
from moviediary.config import Config
from moviediary.deliveries import Delivery
from moviediary.log import changes
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.movies.models import Movie

REQUESTS, ROUNDS, CLIENTS = 60, 5, 8


@dataclass(frozen=True)
class Line:
    """`least` says that more is better; `goal` is a ratio where there is a floor, else a figure."""

    what: str
    site: float
    floor: float | None
    goal: float
    unit: str
    least: bool = False

    @property
    def ratio(self) -> float:
        measured = self.site / self.floor if self.floor else self.site
        return self.goal / measured if self.least else measured / self.goal


def diary_page(folder: Path, redis: str) -> Iterator[Line]:
    """(a) A page of 50 entries of a member with 10,000."""
    with (
        Server("app:app", environment(folder, REDIS_URL=redis)) as site,
        Server("bench.floor:application", environment(folder)) as floor,
    ):
        reader = _signed_in(site, "reader")
        older = re.search(r'href="([^"]*before=[^"]*)"', reader.get(f"{site.address}/members/reader/diary").text)[1]
        asked = {name: f"{site.address}/members/{name}/diary" for name in SIZES} | {
            "far": site.address + older.replace("&amp;", "&")
        }
        found = {name: [] for name in (*asked, "floor")}
        plain = requests.Session()
        for _ in range(ROUNDS):
            for name, address in asked.items():
                found[name].append(cpu_per_request(site, lambda _, to=address: reader.get(to).raise_for_status(), REQUESTS))
            to = f"{floor.address}/members/reader/diary"
            found["floor"].append(cpu_per_request(floor, lambda _, to=to: plain.get(to).raise_for_status(), REQUESTS))
        took = {name: statistics.median(values) for name, values in found.items()}
    yield Line("a  diary page of 50, 10,000 reviews", took["reader"], took["floor"], 2.2, "ms CPU")
    yield Line("a  a later page against the first", took["far"], took["reader"], 1.2, "ms CPU")
    yield Line("a  10,000 reviews against 1,000", took["reader"], took["newer"], 1.1, "ms CPU")


def log_review(folder: Path, redis: str) -> Iterator[Line]:
    """(d) Logging a review: through the form, one after the other and by eight clients at once."""
    with (
        Server("app:app", environment(folder, REDIS_URL=redis)) as site,
        Server("bench.floor:application", environment(folder)) as floor,
    ):
        with database.connected():
            movie = Movie.select().first().id
            member = Member.get(Member.username == "newer").id
        visitors = [_signed_in(site, "newer") for _ in range(CLIENTS)]
        forms = [_form(site, visitor, ids.short(movie)) for visitor in visitors]

        def log(number: int, client: int = 0) -> None:
            sent = {**forms[client], "key": str(uuid4()), "rating": "8"}
            answer = visitors[client].post(f"{site.address}/reviews", data=sent, allow_redirects=False)
            assert answer.status_code == 303, answer.text

        plain = requests.Session()

        def least(number: int) -> None:
            data = {"member": member.hex, "movie": movie.hex, "key": uuid4().hex}
            assert plain.post(floor.address, data=data, allow_redirects=False).status_code == 303

        mine, its = [], []
        for _ in range(ROUNDS):
            mine.append(cpu_per_request(site, log, REQUESTS))
            its.append(cpu_per_request(floor, least, REQUESTS))
        yield Line("d  log a review", statistics.median(mine), statistics.median(its), 2.5, "ms CPU")
        yield from _at_once(log)


def _at_once(log, each: int = 150) -> Iterator[Line]:
    times: list[float] = []

    def run(client: int) -> None:
        for number in range(each):
            started = time.monotonic()
            log(number, client)
            times.append(time.monotonic() - started)

    started = time.monotonic()
    clients = [threading.Thread(target=run, args=(client,)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    yield Line("d  reviews a second by 8 clients", len(times) / (time.monotonic() - started), None, 300, "/s", least=True)
    yield Line("d  the slowest of a hundred", statistics.quantiles(times, n=100)[98] * 1000, None, 150, "ms")


def posters(folder: Path, redis: str, count: int = 200) -> Iterator[Line]:
    """(h) Poster jobs from a stub on this machine."""
    with stub.Stub() as provider:
        env = environment(folder, REDIS_URL=redis, **provider.settings)
        # This process discovers the films, so it is the one that rings the bell.
        start(Config.from_env(env, folder))
        with database.connected(), changes(None) as record:
            for number in range(count):
                discover(record, DiscoverMovie(Identity(f"Poster {uuid4().hex}", 1999, tmdb_id=5_000_000 + number)))
        worker = subprocess.Popen([sys.executable, "worker.py"], cwd=ROOT, env=env, start_new_session=True)
        try:
            first = _wait(lambda: _done() > 0)
            already = _done()
            took = _wait(lambda: _done() >= count) - first
            yield Line("h  poster jobs a second", (count - already) / took, None, 40, "/s", least=True)
            yield Line("i  memory of the worker", memory(worker.pid), None, 60, "MB")
        finally:
            worker.terminate()
            worker.wait()


def start_and_memory(folder: Path, redis: str, more: int = 5_000) -> Iterator[Line]:
    """(i) The first page after the start, memory, and whether it grows."""
    server = Server("app:app", environment(folder, REDIS_URL=redis))
    yield Line("i  first page after the start", server.first_answer(), None, 0.6, "s")
    try:
        reader = _signed_in(server, "reader")
        for path in ["/", "/members/reader", "/members", "/reviews/new"] * 100:
            reader.get(server.address + path).raise_for_status()
        before = memory(server.process.pid)
        yield Line("i  memory of the web server", before, None, 110, "MB")
        for number in range(more):
            reader.get(f"{server.address}/members/{('reader', 'newer')[number % 2]}").raise_for_status()
        yield Line(f"i  memory after {more:,} more pages", memory(server.process.pid), before, 1.05, "MB")
    finally:
        server.stop()


def _signed_in(site: Server, name: str) -> requests.Session:
    visitor = requests.Session()
    token = _token(visitor.get(f"{site.address}/login").text)
    sent = {"identifier": name, "password": PASSWORD, "csrf_token": token, "next": "/"}
    assert visitor.post(f"{site.address}/login", data=sent, allow_redirects=False).status_code == 303
    return visitor


def _form(site: Server, visitor: requests.Session, movie: str) -> dict[str, str]:
    page = visitor.get(f"{site.address}/reviews/new?movie={movie}").text
    today = re.search(r'name="when" value="(\d{4}-\d\d-\d\d)"', page)[1]
    return {"csrf_token": _token(page), "movie": movie, "when": today, "audience": "everyone"}


def _token(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def _done() -> int:
    with database.connected():
        return Delivery.select().where(Delivery.handler == "sync_poster", Delivery.done_at.is_null(False)).count()


def _wait(holds) -> float:
    while not holds():
        time.sleep(0.02)
    return time.monotonic()
