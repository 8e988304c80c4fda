"""Reads of feeds: what one is about and where it stands, in a single select; then what it says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.accounts.rules import USERNAME
from moviediary.columns import as_uuid
from moviediary.database import db
from moviediary.diary.entries import SUBJECT
from moviediary.errors import NotFound
from moviediary.feeds.models import NOBODY, FeedKey, FeedMark
from moviediary.feeds.rules import Kind
from moviediary.movies.models import Movie, address
from moviediary.words import diary_of

NO_MEMBER = "There is no member called {}."
NO_FEED = "There is no such feed. Its address may have been taken back."
# Something that is another after each change of what a member wrote, or of the films it is about.
VERSION_OF_DIARY = "SELECT version FROM feed_mark WHERE kind = 'own' AND subject = ?"


@dataclass(frozen=True)
class Feed:
    """What a feed is about and where it stands. `home` is the path of the page that shows the same, `path` that of the feed
    without its ending; `with_text` leaves out entries without a text. `version` and `at` are None where nothing happened yet."""

    kind: Kind
    subject: UUID
    title: str
    description: str
    home: str
    path: str
    author: str
    version: UUID | None
    at: datetime | None
    with_text: bool = False
    # What its address holds beside the wish of who reads.
    key: str = ""

    @property
    def private(self) -> bool:
        return self.kind == "own"


def everyone() -> Feed:
    """Everybody's entries."""
    row = _row(_everyone, NOBODY.hex) or (None, None)
    words = "What the members of this film diary watched lately."
    return Feed("everyone", NOBODY, "Movie Diary", words, "/", "/feed", "", *_place(*row))


def of_member(username: str, with_text: bool = False) -> Feed:
    """A member's diary as everybody may see it; `with_text` only what they wrote a text about. Raises NotFound."""
    name = username.lower()
    row = _row(_member, name) if USERNAME.fullmatch(name) else None
    if row is None:
        raise NotFound(NO_MEMBER.format(username[:40]))
    return _of_member("member", with_text, *row)


def own(username: str, key_id: UUID, address_key: str) -> tuple[Feed, FeedKey]:
    """A member's diary as they see it themselves, for whoever has the key, which its address holds. Raises NotFound."""
    key = FeedKey.get_or_none(FeedKey.id == key_id)
    name = username.lower()
    row = _row(_own, name) if key and USERNAME.fullmatch(name) else None
    if key is None or row is None or as_uuid(row[0]) != key.member_id:
        raise NotFound(NO_FEED)
    return replace(_of_member("own", False, *row), key=address_key), key


def of_movie(place: str) -> Feed:
    """What everybody may see about a movie, at whichever of its addresses, or about what it was merged into. Raises NotFound."""
    movie_id = ids.from_short(place.partition("-")[0])
    row = _row(_movie, movie_id.hex) if movie_id else None
    if row and row[3]:
        row = _row(_movie, as_uuid(row[3]).hex)
    if row is None:
        raise NotFound("There is no such film in the catalogue.")
    found, title, year, _, version, at = row
    name = f"{title} ({year})"
    words = f"What members of this film diary say about {name}."
    home = f"/movies/{address(as_uuid(found), title, year)}"
    return Feed("movie", as_uuid(found), name, words, home, f"{home}/feed", "", *_place(version, at))


def key_of(member: Member) -> FeedKey | None:
    """The key of a member's private feed, where they have one."""
    found: FeedKey | None = FeedKey.get_or_none(FeedKey.member == member.id)
    return found


def _row(asked: Callable[[], peewee.ModelSelect], subject: str) -> Any:
    """The one row of a select with SUBJECT in it, of which the text is kept: readers ask again and again."""
    text, blanks = _written(asked, db.param)
    return db.execute_sql(text, [subject if blank == SUBJECT else blank for blank in blanks]).fetchone()


@cache
def _written(asked: Callable[[], peewee.ModelSelect], kind: str) -> tuple[str, list[Any]]:
    """`kind` is how the database marks a value; the text differs between the two."""
    text, blanks = asked().sql()
    return text, blanks


def _everyone() -> peewee.ModelSelect:
    return FeedMark.select(FeedMark.version, FeedMark.at).where(FeedMark.kind == "everyone", FeedMark.subject == SUBJECT)


def _member() -> peewee.ModelSelect:
    return _of_name("member")


def _own() -> peewee.ModelSelect:
    return _of_name("own")


def _of_name(kind: Kind) -> peewee.ModelSelect:
    columns = (Member.id, Member.username, Member.display_name, Member.about, FeedMark.version, FeedMark.at)
    marked = Member.select(*columns).join(FeedMark, peewee.JOIN.LEFT_OUTER, on=_mark(kind, Member.id))
    return marked.where(Member.username == SUBJECT)


def _movie() -> peewee.ModelSelect:
    columns = (Movie.id, Movie.title, Movie.year, Movie.merged_into, FeedMark.version, FeedMark.at)
    marked = Movie.select(*columns).join(FeedMark, peewee.JOIN.LEFT_OUTER, on=_mark("movie", Movie.id))
    return marked.where(Movie.id == SUBJECT)


def _of_member(kind: Kind, with_text: bool, member_id: Any, username: str, name: str, about: str, version: Any, at: Any) -> Feed:
    home = f"/members/{username}"
    title = f"{name}’s reviews" if with_text else diary_of(name)
    words = about or f"The films {name} watched, with ratings and reviews."
    path = f"{home}/{'reviews' if with_text else 'feed'}"
    return Feed(kind, as_uuid(member_id), title, words, home, path, name, *_place(version, at), with_text)


def _place(version: Any, at: Any) -> tuple[UUID | None, datetime | None]:
    """Where a feed stands, of what the database gives: SQLite has texts, of which Peewee would try several spellings."""
    if version is None:
        return None, None
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return as_uuid(version), moment.replace(tzinfo=UTC)


def _mark(kind: Kind, subject: peewee.Field) -> peewee.Expression:
    return (FeedMark.kind == kind) & (FeedMark.subject == subject)
