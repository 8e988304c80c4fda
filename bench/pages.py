"""(a) and (d): a page of a long diary, and logging a review."""

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from redis import Redis

from bench.lines import Line
from bench.processes import Client, Server, cpu_per_request
from bench.world import PASSWORD, SIZES, environment
from moviediary import database, ids
from moviediary.accounts.models import Member
from moviediary.deliveries import Delivery
from moviediary.movies.models import Movie

# The kernel counts time in hundredths of a second, so a round takes as many requests as last some hundreds of those.
REQUESTS, WRITES, ROUNDS = 150, 200, 5
CLIENTS, EACH = 8, 250
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class _Logger:
    """Somebody with a form that is sent again and again, each time as another entry."""

    server: Server
    client: Client
    said: dict[str, str]

    def log(self) -> None:
        """Whatever is not a redirect, "database is locked" among it, ends the measurement."""
        self.client.post("/reviews", urlencode({**self.said, "key": uuid4().hex}), 303)


def diary_page(folder: Path, redis: str) -> Iterator[Line]:
    """A page of 50 entries, as the member sees it who wrote them."""
    with both(folder, redis) as (site, floor):
        reader, newer = sign_in(site, "reader"), sign_in(site, "newer")
        page = reader.get("/members/reader/diary", 200)
        plain = Client(floor.port)
        asked = {
            "floor": (floor, plain, "/members/reader/diary"),
            "reader": (site, reader, "/members/reader/diary"),
            "far": (site, reader, _far_back(page, folder)),
            "newer": (site, newer, "/members/newer/diary"),
            **{name: (site, reader, f"/members/{name}/diary") for name in SIZES.keys() & {"collector"}},
        }
        took = _medians(asked)
    yield Line("a  a page of 50 of 10,000 entries", took["reader"], took["floor"], 2.2, "CPU ms")
    yield Line("a  page 150 against the first", took["far"], took["reader"], 1.2, "CPU ms")
    yield Line("a  10,000 entries against 1,000", took["reader"], took["newer"], 1.1, "CPU ms")
    if "collector" in took:
        yield Line("a  100,000 entries against 10,000", took["collector"], took["reader"], 1.1, "CPU ms")


def profile(folder: Path, redis: str) -> Iterator[Line]:
    """A profile with heatmap, bars, averages by month and the newest entries, as its member sees it."""
    with both(folder, redis) as (site, floor):
        reader, newer = sign_in(site, "reader"), sign_in(site, "newer")
        size = len(reader.get("/members/reader", 200)) / 1000
        asked = {
            "floor": (floor, Client(floor.port), "/members/reader"),
            "reader": (site, reader, "/members/reader"),
            "newer": (site, newer, "/members/newer"),
            "trends": (site, reader, "/members/reader/trends?year=2025"),
            "all": (site, reader, "/members/reader/trends?period=all"),
            **{name: (site, reader, f"/members/{name}") for name in SIZES.keys() & {"collector"}},
        }
        took = _medians(asked)
    yield Line("b  a profile with heatmap and bars", took["reader"], took["floor"], 2.2, "CPU ms")
    yield Line("b  10,000 entries against 1,000", took["reader"], took["newer"], 1.3, "CPU ms")
    if "collector" in took:
        yield Line("b  100,000 entries against 10,000", took["collector"], took["reader"], 1.3, "CPU ms")
    yield Line("b  its size", size, None, 120, "kB", fixed=True)
    yield Line("b  trends of a year, of 10,000 entries", took["trends"], None, 60, "CPU ms", fixed=True)
    yield Line("b  trends of all time", took["all"], None, 120, "CPU ms", fixed=True)


def log_review(folder: Path, redis: str) -> Iterator[Line]:
    """Through the form, one after the other and by eight clients at once. A hub is to be told, so that a delivery follows and the
    worker is woken."""
    hub = {"WEBSUB_HUB_URL": "http://127.0.0.1:9/", "BASE_URL": "http://127.0.0.1"}
    with both(folder, redis, {"REDIS_URL": redis}, **hub) as (site, floor):
        mine, its = _logging(site, floor)
        yield Line("d  log a review", *_one_by_one(mine, its), 2.5, "CPU ms")
        speed, slow = _at_once(mine)
        floor_speed, floor_slow = _at_once(its)
    _forget_deliveries(redis)
    yield Line(f"d  by {CLIENTS} clients at once", speed, floor_speed, 300, "per s", fixed=True, least=True)
    yield Line("d  of these the slowest of a hundred", slow, floor_slow, 150, "ms", fixed=True)


def _forget_deliveries(address: str) -> None:
    """What was announced and is done by nobody here would keep the worker of other scenarios busy."""
    with database.connected():
        Delivery.delete().where(Delivery.handler == "publish").execute()
    with Redis.from_url(address) as connection:
        connection.flushdb()


def _logging(site: Server, floor: Server) -> tuple[list[_Logger], list[_Logger]]:
    """Members with a form each, at the site and at the floor."""
    with database.connected():
        movie = Movie.select().order_by(Movie.id).first().id
        member = Member.get(Member.username == "newer").id
    mine = [_Logger(site, *_form(sign_in(site, f"m{number}"), ids.short(movie))) for number in range(CLIENTS)]
    its = [_Logger(floor, Client(floor.port), {**one.said, "member": member.hex, "movie": movie.hex}) for one in mine]
    return mine, its


def _one_by_one(mine: list[_Logger], its: list[_Logger]) -> tuple[float, float]:
    """CPU milliseconds of one after the other, taken in turns."""
    took: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for found, (one, *_) in zip(took, (mine, its), strict=True):
            found.append(cpu_per_request(one.server, lambda _, log=one.log: log(), WRITES))
    return statistics.median(took[0]), statistics.median(took[1])


@contextmanager
def both(folder: Path, redis: str, of_floor: Mapping[str, str] = NOTHING, **more: str) -> Iterator[tuple[Server, Server]]:
    """The site and its floor, with what else each is started with."""
    with (
        Server("app:app", environment(folder, REDIS_URL=redis, **more)) as site,
        Server("bench.floor:app", environment(folder, **of_floor)) as floor,
    ):
        yield site, floor


def _medians(asked: dict[str, tuple[Server, Client, str]]) -> dict[str, float]:
    """CPU milliseconds per request of each, taken in turns so that a slow minute of the machine slows all of them."""
    return medians_of({name: (server, client, lambda path=path: path, 200) for name, (server, client, path) in asked.items()})


def medians_of(asked: dict[str, tuple[Server, Client, Callable[[], str], int]]) -> dict[str, float]:
    """The same of addresses that differ from one request to the next, with the status each has to have."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (server, client, path, status) in asked.items():
            took = cpu_per_request(server, lambda _, c=client, p=path, s=status: c.get(p(), s), REQUESTS)
            # The first turn warms up.
            if turn:
                found[name].append(took)
    return {name: statistics.median(values) for name, values in found.items()}


def _far_back(page: str, folder: Path) -> str:
    """The address of page 150 of the reader's diary."""
    older = re.search(r'href="([^"]*before=)[^"]*"', page)[1]
    with database.connected():
        member = Member.get(Member.username == "reader").id
        query = "SELECT position FROM review WHERE member_id = ? ORDER BY position DESC LIMIT 1 OFFSET 7499"
        mark = database.selected(query, (member.hex,))[0][0]
    assert SIZES["reader"] > 7_500, folder
    return older + urlencode({"": mark})[1:]


def _at_once(loggers: list[_Logger]) -> tuple[float, float]:
    """Reviews per second, and the milliseconds that 99 of 100 stay under."""
    times: list[float] = []
    failures: list[BaseException] = []

    def run(logger: _Logger) -> None:
        try:
            for _ in range(EACH):
                started = time.monotonic()
                logger.log()
                times.append(time.monotonic() - started)
        except BaseException as problem:
            failures.append(problem)

    started = time.monotonic()
    threads = [threading.Thread(target=run, args=(logger,)) for logger in loggers]
    _each(threads, threading.Thread.start)
    _each(threads, threading.Thread.join)
    if failures:
        raise failures[0]
    return len(times) / (time.monotonic() - started), statistics.quantiles(times, n=100)[98] * 1000


def _each(threads: list[threading.Thread], action: Callable[[threading.Thread], None]) -> None:
    for thread in threads:
        action(thread)


def sign_in(site: Server, name: str) -> Client:
    """A client that carries the session of a member."""
    first = Client(site.port)
    token = _token(first.get("/login", 200))
    # The token belongs to the session of whoever opened the page.
    first.cookie = first.cookies
    sent = {"identifier": name, "password": PASSWORD, "csrf_token": token, "next": "/"}
    first.post("/login", urlencode(sent), 303)
    return Client(site.port, first.cookies)


def _form(client: Client, movie: str) -> tuple[Client, dict[str, str]]:
    page = client.get(f"/reviews/new?movie={movie}", 200)
    # The page may have put the token's other half into the cookie.
    client.cookie = client.cookies or client.cookie
    today = re.search(r'name="when" value="(\d{4}-\d\d-\d\d)"', page)[1]
    said = {"csrf_token": _token(page), "movie": movie, "when": today, "rating": "8", "audience": "everyone"}
    return client, {**said, "text": "Better than the first time."}


def _token(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
