"""What the processes of the worker say while the database is away: not the same twice a second for hours."""

import logging

import pytest

from moviediary import database, pace, sweep
from moviediary.outage import Outage
from moviediary.pace import Pace
from moviediary.streams import pump

AWAY = "postgresql://nobody@/nothing?host=/nowhere"


@pytest.fixture
def at_once():
    """The sweep takes no breaks."""
    pace.configure(Pace(every=0, tick=0))
    yield
    pace.configure(Pace())


@pytest.mark.parametrize("forever", [sweep.forever, pump.forever], ids=["sweep", "streams"])
def test_a_database_that_is_away_is_told_of_once_and_once_more_when_it_is_back(forever, site_database, at_once, caplog):
    """It is away for three looks, and back for two."""
    looks = iter(["away", "away", "away", "back", "back", "stop"])

    def stop():
        look = next(looks)
        database.disconnect()
        database.configure({"away": AWAY}.get(look, site_database))
        return look == "stop"

    # A site that an earlier test made may have chosen to say less.
    caplog.set_level(logging.WARNING, "moviediary")
    forever(stop)
    told = [(record.levelname, bool(record.exc_info)) for record in caplog.records]
    assert told == [("ERROR", True), ("WARNING", False)]
    assert caplog.messages[1].startswith("over after")


def test_trouble_of_another_kind_is_told_too(caplog):
    caplog.set_level(logging.WARNING)
    outage = Outage(logging.getLogger("tests"), "it cannot be done")
    for problem in (OSError("a"), ValueError("b"), OSError("a")):
        outage.met(problem)
    assert caplog.messages == ["it cannot be done"] * 2
    outage.over()
    outage.over()
    assert len(caplog.messages) == 3
    outage.met(OSError("a"))
    assert len(caplog.messages) == 4
