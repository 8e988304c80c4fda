"""(g): an export of Letterboxd with ten thousand viewings, read, matched and put into a diary among many others."""

import csv
import io
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.lines import Line
from bench.processes import ROOT
from bench.world import environment
from moviediary import database, ids, pace, start, work
from moviediary.accounts.queries import member_named
from moviediary.config import Config
from moviediary.imports import actions, upload_actions
from moviediary.imports.commands import Take
from moviediary.imports.models import Import
from moviediary.processes import share_memory
from moviediary.tables import get

ROWS = 10_000
# How many of a hundred viewings are of films the catalogue does not have yet; the others are of those that many have seen.
NEW, SEEN = 20, 5_000
HEADER = ("Date", "Name", "Year", "Letterboxd URI", "Rating", "Rewatch", "Tags", "Watched Date")


def imported(folder: Path, redis: str) -> Iterator[Line]:
    """Viewings a second from the file to the diary; the floor puts the same rows into one table in one transaction."""
    few, many = _measured(folder, "newer", ROWS), _measured(folder, "reader", 10 * ROWS)
    yield Line("g  viewings imported", few["speed"], _floor(folder), 2_500, "per s", fixed=True, least=True)
    yield Line(f"g  of {10 * ROWS:,} viewings", many["speed"], None, 2_500, "per s", fixed=True, least=True)
    yield Line(f"g  memory for {ROWS:,} viewings", few["memory"], None, 30, "MB more", fixed=True)
    yield Line(f"g  memory for {10 * ROWS:,}", many["memory"], None, 30, "MB more", fixed=True)


def _measured(folder: Path, member: str, rows: int) -> dict[str, float]:
    file = folder / f"letterboxd-{rows}.zip"
    file.write_bytes(export(rows))
    command = [sys.executable, "-m", "bench.importing", str(folder), str(file), member]
    told = subprocess.run(command, cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    print(f"   {rows:,} viewings: {found}", file=sys.stderr)
    return found


def export(rows: int) -> bytes:
    """A ZIP with so many rows of a diary."""
    dice, text, made = random.Random(2), io.StringIO(), io.BytesIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADER)
    for number in range(rows):
        film = dice.randrange(SEEN) if dice.randrange(100) >= NEW else -dice.randrange(1, SEEN // 2)
        title, year = f"The Film {film}" if film >= 0 else f"Another Film {-film}", str(1920 + film % 100)
        day = (date(2026, 11, 1) - timedelta(days=dice.randrange(9_000))).isoformat()
        rating = dice.choice(("", "3", "3.5", "4", "5"))
        sheet.writerow((day, title, year, f"https://boxd.it/{number:x}", rating, "", "home" if number % 9 == 0 else "", day))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("diary.csv", text.getvalue())
    return made.getvalue()


def _floor(folder: Path) -> float:
    """Rows a second of a table with one index."""
    with sqlite3.connect(folder / "floor.db") as connection:
        connection.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, member TEXT, movie TEXT, day TEXT, rating INTEGER)")
        connection.execute("CREATE INDEX seen_day ON seen (member, day)")
        began = time.monotonic()
        for _ in range(ROWS // 100):
            rows = [(ids.uuid7().hex, "m", "f", "2026-05-14", 8) for _ in range(100)]
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", rows)
            connection.commit()
    return ROWS / (time.monotonic() - began)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder: Path, file: Path, name: str) -> None:
    start(Config.from_env(os.environ, folder))
    # As the worker does before it makes the process that imports.
    share_memory()
    with database.connected():
        member = member_named(name)
        before, began, spent = _peak(), time.monotonic(), time.process_time()
        with file.open("rb") as opened:
            batch = upload_actions.upload(member, file.name, opened, announced=False)
        _work(batch)
        read = time.monotonic()
        actions.run(member, ids.short(batch.id), Take(), announced=False)
        total = get(Import, batch.id).total
        _work(batch)
        ended = time.monotonic()
    took = {"read": read - began, "run": ended - read, "cpu": time.process_time() - spent}
    print(json.dumps({"speed": total / (ended - began), **took, "memory": _peak() - before}))


def _work(batch: Import) -> None:
    while work.do(batch.id, pace.chosen().piece):
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
