"""Reads of feeds: what one is about and where it stands, in a single select; then what it says."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.accounts.rules import USERNAME
from moviediary.errors import NotFound
from moviediary.feeds.models import NOBODY, FeedKey, FeedMark
from moviediary.feeds.rules import Kind
from moviediary.movies.models import Movie, address

# When a feed changed last that nothing has happened in.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
NO_MEMBER = "There is no member called {}."
NO_FEED = "There is no such feed. Its address may have been taken back."


@dataclass(frozen=True)
class Feed:
    """What a feed is about and where it stands. `home` is the path of the page that shows the same, `path` that of the feed
    without its ending; `told` leaves out entries without a text. `version` and `at` are None where nothing happened yet."""

    kind: Kind
    subject: UUID
    title: str
    description: str
    home: str
    path: str
    author: str
    version: UUID | None
    at: datetime | None
    told: bool = False
    # What its address holds beside the wish of who reads.
    key: str = ""

    @property
    def updated(self) -> datetime:
        return self.at or BEGINNING

    @property
    def private(self) -> bool:
        return self.kind == "own"


@dataclass(frozen=True)
class Moved:
    """The address of a feed is another one now."""

    path: str


def everyone() -> Feed:
    """Everybody's entries."""
    mark = FeedMark.get_or_none(FeedMark.kind == "everyone", FeedMark.subject == NOBODY)
    place = (mark.version, mark.at) if mark else (None, None)
    words = "What the members of this film diary watched lately."
    return Feed("everyone", NOBODY, "Movie Diary", words, "/", "/feed", "", *place)


def of_member(username: str, told: bool = False) -> Feed:
    """A member's diary as everybody may see it; with `told` only what they wrote a text about. Raises NotFound."""
    row = _member(username, "member", FeedMark.version, FeedMark.at)
    if row is None:
        raise NotFound(NO_MEMBER.format(username[:40]))
    return _of_member("member", told, *row[:6])


def own(username: str, key_id: UUID, address_key: str) -> tuple[Feed, FeedKey]:
    """A member's diary as they see it themselves, for whoever has the key, which its address holds. Raises NotFound."""
    key = (FeedKey.id, FeedKey.made_at, FeedKey.used_at)
    row = _member(username, "own", FeedMark.version, FeedMark.at, *key)
    if row is None or row[6] != key_id:
        raise NotFound(NO_FEED)
    found = FeedKey(member=row[0], id=row[6], made_at=row[7], used_at=row[8])
    return replace(_of_member("own", False, *row[:6]), key=address_key), found


def of_movie(place: str) -> Feed | Moved:
    """What everybody may see about a movie, or where its feed is now. Raises NotFound."""
    movie_id = ids.from_short(place.partition("-")[0])
    columns = (Movie.id, Movie.title, Movie.year, Movie.merged_into, FeedMark.version, FeedMark.at)
    query = Movie.select(*columns).join(FeedMark, peewee.JOIN.LEFT_OUTER, on=_mark("movie", Movie.id))
    row = query.where(Movie.id == movie_id).tuples().first() if movie_id else None
    if row is None:
        raise NotFound("There is no such film in the catalogue.")
    found, title, year, merged_into, version, at = row
    if merged_into:
        return Moved(ids.short(merged_into))
    if place != (where := address(found, title, year)):
        return Moved(where)
    name = f"{title} ({year})"
    words = f"What members of this film diary say about {name}."
    return Feed("movie", found, name, words, f"/movies/{where}", f"/movies/{where}/feed", "", version, at)


def key_of(member: Member) -> FeedKey | None:
    """The key of a member's private feed, where they have one."""
    found: FeedKey | None = FeedKey.get_or_none(FeedKey.member == member.id)
    return found


def _member(username: str, kind: Kind, *more: peewee.Field) -> tuple[Any, ...] | None:
    name = username.lower()
    if not USERNAME.fullmatch(name):
        return None
    query = (
        Member.select(Member.id, Member.username, Member.display_name, Member.about, *more)
        .join(FeedMark, peewee.JOIN.LEFT_OUTER, on=_mark(kind, Member.id))
        .switch(Member)
        .join(FeedKey, peewee.JOIN.LEFT_OUTER, on=(FeedKey.member == Member.id))
    )
    row: tuple[Any, ...] | None = query.where(Member.username == name).tuples().first()
    return row


def _of_member(
    kind: Kind, told: bool, member_id: UUID, username: str, name: str, about: str, version: UUID | None, at: Any
) -> Feed:
    home = f"/members/{username}"
    title = f"{name}’s reviews" if told else f"{name}’s film diary"
    words = about or f"The films {name} watched, with ratings and reviews."
    return Feed(kind, member_id, title, words, home, f"{home}/{'reviews' if told else 'feed'}", name, version, at, told)


def _mark(kind: Kind, subject: peewee.Field) -> peewee.Expression:
    return (FeedMark.kind == kind) & (FeedMark.subject == subject)
