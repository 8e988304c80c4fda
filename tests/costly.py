"""A process of its own that says what something cost: `python costly.py WHAT`, then one thing a line, as JSON.

Memory that a process once had it may keep, so each kind of thing is measured in a new one, from what it has when it is ready.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Cost(NamedTuple):
    """What became of each thing, in a word; the seconds of the slowest; and by how many MB memory rose at most."""

    outcomes: list[str]
    slowest: float
    megabytes: float


def cost(what: str, things: list) -> Cost:
    """Do something with each of these in a process of its own: "fetch" addresses, or "draw" pictures, by their paths."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    lines = "\n".join(json.dumps(thing) for thing in things)
    done = subprocess.run([sys.executable, __file__, what], env=env, input=lines, capture_output=True, text=True, timeout=900)
    if done.returncode:
        # A crash of the decoder is what is looked for, too.
        return Cost([f"died of {done.returncode}: {done.stderr[-500:]}"], 0, 0)
    return Cost(*json.loads(done.stdout))


def peak() -> float:
    """The most memory this program ever had, in MB. What `getrusage` says begins with that of whoever started it."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def main(what: str) -> None:
    do = {"fetch": fetching, "draw": drawing}[what]()
    before, outcomes, slowest = peak(), [], 0.0
    for line in sys.stdin:
        thing, began = json.loads(line), time.monotonic()
        outcomes.append(tried(do, thing))
        slowest = max(slowest, time.monotonic() - began)
    print(json.dumps([outcomes, slowest, peak() - before]))


def tried(do, thing) -> str:
    from moviediary.errors import GiveUp, TryAgain

    try:
        do(thing)
    except (GiveUp, TryAgain):
        return "refused"
    return "done"


def fetching():
    from moviediary import http

    http.configure(allow_private=True)
    most = 8_000_000
    return lambda url: http.fetch(url, accept=("application/json",), max_bytes=most, deadline=3.0)


def drawing():
    from moviediary.movies import pictures

    pictures.prepare()
    return lambda path: pictures.picture(Path(path).read_bytes())


if __name__ == "__main__":
    main(sys.argv[1])
