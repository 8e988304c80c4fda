"""Comments as they follow from the log. How many a review has, and whether more are welcome, stands in its own row."""

from uuid import UUID

import peewee

from moviediary.comments.rules import Said
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
