"""What several tests of exports do: ask for one at the front door, let the worker make it, and look inside."""

import io
import json
import math
import re
import zipfile
from uuid import uuid4

from moviediary import ids, log, work
from moviediary.accounts.models import Member
from moviediary.diary.commands import Viewing
from moviediary.diary.events import ReviewLogged
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie, Identity


def finish() -> None:
    """Do all work that waits, as the worker does."""
    for row in list(work.Work.select()):
        while work.do(row.id, math.inf):
            pass


def fill(count: int, text: str = "Rain.") -> None:
    """Log viewings of the first member, more than are read at a time, without a form for each."""
    member = Member.get()
    with log.changes(member.id) as record:
        movie = discover(record, DiscoverMovie(Identity("Heat", 1995, directors=("Michael Mann",), tmdb_id=949)))
        for number in range(count):
            day = f"{2000 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            viewing = Viewing(day, rating=number % 10 + 1, text=f"{number} {text}")
            record(ReviewLogged(ids.uuid7(), member.id, movie, uuid4(), viewing))


def asked(browser, wanted="zip", **values):
    """An export as it is downloaded."""
    sent = browser.send("/exports", "/exports", format=wanted, **values)
    assert sent.status == 303, sent.text
    finish()
    return browser.client.get(address(browser))


def address(browser) -> str:
    """The address of the file of the latest export."""
    found = re.search(r'href="(/exports/\w+/file)"', browser.get("/exports").html)
    assert found
    return found[1]


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines_of(data: bytes) -> list[dict]:
    return [json.loads(line) for line in data.splitlines()]
