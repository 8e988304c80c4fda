"""Work on people that is done by the clock."""

from uuid import UUID

from moviediary import log
from moviediary.database import connected
from moviediary.people import actions, queries

# Few enough that no writer waits for long.
BATCH = 50


def credit_the_uncredited() -> None:
    """Make people of the directors of films that came without an event to follow, such as those older than this release."""
    after = UUID(int=0)
    with connected():
        while movies := queries.uncredited(after, BATCH):
            with log.changes(None):
                for movie in movies:
                    actions.credit_directors(movie)
            after = movies[-1].id
