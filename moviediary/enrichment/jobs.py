"""Facts grow old: a few movies are asked about again each time the clock says so."""

import logging
import time

from moviediary import clock, log, providers
from moviediary.database import connected
from moviediary.enrichment import actions, queries
from moviediary.errors import GiveUp, TryAgain

BATCH = 20
# Seconds. Whoever runs this has deliveries to make as well; what is left waits for the next turn.
PATIENCE = 15.0
journal = logging.getLogger(__name__)


def refresh() -> None:
    """Ask again about the movies that have waited longest; stop as soon as nobody answers."""
    if not providers.configured():
        return
    ends = time.monotonic() + PATIENCE
    with connected():
        for movie in queries.due(clock.now(), BATCH):
            try:
                facts = actions.ask(movie, fresh=True)
            except (TryAgain, GiveUp) as problem:
                journal.info("facts of films are refreshed later: %s", problem)
                return
            with log.changes(None) as record:
                actions.keep(record, movie, facts)
            if time.monotonic() > ends:
                return
