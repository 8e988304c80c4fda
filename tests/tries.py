"""How many examples a property is tried with: few each time the suite runs, twenty times as many in a night.

`make torture`, or `HYPOTHESIS_PROFILE=torture python -m pytest`
"""

import os
import time
from contextlib import contextmanager

from hypothesis import settings

DAY, TORTURE = "day", "torture"
TIMES = 20
# By then whoever has not gone on is stuck, however busy the machine is.
STUCK = 30
# How long an example takes depends on who else uses the machine.
settings.register_profile(DAY, deadline=None)
settings.register_profile(TORTURE, max_examples=100 * TIMES, deadline=None)
in_a_night = os.environ.get("HYPOTHESIS_PROFILE") == TORTURE
settings.load_profile(TORTURE if in_a_night else DAY)


def tries(usual: int) -> int:
    """So many examples, where each takes more than a moment; more in a night."""
    return usual * TIMES if in_a_night else usual


def numbers(by_day, by_night):
    """How often, how many or how long: as the suite has time for, or as the failure model asks."""
    return by_night if in_a_night else by_day


@contextmanager
def soon(seconds: float, by_day: float = STUCK):
    """What is done inside takes no longer, which counts in a night only; by day it is enough that it does not get stuck."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < numbers(by_day, seconds), f"it took {took:.1f} s"
