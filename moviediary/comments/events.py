"""What can have been said below a review."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.events import Event


@dataclass(frozen=True)
class CommentAdded(Event):
    """`parent_id` is the comment it answers; an answer to an answer belongs to the same first one."""

    subject = "comments.added"
    comment_id: UUID
    review_id: UUID
    member_id: UUID
    parent_id: UUID | None
    key: UUID
    text: str


@dataclass(frozen=True)
class CommentEdited(Event):
    """A comment now says this."""

    subject = "comments.edited"
    comment_id: UUID
    revision: int
    text: str


@dataclass(frozen=True)
class CommentDeleted(Event):
    """By whoever wrote it, by the author of the review, or by an admin; which, the actor says."""

    subject = "comments.deleted"
    # Another's comment stays deleted when the admin who deleted it leaves.
    personal = False
    comment_id: UUID


@dataclass(frozen=True)
class CommentsClosed(Event):
    subject = "comments.closed"
    review_id: UUID


@dataclass(frozen=True)
class CommentsOpened(Event):
    subject = "comments.opened"
    review_id: UUID
