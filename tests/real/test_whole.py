"""Many processes write to one SQLite file while others move its log into it: an SQLite with the bug of 2026 breaks the file."""

import os
import random
import signal
import time
from uuid import uuid4

import pytest
from tries import numbers

from moviediary import database, jobs, wiring
from moviediary.accounts.actions import register
from moviediary.accounts.commands import Account
from moviediary.accounts.queries import member_named
from moviediary.database import db
from moviediary.diary import actions
from moviediary.diary.commands import Viewing
from moviediary.diary.models import Review
from moviediary.movies.commands import DiscoverMovie, Identity

pytestmark = pytest.mark.real
SECONDS, WRITERS, CHECKPOINTERS = numbers(1, 600), 5, 4
MODES = ("PASSIVE", "FULL", "RESTART", "TRUNCATE")


def in_a_process(work):
    """Do this again and again in a process of its own, until it is told to stop; its number."""
    child = os.fork()
    if child:
        return child
    told = []
    signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))
    code = 1
    try:
        with database.connected():
            while not told:
                work()
        code = 0
    finally:
        os._exit(code)


def write():
    film, text = DiscoverMovie(Identity(f"Film {random.randrange(50)}", 1999)), "x" * random.randrange(4000)
    actions.log_review(member_named("alice"), uuid4(), film, Viewing(watched="", text=text))


def checkpoint():
    db.execute_sql(f"PRAGMA wal_checkpoint({random.choice(MODES)})").fetchall()


def test_the_file_stays_whole_while_many_write_and_checkpoint(sqlite_url, figure):
    database.configure(sqlite_url)
    wiring.connect()
    jobs.bell = None
    with database.connected():
        register(Account("alice", "alice@example.org", "correct horse"))
    database.disconnect()
    children = [in_a_process(work) for work in (*[write] * WRITERS, *[checkpoint] * CHECKPOINTERS)]
    time.sleep(SECONDS)
    for child in children:
        os.kill(child, signal.SIGTERM)
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    with database.connected():
        whole, astray = database.selected("PRAGMA integrity_check"), database.selected("PRAGMA foreign_key_check")
        version, written = database.selected("SELECT sqlite_version()")[0][0], Review.select().count()
    database.disconnect()
    figure(
        f"{SECONDS} s, {WRITERS} writers, {CHECKPOINTERS} checkpointers, {written} films, SQLite {version}",
        f"integrity {whole[0][0]}, {len(astray)} rows that lead nowhere, {sum(map(bool, ended))} processes failed",
    )
    assert (whole, astray) == ([("ok",)], [])
    assert ended == [0] * len(children)
    assert written > 0
