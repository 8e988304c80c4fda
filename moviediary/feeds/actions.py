"""Writes: keys of private feeds, and marks moved by what is no event."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import peewee

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.feeds.marks import about_member, about_movies, about_review, touch, touch_all
from moviediary.feeds.models import FeedKey


def make_key(member: Member) -> None:
    """Give a member's private feed an address, or another one, so that the one it had leads nowhere."""
    with writing():
        FeedKey.delete().where(FeedKey.member == member.id).execute()
        FeedKey.insert(member=member.id, id=ids.uuid7(), made_at=clock.now()).execute()


def revoke_key(member: Member) -> None:
    FeedKey.delete().where(FeedKey.member == member.id).execute()


def note_use(key: FeedKey) -> None:
    """Note that a private feed was read, once an hour: its member wants to know whether anybody still does."""
    now = clock.now()
    if key.used_at is None or now - key.used_at > timedelta(hours=1):
        # A feed can be read while the disk is full or another writer does not let go; when it was, matters less.
        with suppress(peewee.OperationalError):
            FeedKey.update(used_at=now).where(FeedKey.id == key.id).execute()


def poster_changed(movie_id: UUID) -> None:
    touch(about_movies([movie_id]))


def profile_changed(member_id: UUID) -> None:
    touch(about_member(member_id))


def review_restored(review_id: UUID) -> None:
    """Its events are told as they happened, long ago perhaps; that it is here now is new to whoever reads."""
    touch(about_review(review_id))


def tables_rebuilt(_: UUID) -> None:
    touch_all()
