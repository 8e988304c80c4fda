"""Work on the sitemap that is done by the clock."""

from moviediary.database import connected
from moviediary.sitemaps import actions, queries
from moviediary.sitemaps.rules import MOST


def lay_out(most: int = MOST) -> None:
    """Part what everyone may see into pages anew, so that none grows too long and what is new is on one."""
    with connected():
        for kind in queries.KINDS:
            actions.lay_out(kind, most)
