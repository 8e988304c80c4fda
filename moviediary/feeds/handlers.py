"""What follows when what everybody may see changed: the hub hears which feeds to fetch. Run by the worker."""

from urllib.parse import quote

from moviediary.accounts.models import Member
from moviediary.deliveries import Effect
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.feeds import hub
from moviediary.feeds.models import FeedMark
from moviediary.feeds.rules import MEDIA_TYPES
from moviediary.movies.models import Movie
from moviediary.tables import find, get

Changed = ReviewLogged | ReviewEdited | ReviewDeleted | ReviewRestored


def publish(event: Changed, recorded: Recorded) -> Effect | None:
    """Tell the hub of the feeds that an entry stands in, unless the event moved none that everybody may read."""
    review = find(Review, "id", event.review_id)
    if not hub.address() or review is None:
        return None
    mark = FeedMark.get_or_none(FeedMark.kind == "member", FeedMark.subject == review.member_id)
    if mark is None or mark.version.int < recorded.id.int:
        return None
    home, movie = f"/members/{get(Member, review.member_id).username}", quote(get(Movie, review.movie_id).address)
    feeds = ("/feed", f"{home}/feed", f"{home}/reviews", f"/movies/{movie}/feed")
    hub.publish([f"{feed}.{form}" for feed in feeds for form in MEDIA_TYPES])
    return None
