"""Likes and boosts; both follow from the log. How many a review has stands in its own row."""

from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.diary.models import Review
from moviediary.relations.models import barred_by
from moviediary.tables import Row


class ReviewLike(Row):
    """That a member likes a review. `id` is that of the event; newer ones are greater."""

    review_id = peewee.UUIDField()
    member_id = peewee.UUIDField()
    id = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("review_id", "member_id")
        indexes = ((("member_id", "id"), False),)


class ReviewBoost(Row):
    """That a member shares a review with their followers."""

    review_id = peewee.UUIDField()
    member_id = peewee.UUIDField()
    id = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("review_id", "member_id")
        indexes = ((("member_id", "id"), False), (("review_id", "id"), False))


def counted(reader_id: UUID | None) -> tuple[Any, Any]:
    """How many likes and boosts a review has, as columns of a select of reviews: those of the barred are not there."""
    if reader_id is None:
        return Review.likes, Review.boosts
    return _counted(ReviewLike, Review.likes, reader_id), _counted(ReviewBoost, Review.boosts, reader_id)


def own(reader_id: UUID | None) -> tuple[Any, Any]:
    """Whether a reader likes and shares a review, as columns of a select of reviews."""
    if reader_id is None:
        return peewee.Value(False), peewee.Value(False)
    return _own(ReviewLike, Review.likes, reader_id), _own(ReviewBoost, Review.boosts, reader_id)


# Most reviews have none, and for these nothing is looked up.
def _counted(model: Any, count: peewee.Field, reader_id: UUID) -> Any:
    by_barred = model.select(fn.COUNT(1)).where(model.review_id == Review.id, model.member_id.in_(barred_by(reader_id)))
    return peewee.Case(None, ((count > 0, count - by_barred),), 0)


def _own(model: Any, count: peewee.Field, reader_id: UUID) -> Any:
    found = model.select(peewee.SQL("1")).where(model.review_id == Review.id, model.member_id == reader_id)
    return peewee.Case(None, ((count > 0, fn.EXISTS(found)),), False)
