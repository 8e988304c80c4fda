"""Cards, drawn when somebody asked for them and removed when nobody does any more."""

import logging
import re
from datetime import timedelta

from moviediary import clock, storage
from moviediary.database import connected
from moviediary.errors import NotFound
from moviediary.sharing import drawing, queries
from moviediary.sharing.rules import file_of, name_of

# Whoever asks for one makes it young again, at most once a day.
KEPT = timedelta(days=30)
CARD = re.compile(r"cards/[0-9a-f]{40}\.jpg")
log = logging.getLogger(__name__)


def draw(kind: str, *about: str) -> None:
    """Draw the card of something as it is by now, for everyone, and keep it; one that is there already is kept for longer."""
    try:
        with connected():
            card = queries.card(kind, *about)
    except NotFound:
        # It was taken back since it was asked for.
        log.info("nobody may see a card of %s %s any more", kind, " ".join(about))
        return
    file = file_of(name_of(card))
    storage.put(file, storage.get(file) or drawing.drawn(card, storage.get))


def remove_old() -> None:
    """Remove the cards that nobody asked for lately. Files of others stay."""
    for files in storage.old("cards", clock.now() - KEPT):
        for file in files:
            if CARD.fullmatch(file):
                storage.delete(file)
