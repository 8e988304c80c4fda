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
# So many films in a row without an answer: it is not for the films that nobody answers.
SILENT = 3
journal = logging.getLogger(__name__)


def refresh() -> None:
    """Ask again about the movies that have waited longest; stop when nobody answers."""
    if not providers.configured():
        return
    ends, silent = time.monotonic() + PATIENCE, 0
    with connected():
        for movie in queries.due(clock.now(), BATCH):
            try:
                facts = actions.ask(movie, fresh=True)
            except (TryAgain, GiveUp) as problem:
                # It goes behind the others, so that they are asked about even where this one never gets an answer.
                actions.put_off(movie)
                silent += 1
                if silent == SILENT:
                    journal.info("facts of films are refreshed later: %s", problem)
                    return
            else:
                silent = 0
                with log.changes(None) as record:
                    actions.keep(record, movie, facts)
            if time.monotonic() > ends:
                return
