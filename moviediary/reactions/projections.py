"""Likes and boosts as they follow from the log, and how many each review has."""

from uuid import UUID

import peewee

from moviediary.accounts.events import MemberErased
from moviediary.diary.events import ReviewPurged, ReviewWithdrawn
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.reactions.models import ReviewBoost, ReviewLike

Reaction = type[ReviewLike] | type[ReviewBoost]
COUNTS: tuple[tuple[Reaction, peewee.Field], ...] = ((ReviewLike, Review.likes), (ReviewBoost, Review.boosts))


def liked(event: LikeAdded, recorded: Recorded) -> None:
    _add(ReviewLike, Review.likes, event, recorded)


def unliked(event: LikeRemoved, recorded: Recorded) -> None:
    _remove(ReviewLike, Review.likes, event)


def boosted(event: BoostAdded, recorded: Recorded) -> None:
    _add(ReviewBoost, Review.boosts, event, recorded)


def unboosted(event: BoostRemoved, recorded: Recorded) -> None:
    _remove(ReviewBoost, Review.boosts, event)


def review_gone(event: ReviewPurged | ReviewWithdrawn, recorded: Recorded) -> None:
    for model, _ in COUNTS:
        model.delete().where(model.review_id == event.review_id).execute()


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    """Runs before the diary forgets them: what others said of their reviews goes, too."""
    own = Review.select(Review.id).where(Review.member == event.member_id)
    for model, count in COUNTS:
        model.delete().where(model.review_id.in_(own)).execute()
        those = model.select(model.review_id).where(model.member_id == event.member_id)
        _count(count, Review.id.in_(those), -1)
        model.delete().where(model.member_id == event.member_id).execute()


def _add(model: Reaction, count: peewee.Field, event: LikeAdded | BoostAdded, recorded: Recorded) -> None:
    # When the log is replayed, a review whose member is gone is not there.
    if _count(count, Review.id == event.review_id, 1):
        model.insert(review_id=event.review_id, member_id=event.member_id, id=recorded.id).execute()


def _remove(model: Reaction, count: peewee.Field, event: LikeRemoved | BoostRemoved) -> None:
    this: UUID = event.review_id
    if model.delete().where(model.review_id == this, model.member_id == event.member_id).execute():
        _count(count, Review.id == this, -1)


def _count(count: peewee.Field, these: peewee.Expression, change: int) -> int:
    return int(Review.update({count: count + change}).where(these).execute())
