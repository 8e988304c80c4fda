"""`make bench`: one table, and exit code 1 where a goal is missed by more than 30 percent.

`python -m bench a h` measures only some, `--postgres` on Postgres; BENCH_REVIEWS says how many reviews there are.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bench import background, catalogue, feeds, following, importing, pages, postgres, world
from bench.lines import FORM, HEADS
from moviediary.local import redis_program

SCENARIOS = {
    "a": pages.diary_page,
    "b": pages.profile,
    "c": following.feed,
    "d": pages.log_review,
    "e": feeds.feed,
    "f": catalogue.search,
    "g": importing.imported,
    "h": background.posters,
    "i": background.start_and_memory,
}


def main(arguments: list[str]) -> int:
    chosen = [argument for argument in arguments if argument != "--postgres"]
    server = postgres.started() if "--postgres" in arguments else nullcontext()
    with server, tempfile.TemporaryDirectory(prefix="diary-bench-") as name:
        folder = Path(name)
        began = time.monotonic()
        world.lay_out(folder)
        print(f"{world.REVIEWS:,} reviews, ready after {time.monotonic() - began:.0f} s\n\n{FORM.format(*HEADS)}", flush=True)
        missed = 0
        with _redis(folder) as address:
            for letter in chosen or SCENARIOS:
                for line in SCENARIOS[letter](folder, address):
                    print(line, flush=True)
                    missed += line.missed
        print(f"\n{time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f} at the end")
    return 1 if missed else 0


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    socket = folder / "redis.sock"
    line = [redis_program(), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
    try:
        while not socket.exists() and process.poll() is None:
            time.sleep(0.01)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait()


sys.exit(main(sys.argv[1:]))
