"""Comments as they follow from the log. How many a review has, and whether more are welcome, stands in its own row."""

from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.comments.rules import Said
from moviediary.diary.models import Review
from moviediary.relations.models import barred_by
from moviediary.tables import Row, UtcField


class ReviewComment(Row):
    """A comment. `parent_id` is the comment it answers, never itself an answer. Of a deleted one the text is gone."""

    id = peewee.UUIDField(primary_key=True)
    review_id = peewee.UUIDField()
    member_id = peewee.UUIDField()
    parent_id = peewee.UUIDField(null=True)
    key = peewee.UUIDField()
    text = peewee.TextField()
    revision = peewee.IntegerField(default=1)
    made_at = UtcField()
    edited_at = UtcField(null=True)
    deleted_at = UtcField(null=True)

    class Meta:
        indexes = ((("review_id", "id"), False), (("member_id", "key"), True))

    def said(self) -> Said:
        """The comment as the rules see it."""
        parent_id: UUID | None = self.parent_id
        return Said(self.id, self.review_id, self.member_id, parent_id, self.text, self.revision, self.deleted_at is not None)


def counted(reader_id: UUID | None) -> Any:
    """How many comments a review has, as a column of a select of reviews: those of the barred are not there."""
    if reader_id is None:
        return Review.comments
    by_barred = ReviewComment.select(fn.COUNT(1)).where(
        ReviewComment.review_id == Review.id,
        ReviewComment.deleted_at.is_null(),
        ReviewComment.member_id.in_(barred_by(reader_id)),
    )
    # Most reviews have none, and for these nothing is looked up.
    return peewee.Case(None, ((Review.comments > 0, Review.comments - by_barred),), 0)
