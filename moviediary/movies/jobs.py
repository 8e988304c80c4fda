"""Work on the catalogue that is done by the clock, or when somebody asked for it."""

import re
from datetime import timedelta

from moviediary import clock, providers, storage
from moviediary.database import connected
from moviediary.movies import actions, showing
from moviediary.movies.models import picture_file

# A picture is stored before it is linked, so a new one that nothing refers to may only be early.
YOUNG = timedelta(days=1)
PICTURE = re.compile(r"posters/([0-9a-f]{40})\.webp")


def remove_orphans() -> None:
    """Remove pictures that no movie shows any more, and what was left half-written. Files of others stay."""
    before = clock.now() - YOUNG
    storage.tidy(before)
    for files in storage.old("posters", before):
        pictures = {found[1]: name for name in files if (found := PICTURE.fullmatch(name))}
        with connected():
            orphans = pictures.keys() - showing.pictures_in_use(pictures.keys())
        for orphan in orphans:
            storage.delete(pictures[orphan])


def look_for_lost(name: str) -> None:
    """Look again for the posters that show a picture which is gone, as after a restore without pictures."""
    with connected():
        if providers.configured() and storage.get(picture_file(name)) is None:
            for movie_id in showing.movies_showing(name):
                actions.request_lost_poster(movie_id)
