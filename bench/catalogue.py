"""(f): search as you type among a million titles."""

import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import quote

from bench import postgres, titles
from bench.lines import Line
from bench.pages import sign_in
from bench.processes import Client, Server, cpu_per_request
from bench.world import environment
from moviediary import catalogue
from moviediary.catalogue.importing import run
from moviediary.catalogue.places import place_for
from moviediary.config import ROOT

# What the box asks for at each key.
PATH = "/search/suggestions?q="
AS_HTMX = ("HX-Request: true", "HX-Request-Type: partial")
TITLES = int(os.environ.get("BENCH_TITLES", "1000000"))
SAMPLED, ROUNDS = 300, 5
# A goal for the worst prefix, and what a search may take the engine alone at most, in milliseconds.
WORST = 10


def search(folder: Path, redis: str) -> Iterator[Line]:
    """Every prefix of some hundred titles, titles that are not there, and titles with a typing error."""
    lay_out(folder)
    catalogue.configure(environment(folder)["DATABASE_URL"])
    asked = questions()
    took = {name: _each(texts) for name, texts in asked.items()}
    prefixes = took["prefixes"]
    unit = "ms" if postgres.url else "CPU ms"
    yield Line("f  the engine, 95 of 100 prefixes", _p95(prefixes), None, 2.5, unit, fixed=True)
    yield Line("f  the engine, its worst prefix", max(prefixes), None, WORST, unit, fixed=True)
    yield Line("f  a miss against a hit", _p95(took["misses"]), _p95(prefixes), 1, unit)
    yield Line("f  a typing error, 95 of 100", _p95(took["errors"]), None, WORST, unit, fixed=True)
    if not postgres.url:
        yield from _pages(folder, redis, asked)


def lay_out(folder: Path) -> None:
    """Put a link to the imported catalogue beside the database. It is imported once for each number of titles; into Postgres each
    time, as it is a part of the database there."""
    if postgres.url:
        with tempfile.TemporaryDirectory() as name:
            files = titles.write(Path(name), TITLES)
            run(place_for(postgres.url), files, False, lambda what, length: nullcontext(lambda done: None))
        return
    kept = ROOT / "var" / "bench" / f"titles-{TITLES}"
    if not (kept / "catalogue.db").exists():
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as name:
            files = titles.write(Path(name), TITLES)
            run(place_for(f"sqlite:///{kept / 'diary.db'}"), files, False, lambda what, length: nullcontext(lambda done: None))
    try:
        os.link(kept / "catalogue.db", folder / "catalogue.db")
    except OSError:
        shutil.copy(kept / "catalogue.db", folder / "catalogue.db")


def questions() -> dict[str, list[str]]:
    """What is typed: from the first letter of a title to its last, what no title has, a title with one letter wrong."""
    dice = random.Random(7)
    sample = [film[1] for film in dice.sample(list(titles.films(TITLES)), SAMPLED)]
    return {
        "prefixes": sorted({title[:end] for title in sample for end in range(1, len(title) + 1)}),
        "misses": [f"{title.split()[0]} {''.join(dice.choices('qxzjkvw', k=dice.randint(3, 9)))}" for title in sample],
        "errors": [_misspelled(title, dice) for title in sample if len(title) > 5],
    }


def _pages(folder: Path, redis: str, asked: dict[str, list[str]]) -> Iterator[Line]:
    """The same through the site, against a server that does one good select for each."""
    with (
        Server("app:app", environment(folder, REDIS_URL=redis)) as site,
        Server("bench.floor:app", environment(folder)) as floor,
    ):
        reader = Client(site.port, sign_in(site, "reader").cookie, AS_HTMX)
        dice = random.Random(8)
        chosen = {name: dice.sample(texts, 150) for name, texts in asked.items()}
        mine, its, missed = [], [], []
        for _ in range(ROUNDS):
            its.append(_round(floor, Client(floor.port), chosen["prefixes"]))
            mine.append(_round(site, reader, chosen["prefixes"]))
            missed.append(_round(site, reader, chosen["misses"]))
        slowest = _slowest(reader, chosen["prefixes"])
    yield Line("f  suggestions for a prefix", statistics.median(mine), statistics.median(its), 2.5, "CPU ms")
    yield Line("f  suggestions for a miss", statistics.median(missed), statistics.median(mine), 1, "CPU ms")
    yield Line("f  the slowest of them", slowest, None, WORST, "ms", fixed=True)


def _round(server: Server, client: Client, texts: list[str]) -> float:
    return cpu_per_request(server, lambda number: client.get(PATH + quote(texts[number]), 200), len(texts))


def _slowest(client: Client, texts: list[str]) -> float:
    """Milliseconds that the slowest one takes, each at its best of three: others use this machine, too."""
    return max(
        min(_milliseconds(lambda text=text: client.get(PATH + quote(text), 200), time.perf_counter_ns) for _ in range(3))
        for text in texts
    )


def _each(texts: list[str]) -> list[float]:
    """Milliseconds of the engine for each text, at its best of three: of this process's CPU, or until another one answers."""
    clock = time.perf_counter_ns if postgres.url else time.process_time_ns
    return [min(_milliseconds(lambda text=text: catalogue.search(text), clock) for _ in range(3)) for text in texts]


def _milliseconds(action: Callable[[], object], clock: Callable[[], int]) -> float:
    began = clock()
    action()
    return (clock() - began) / 1_000_000


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def _misspelled(title: str, dice: random.Random) -> str:
    place, letter = dice.randrange(len(title) - 1), dice.choice("abcdefghijklmnopqrstuvwxyz")
    before, one, two, after = title[:place], title[place], title[place + 1], title[place + 2 :]
    return dice.choice(
        (before + two + after, before + two + one + after, before + letter + two + after, before + letter + one + two + after)
    )
