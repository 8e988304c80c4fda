"""What a run of the suite by day leaves to the run elsewhere, and in which order its tests stand.

Features' own tests, which speak to the database, are tried on SQLite and on Postgres always. Tests of pages are tried on SQLite,
and on Postgres only those marked `everywhere`, which together ask and write whatever pages ask and write. All of them are tried
on both by `TESTED=everywhere make test`, and in a night.
"""

import os
from itertools import groupby

import pytest
from figures import FOLDER
from tries import in_a_night

TESTED = "TESTED"
PAGES = tuple(FOLDER / name for name in ("web", "imports/pages"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    # Who asks for one test by its name is given it.
    by_name = any("::" in argument for argument in config.args)
    if not (by_name or in_a_night or os.environ.get(TESTED) == "everywhere"):
        left, taken = [], []
        for item in items:
            (left if is_left(item) else taken).append(item)
        config.hook.pytest_deselected(items=left)
        items[:] = taken
    items[:] = mixed(items)


def is_left(item) -> bool:
    database = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
    if database != "postgres" or item.get_closest_marker("everywhere"):
        return False
    return any(folder in item.path.parents for folder in PAGES)


def mixed(items: list) -> list:
    """The modules that mostly wait, for processes and for the clock, among those that work: every test process gets its share."""
    modules = [(path, list(tests)) for path, tests in groupby(items, lambda item: item.path)]
    waiting = [tests for _, tests in modules if tests[0].get_closest_marker("real")]
    working = [tests for _, tests in modules if not tests[0].get_closest_marker("real")]
    every = sum(map(len, working)) / (len(waiting) + 1)
    ordered, passed = [], 0
    for tests in working:
        ordered += tests
        passed += len(tests)
        while waiting and passed >= every:
            ordered += waiting.pop(0)
            passed -= every
    return ordered + [test for tests in waiting for test in tests]
