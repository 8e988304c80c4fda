"""`make bench`: one table, and exit code 1 where a goal is missed by more than 30 percent."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import scenarios, world
from moviediary.local import redis_program

TOLERANCE = 1.3
SCENARIOS = (scenarios.diary_page, scenarios.log_review, scenarios.posters, scenarios.start_and_memory)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="diary-bench-") as name:
        folder = Path(name)
        began = time.monotonic()
        world.build(folder)
        print(f"{world.REVIEWS:,} reviews made in {time.monotonic() - began:.0f} s\n")
        socket = folder / "redis.sock"
        line = [redis_program(), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", name]
        redis = subprocess.Popen(line, stdout=subprocess.DEVNULL)
        try:
            missed = [line for scenario in SCENARIOS for line in _told(scenario(folder, f"unix://{socket}"))]
        finally:
            redis.terminate()
            redis.wait()
    return 1 if missed else 0


def _told(lines):
    """Print the lines as they come; give back those that miss their goal by far."""
    for line in lines:
        floor = f"{line.floor:8.2f}" if line.floor else "        "
        ratio = f"{line.site / line.floor:5.2f}x" if line.floor else "      "
        sign = ">=" if line.least else "<="
        met = "met" if line.ratio <= 1 else "near" if line.ratio <= TOLERANCE else "MISSED"
        print(f"{line.what:38} {line.site:8.2f} {floor} {ratio}  {sign} {line.goal:6.2f}  {line.unit:7} {met}", flush=True)
        if line.ratio > TOLERANCE:
            yield line


sys.exit(main())
