"""The doctor: looks at everything a site needs, and says of each what to do. In short form at each start."""

import logging
from collections.abc import Iterator

from moviediary.config import Config
from moviediary.upkeep import beyond, here
from moviediary.upkeep.findings import BAD, OK, Finding

log = logging.getLogger(__name__)


def examined(config: Config) -> Iterator[Finding]:
    """All findings, one after the other, as some take a while."""
    for check in (*here.CHECKS, *beyond.CHECKS):
        yield from check(config)


def glance(config: Config) -> None:
    """Log what is wrong on this machine. It asks neither the network nor the database, so no start waits for it."""
    try:
        for check in here.CHECKS:
            for finding in check(config):
                if finding.state != OK:
                    level = logging.ERROR if finding.state == BAD else logging.WARNING
                    log.log(level, "%s: %s. %s", finding.about, finding.said, finding.todo)
    except OSError as problem:
        # A start must not fail because of what only looks whether all is well.
        log.warning("not everything could be looked at: %s", problem)
