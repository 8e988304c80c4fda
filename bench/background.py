"""(h) and (i): poster jobs, the start, and memory."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import requests
from PIL import Image

from bench import stub
from bench.lines import Line
from bench.pages import sign_in
from bench.processes import ROOT, Client, Server, children, memory, tree
from bench.world import environment
from moviediary import clock, database, schedule, start
from moviediary.config import Config
from moviediary.deliveries import Delivery
from moviediary.log import changes
from moviediary.movies.events import PosterRequested
from moviediary.movies.models import Movie, MovieDetails

JOBS = 200
WARM, MORE, READERS, IN_A_ROW = 2_000, 4_000, 8, 25


def posters(folder: Path, redis: str) -> Iterator[Line]:
    """Poster jobs of a real worker, from a stub on this machine; the floor asks the same stub in a loop."""
    with stub.Stub() as provider:
        env = environment(folder, REDIS_URL=redis, **provider.settings)
        floor = _in_a_loop(provider)
        # This process asks for the posters, so it is the one that rings the bell.
        start(Config.from_env(env, folder))
        _after_the_daily_work()
        worker = subprocess.Popen([sys.executable, "worker.py"], cwd=ROOT, env=env, start_new_session=True)
        try:
            _wait_for(_ask_for(0, 10), worker)
            began = time.monotonic()
            _wait_for(_ask_for(10, JOBS), worker)
            speed = JOBS / (time.monotonic() - began)
            held = _at_rest(worker.pid)
        finally:
            worker.terminate()
            worker.wait()
    yield Line("h  poster jobs of one worker", speed, floor, 40, "per s", fixed=True, least=True)
    yield Line("i  memory of the worker", held, None, 60, "MB", fixed=True)


def start_and_memory(folder: Path, redis: str) -> Iterator[Line]:
    """The first page after the start, memory, and whether it grows."""
    with Server("bench.floor:app", environment(folder)) as floor:
        floor_took = time.monotonic() - floor.started
        floor_held = memory(floor.process.pid)
    server = Server("app:app", environment(folder, REDIS_URL=redis))
    took = server.first_answer()
    try:
        _read(server, WARM)
        held = memory(server.process.pid)
        _read(server, MORE)
        later = memory(server.process.pid)
    finally:
        server.stop()
    yield Line("i  first page after the start", took, floor_took, 0.6, "s", fixed=True)
    yield Line(f"i  memory of web after {WARM:,} pages", held, floor_held, 110, "MB", fixed=True)
    yield Line(f"i  memory after {MORE:,} more", later, held, 1.05, "MB")


def _read(server: Server, pages: int) -> None:
    """Pages asked for by as many at once as the server has threads: each thread has a connection to the database of its own."""
    cookie = sign_in(server, "reader").cookie
    paths = ("/", "/members/reader", "/members", "/reviews/new", "/members/newer", "/members/m1")

    def ask(_: int) -> None:
        # A connection stays with one of the processes, which may be the same for all of them; of many, each gets some.
        for _ in range(pages // READERS // IN_A_ROW):
            client = Client(server.port, cookie)
            for number in range(IN_A_ROW):
                client.get(paths[number % len(paths)], 200)

    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(ask, range(READERS)))


def _in_a_loop(provider: stub.Stub, times: int = 60) -> float:
    """Posters a second that are only asked for, fetched and made smaller."""
    session, settings = requests.Session(), provider.settings
    began = time.monotonic()
    for number in range(1, times + 1):
        path = session.get(f"{settings['TMDB_API_URL']}/movie/{number}").json()["poster_path"]
        image = Image.open(BytesIO(session.get(settings["TMDB_IMAGE_URL"] + path).content))
        for width in (600, 220):
            image.thumbnail((width, width * 3 // 2))
            image.save(BytesIO(), "WEBP", quality=82, method=2)
    return times / (time.monotonic() - began)


def _at_rest(worker: int) -> float:
    """Its memory when nothing is done any more: the process of the last job may still hold a picture."""
    quiet, deadline = 0, time.monotonic() + 60
    # Its own processes have none of their own then: not now, and not in the next three seconds.
    while quiet < 3 and time.monotonic() < deadline:
        quiet = 0 if any(tree(child)[1:] for child in children(worker)) else quiet + 1
        time.sleep(1)
    return memory(worker)


def _after_the_daily_work() -> None:
    """What is done once a day would be done now, on a site as large as this one for a minute; and so would what was left to do by
    what was measured before: a hub that is not there is told of each entry."""
    later = clock.now() + timedelta(days=1)
    with database.connected():
        Delivery.delete().execute()
        for periodic in (*schedule.wiring.periodics, *schedule.wiring.long):
            schedule.Run.insert(name=periodic.name, next_at=later).on_conflict_ignore().execute()


def _ask_for(first: int, count: int) -> list[UUID]:
    with database.connected():
        wanted = [movie.id for movie in Movie.select(Movie.id).order_by(Movie.id).offset(first).limit(count)]
        with changes(None) as record:
            for movie in wanted:
                record(PosterRequested(movie))
    return wanted


def _wait_for(movies: list[UUID], worker: subprocess.Popen) -> None:
    """Until each of these has its poster. Of other films, as an import brings them, posters may be wanted as well."""

    def all_there() -> bool:
        with database.connected():
            there = MovieDetails.select().where(MovieDetails.movie_id.in_(movies), MovieDetails.poster_state == "found")
            return there.where(MovieDetails.poster_source != "").count() == len(movies)

    _until(all_there, worker)


def _until(holds: Callable[[], bool], worker: subprocess.Popen, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline or worker.poll() is not None:
            raise TimeoutError("the worker does not do its jobs")
        time.sleep(0.02)
