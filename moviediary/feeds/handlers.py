"""What follows when what everybody may see changed: the hub hears which feeds to fetch. Run by the worker."""

from urllib.parse import quote
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.deliveries import Effect
from moviediary.events import Event, Recorded
from moviediary.feeds import hub
from moviediary.feeds.models import FeedMark
from moviediary.movies.models import Movie
from moviediary.tables import find
from moviediary.words import FEED_FORMATS


def publish(event: Event, recorded: Recorded) -> Effect | None:
    """Tell the hub of the feeds for everybody that this event was the last to move.

    What a later event moved again is told because of that one, so a backlog tells of each feed once.
    """
    marks = FeedMark.select(FeedMark.kind, FeedMark.subject).where(FeedMark.event == recorded.id, FeedMark.kind != "own")
    paths = [path for kind, subject in marks.tuples() for path in _paths(kind, subject)] if hub.address() else []
    if paths:
        hub.publish([f"{path}.{form}" for path in paths for form in FEED_FORMATS])
    return None


def _paths(kind: str, subject: UUID) -> list[str]:
    """The addresses of feeds with a mark, without their endings."""
    if kind == "everyone":
        return ["/feed"]
    if kind == "member":
        member = find(Member, "id", subject)
        return [f"/members/{member.username}/feed", f"/members/{member.username}/reviews"] if member else []
    movie = find(Movie, "id", subject)
    return [f"/movies/{quote(movie.address)}/feed"] if movie and not movie.merged_into else []
