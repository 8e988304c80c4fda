"""The power goes while films are logged: what was acknowledged is there when it comes back, and the file is whole."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import cysqlite
import pytest
from disk import Disk, built
from people import Site, config
from processes import ROOT
from tries import numbers

from moviediary import database

pytestmark = pytest.mark.real
CUTS = numbers(3, 100)
PROGRAM = Path(__file__).with_name("acknowledging.py")


@pytest.fixture
def disk(tmp_path, sqlite_url):
    """A disk with the diary of alice on it."""
    Site(config(sqlite_url, tmp_path)).member("alice")
    database.disconnect()
    disk = Disk(tmp_path, built(tmp_path))
    shutil.move(tmp_path / "diary.db", disk.folder / "diary.db")
    shutil.copy(disk.folder / "diary.db", disk.survives / "diary.db")
    return disk


def cut(disk, seconds):
    """Log films until the power goes; what was acknowledged."""
    env = {**os.environ, **disk.env, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, PROGRAM, f"sqlite:///{disk.folder / 'diary.db'}"]
    writing = subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    first = writing.stdout.readline()
    time.sleep(seconds)
    writing.kill()
    rest, _ = writing.communicate()
    # A line that was cut off was not read by anybody.
    return [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


def found(folder):
    """The texts in the database as it survived, and whether it is whole."""
    connection = cysqlite.connect(str(folder / "diary.db"))
    texts = {row[0][:36] for row in connection.execute("SELECT text FROM review").fetchall()}
    whole = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return texts, whole


def test_what_was_acknowledged_before_the_power_went_is_there(disk, figure):
    dice, said, lost, broken = random.Random(1), set(), set(), 0
    for _ in range(CUTS):
        said |= {line.strip() for line in cut(disk, dice.uniform(0.05, 0.8))}
        texts, whole = found(disk.survives)
        lost |= said - texts
        broken += whole != [("ok",)]
        # The machine starts again with what survived, and nothing else.
        for left in disk.folder.iterdir():
            left.unlink()
        for kept in disk.survives.glob("diary.db*"):
            shutil.copy(kept, disk.folder / kept.name)
    figure(f"{CUTS} power cuts, {len(said)} films acknowledged", f"{len(lost)} lost, {broken} files damaged")
    assert (lost, broken) == (set(), 0)
    assert len(said) > CUTS
