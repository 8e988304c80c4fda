"""Tests say in figures what they did and found: nothing comes of it by day, and a table at the end of `make torture`.

Figures travel in the report of their test, so that they arrive from whichever process ran it.
"""

import os
from collections import defaultdict

import pytest
import torture
from tries import in_a_night

from moviediary.config import ROOT

FOLDER = ROOT / "tests"
FIGURE, LINE = "figure", "part"
COLUMNS = ("id", "done", "found", "goal", "met")


@pytest.fixture
def figure(request):
    """figure("200 kills", "0 lost"): what this test did and found.

    Whether it is right is asserted as ever. What depends on how busy the machine is counts in a night only: `met=p99 < 1`.
    """

    def say(done: str, found: str, met: bool = True) -> None:
        request.node.user_properties.append((FIGURE, [done, found, met]))

    return say


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        test = item.nodeid.removeprefix("tests/")
        for part in torture.parts_of(test):
            item.add_marker("torture")
            item.user_properties.append((LINE, part.id))


def pytest_terminal_summary(terminalreporter, config):
    if in_a_night and "PYTEST_XDIST_WORKER" not in os.environ:
        rows, _ = table(terminalreporter.stats)
        terminalreporter.section("torture")
        widths = [max(len(row[column]) for row in (COLUMNS, *rows)) for column in range(len(COLUMNS))]
        for row in (COLUMNS, *rows):
            terminalreporter.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if in_a_night and "PYTEST_XDIST_WORKER" not in os.environ and reporter and not table(reporter.stats)[1]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def table(stats) -> tuple[list[tuple[str, ...]], bool]:
    """A row for each figure of each part, or one that counts its tests; and whether all goals were met."""
    reports = {id(report): report for some in stats.values() for report in some if isinstance(report, pytest.TestReport)}
    calls, figures, failed = defaultdict(int), defaultdict(list), defaultdict(int)
    for report in reports.values():
        for name in (value for kind, value in report.user_properties if kind == LINE):
            failed[name] += report.failed or report.skipped
            calls[name] += report.when == "call"
            if report.when == "call":
                figures[name] += [value for kind, value in report.user_properties if kind == FIGURE]
    rows, well = [], True
    for part in torture.PARTS:
        said = figures[part.id] or [[f"{calls[part.id]} tests", f"{failed[part.id]} failed", True]]
        for done, found, met in said:
            good = met and not failed[part.id] and calls[part.id] > 0
            well = well and good
            rows.append((part.id, done, found, part.goal, "yes" if good else "NO"))
    return rows, well
