"""Likes and boosts; both follow from the log. How many a review has stands in its own row."""

import peewee

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
