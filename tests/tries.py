"""How many examples a property is tried with: few each time the suite runs, twenty times as many in a night.

`make torture`, or `HYPOTHESIS_PROFILE=torture python -m pytest`
"""

import os

from hypothesis import settings

TORTURE = "torture"
TIMES = 20
# How long an example takes says how busy the machine is.
settings.register_profile("day", deadline=None)
settings.register_profile(TORTURE, max_examples=100 * TIMES, deadline=None)
in_a_night = os.environ.get("HYPOTHESIS_PROFILE") == TORTURE
settings.load_profile(TORTURE if in_a_night else "day")


def tries(usual: int) -> int:
    """So many examples, where each takes more than a moment; more in a night."""
    return usual * TIMES if in_a_night else usual


def numbers(by_day, by_night):
    """How often, how many or how long: as the suite has time for, or as the failure model asks."""
    return by_night if in_a_night else by_day
