"""Moving the marks of feeds: the one statement that writes them, and which feeds a movie or a member stands in."""

from collections.abc import Iterable, Sequence
from functools import cache
from uuid import UUID

from moviediary import clock, ids
from moviediary.columns import as_uuid
from moviediary.database import db
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.feeds.models import NOBODY, FeedMark
from moviediary.tables import TOGETHER, selected_among

# The kind of a feed, and the id of what it is about.
Place = tuple[str, UUID]
# What is written over a mark that is there.
VERSION = "version = excluded.version, at = excluded.at"
EVERYTHING = f"{VERSION}, event = excluded.event"
# Who wrote about movies, and whether for everybody. Asked for each poster that arrives.
WROTE = "SELECT DISTINCT member_id, audience = 'everyone' FROM review WHERE movie_id IN (AMONG) AND deleted_at IS NULL"


def everyone() -> Place:
    return "everyone", NOBODY


def follow(recorded: Recorded, places: Sequence[Place]) -> None:
    """Give feeds the version of an event, in its transaction."""
    event = FeedMark.version.db_value(recorded.id)
    _write(places, (event, FeedMark.at.db_value(recorded.at), event), EVERYTHING)


def touch(places: Sequence[Place]) -> None:
    """Give feeds a version of their own, as what they show changed by no event. Runs inside the transaction that changed it."""
    _write(places, (FeedMark.version.db_value(ids.uuid7()), FeedMark.at.db_value(clock.now()), None), VERSION)


def touch_all() -> None:
    """Give every feed that has a mark a version of its own."""
    FeedMark.update(version=ids.uuid7(), at=clock.now()).execute()


def about_movies(movie_ids: Sequence[UUID]) -> list[Place]:
    """The feeds that movies stand in: their own, those of the members who wrote about them, that of everyone."""
    found = selected_among(WROTE, [movie_id.hex for movie_id in movie_ids])
    return _places([("movie", movie_id) for movie_id in movie_ids], ((as_uuid(member), bool(public)) for member, public in found))


def about_review(review_id: UUID) -> list[Place]:
    """The feeds that a review stands in: those of its member, and where it is for everybody those of its movie and of all."""
    found = Review.select(Review.member, Review.movie, Review.audience == "everyone").where(Review.id == review_id).tuples()
    return [place for member, movie, public in found for place in _places([("movie", movie)] * bool(public), [(member, public)])]


def about_member(member_id: UUID) -> list[Place]:
    """The feeds that a member's name stands in: their own, and where they wrote for everybody those of the movies and of all."""
    public = (Review.member == member_id) & (Review.audience == "everyone") & Review.deleted_at.is_null()
    movies = [row[0] for row in Review.select(Review.movie).where(public).distinct().tuples()]
    own: list[Place] = [("own", member_id), ("member", member_id)]
    return [*own, *(("movie", movie_id) for movie_id in movies), *([everyone()] if movies else [])]


def _places(movies: list[Place], members: Iterable[tuple[UUID, bool]]) -> list[Place]:
    found = list(movies)
    for member_id, public in members:
        found += [("own", member_id), ("member", member_id), everyone()] if public else [("own", member_id)]
    # No row may be written twice by one statement.
    return list(dict.fromkeys(found))


def _write(places: Sequence[Place], stamp: tuple[object, ...], columns: str) -> None:
    for start in range(0, len(places), TOGETHER):
        some = places[start : start + TOGETHER]
        values = [value for kind, subject in some for value in (kind, FeedMark.subject.db_value(subject), *stamp)]
        db.later(_upsert(len(some), columns, db.param), values)


@cache
def _upsert(count: int, columns: str, mark: str) -> str:
    row = f"({mark}, {mark}, {mark}, {mark}, {mark})"
    return (
        f"INSERT INTO feed_mark (kind, subject, version, at, event) VALUES {', '.join([row] * count)} "  # noqa: S608
        f"ON CONFLICT (kind, subject) DO UPDATE SET {columns}"
    )
