"""Work on the catalogue that is done by the clock."""

import re
from datetime import timedelta

from moviediary import clock, storage
from moviediary.database import connected
from moviediary.movies import showing

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
