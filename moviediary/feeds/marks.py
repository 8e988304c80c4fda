"""Moving the marks of feeds: the one statement that writes them, and which feeds a movie or a member stands in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from moviediary.database import db
from moviediary.diary.models import Review
from moviediary.feeds.models import NOBODY, FeedMark

# The kind of a feed, and the id of what it is about.
Place = tuple[str, UUID]
# So many rows in one statement: no database allows an unlimited number of values.
AT_A_TIME = 200


def everyone() -> Place:
    return "everyone", NOBODY


def move(places: Sequence[Place], version: UUID, at: datetime) -> None:
    """Give feeds a new version. Runs inside the transaction that changed what they show."""
    stamp = [FeedMark.version.db_value(version), FeedMark.at.db_value(at)]
    for start in range(0, len(places), AT_A_TIME):
        some = places[start : start + AT_A_TIME]
        values = [value for kind, subject in some for value in (kind, FeedMark.subject.db_value(subject), *stamp)]
        db.execute_sql(_upsert(len(some), db.param), values)


def about_movies(movie_ids: Sequence[UUID]) -> list[Place]:
    """The feeds that movies stand in: their own, those of the members who wrote about them, that of everyone."""
    these = Review.movie.in_(list(movie_ids)) & Review.deleted_at.is_null()
    found = Review.select(Review.member, Review.audience == "everyone").where(these).distinct().tuples()
    return _places([("movie", movie_id) for movie_id in movie_ids], found)


def about_member(member_id: UUID) -> list[Place]:
    """The feeds that a member's name stands in: their own, those of the movies they wrote about, that of everyone."""
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


@cache
def _upsert(count: int, mark: str) -> str:
    row = f"({mark}, {mark}, {mark}, {mark})"
    return (
        f"INSERT INTO feed_mark (kind, subject, version, at) VALUES {', '.join([row] * count)} "  # noqa: S608
        "ON CONFLICT (kind, subject) DO UPDATE SET version = excluded.version, at = excluded.at"
    )
