"""`python -m bench.fanout`: what the feed of followed members costs on paper, from ten thousand members to ten million.

Three ways to make a feed are compared: merging the newest entries of everybody somebody follows when they look (on read),
writing a row into the feed of each follower when an entry is logged (on write), and a mix: on write for authors with few
followers, on read for the few with many. What one row costs is measured here, on this machine; how people follow each other,
how often they log and look is assumed, and said at the head of the table. docs/scaling.md draws the conclusions.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
# Of the members, who come on a day; how many pages of the feed they open, and how many films they log.
ACTIVE, PAGES, LOGGED = 0.15, 6, 0.4
# The busiest hour against the mean of the day, and for how long a row of a feed is kept.
PEAK, DAYS_KEPT = 3, 60
# Of whom somebody follows: the median, the spread of the logarithm, the most that is allowed.
MEDIAN, SPREAD, MOST = 30, 1.3, 5_000
# How uneven it is by whom people are followed (the exponent of a Pareto distribution), and the largest share of all members.
TAIL, STAR = 1.16, 0.02
SAMPLE = 200_000
# Bytes of a row of a feed with its index, as SQLite keeps it.
ROW_BYTES = 60
THRESHOLDS = (100, 1_000, 10_000, 100_000)
SECONDS = 86_400


@dataclass(frozen=True)
class Costs:
    """Seconds of one processor: to write a row of a feed, to read a page of it, to merge a page, and for each author merged."""

    push: float
    page: float
    merge: float
    author: float


@dataclass(frozen=True)
class Load:
    """A way to make feeds at one size: rows written each second in the busiest hour, gigabytes kept, processors that are busy."""

    name: str
    rows: float
    gigabytes: float
    writing: float
    reading: float

    @property
    def processors(self) -> float:
        return self.writing + self.reading


def measured() -> Costs:
    """What rows cost here, in a feed table of a million rows."""
    dice = random.Random(1)
    with TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "feed.db", isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=normal; PRAGMA cache_size=-64000;"
            "CREATE TABLE feed (member INT, entry INT, PRIMARY KEY (member, entry)) WITHOUT ROWID;"
            "CREATE TABLE head (member INTEGER PRIMARY KEY, entry INT);"
            "CREATE TABLE entry (member INT, id INT, PRIMARY KEY (member, id)) WITHOUT ROWID;"
        )
        db.execute("BEGIN")
        db.executemany("INSERT OR IGNORE INTO feed VALUES (?, ?)", ((dice.randrange(20_000), n) for n in range(1_000_000)))
        db.executemany("INSERT INTO entry VALUES (?, ?)", ((n % 10_000, n) for n in range(500_000)))
        db.execute("INSERT INTO head SELECT member, MAX(id) FROM entry GROUP BY member")
        db.execute("COMMIT")
        push = _seconds(lambda: _push(db, dice), 20) / 200
        page = _seconds(lambda: _page(db, dice.randrange(20_000)), 500)
        few, many = (_seconds(lambda k=k: _merge(db, dice.sample(range(10_000), k)), 20) for k in (20, 2_000))
        db.close()
    author = (many - few) / 1_980
    return Costs(push, page, max(few - 20 * author, 0), author)


def _push(db: sqlite3.Connection, dice: random.Random) -> None:
    now = time.monotonic_ns()
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT OR IGNORE INTO feed VALUES (?, ?)", [(dice.randrange(20_000), now) for _ in range(200)])
    db.execute("COMMIT")


def _page(db: sqlite3.Connection, member: int) -> list[tuple[int]]:
    return db.execute("SELECT entry FROM feed WHERE member = ? ORDER BY entry DESC LIMIT 50", (member,)).fetchall()


def _merge(db: sqlite3.Connection, authors: Sequence[int]) -> list[int]:
    """The newest fifty of some authors: only the fifty with the newest heads can have any of them."""
    marks = ", ".join("?" * len(authors))
    heads = db.execute(f"SELECT member FROM head WHERE member IN ({marks}) ORDER BY entry DESC LIMIT 50", authors).fetchall()
    newest = "SELECT id FROM entry WHERE member = ? ORDER BY id DESC LIMIT 50"
    found = [row[0] for head in heads for row in db.execute(newest, head)]
    return sorted(found, reverse=True)[:50]


def _seconds(task: Callable[[], object], times: int) -> float:
    task()
    began = time.process_time()
    for _ in range(times):
        task()
    return (time.process_time() - began) / times


def people(members: int) -> tuple[list[float], list[float]]:
    """How many each of a sample of members follows, and by how many each is followed; in the mean these are the same."""
    dice = random.Random(members)
    following = [min(dice.lognormvariate(0, SPREAD) * MEDIAN, MOST, members - 1) for _ in range(SAMPLE)]
    weights = [dice.paretovariate(TAIL) for _ in range(SAMPLE)]
    scale = sum(following) / sum(weights)
    return following, [min(weight * scale, members * STAR) for weight in weights]


def loads(members: int, costs: Costs) -> list[Load]:
    following, followers = people(members)
    pages, mean = _busiest(members, PAGES), sum(following) / SAMPLE
    found = [
        Load("on read", 0, 0, 0, pages * (costs.merge + costs.author * mean)),
        _pushed("on write", members, followers, costs),
    ]
    for threshold in THRESHOLDS:
        if threshold > max(followers):
            continue
        few = [count for count in followers if count <= threshold]
        # Of all that people follow, this part has many followers and is merged when they look.
        stars = mean * (1 - sum(few) / sum(followers))
        mixed = _pushed(f"mixed at {threshold:,}", members, few, costs)
        merging = pages * (costs.author * stars + costs.merge * min(stars, 1))
        found.append(Load(mixed.name, mixed.rows, mixed.gigabytes, mixed.writing, mixed.reading + merging))
    return found


def _pushed(name: str, members: int, followers: Sequence[float], costs: Costs) -> Load:
    """What it costs to write the entries of these authors into the feeds of their followers."""
    rows = members / SAMPLE * sum(followers) * ACTIVE * LOGGED / SECONDS
    kept = rows * SECONDS * DAYS_KEPT * ROW_BYTES / 1e9
    return Load(name, rows * PEAK, kept, rows * PEAK * costs.push, _busiest(members, PAGES) * costs.page)


def _busiest(members: int, times: float) -> float:
    """How often in each second of the busiest hour members do what those who come do so often a day."""
    return members * ACTIVE * times / SECONDS * PEAK


def main() -> None:
    costs = measured()
    print(
        f"A row written {costs.push * 1e6:.1f} µs, a page read {costs.page * 1e6:.0f} µs, "
        f"a merge {costs.merge * 1e6:.0f} µs and {costs.author * 1e6:.2f} µs for each author.\n"
        f"{ACTIVE:.0%} of members come on a day, open {PAGES} pages and log {LOGGED} films; busiest hour {PEAK} x; "
        f"half follow fewer than {MEDIAN}, at most {MOST:,}.\n"
    )
    print(f"{'members':>12}  {'way':<17}{'rows/s':>11}{'GB kept':>10}{'writing':>10}{'reading':>10}{'processors':>12}")
    for members in SIZES:
        options, most = loads(members, costs), max(people(members)[1])
        best = min(options, key=lambda load: load.processors)
        for load in options:
            size = f"{members:>12,}  {load.name:<17}{load.rows:>11,.0f}{load.gigabytes:>10,.1f}"
            print(f"{size}{load.writing:>10.3f}{load.reading:>10.3f}{load.processors:>12.3f}{'  least' if load is best else ''}")
        told = f"{_busiest(members, LOGGED):,.1f} entries and {_busiest(members, PAGES):,.0f} pages a second"
        print(f"{'':>12}  {told}; one entry of the most followed is {most:,.0f} rows, {most * costs.push:.1f} s of writing\n")


if __name__ == "__main__":
    main()
