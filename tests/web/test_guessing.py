"""Whether somebody has an account cannot be told from how long an answer takes, nor from what it says."""

import time
from itertools import chain

import pytest
from people import CHEAP
from tries import in_a_night, numbers

from moviediary.accounts import passwords

TRIES = numbers(10, 300)


def guessed(browser, form, name):
    started = time.perf_counter()
    answer = browser.post("/login", {**form, "identifier": name, "password": "not the password"})
    return time.perf_counter() - started, answer.status, answer.text


def best_guess(known, unknown):
    """How often the best limit of seconds tells the two apart, from 0.5 (never) to 1 (always)."""
    limits = sorted(chain(known, unknown))
    right = [(sum(one > limit for one in known) + sum(one <= limit for one in unknown)) / (2 * TRIES) for limit in limits]
    return max(max(share, 1 - share) for share in right)


@pytest.mark.parametrize("kind", ["alice", "alice@example.org"], ids=["a name", "an address"])
def test_a_wrong_password_takes_as_long_as_a_wrong_name(small_site, kind, figure):
    # As it is for members, and not only for tests.
    passwords.configure(passwords.USUAL if in_a_night else CHEAP)
    small_site.member("alice")
    stranger = small_site.browser()
    form = stranger.get("/login").form("/login")
    for name in (kind, "nobody"):
        guessed(stranger, form, name)
    unknown = [kind.replace("alice", f"nobody{number}") for number in range(TRIES)]
    answers = [(guessed(stranger, form, kind), guessed(stranger, form, name)) for name in unknown]
    share = best_guess([known[0] for known, _ in answers], [unknown[0] for _, unknown in answers])
    figure(f"{TRIES} guesses of each kind", f"told apart in {share:.0%} of cases", met=share <= 0.6)
    passwords.configure(CHEAP)
    assert {answer[1] for pair in answers for answer in pair} == {422}
    assert len({answer[2] for pair in answers for answer in pair}) == 1
