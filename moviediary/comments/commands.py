"""What members may say below a review."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class AddComment:
    """`key` is that of the form, so that sending it twice says it once; `parent_id` the comment it answers, or None."""

    review_id: UUID
    key: UUID
    text: str
    parent_id: UUID | None = None


@dataclass(frozen=True)
class EditComment:
    """`revision` is the one that was edited."""

    comment_id: UUID
    revision: int
    text: str


@dataclass(frozen=True)
class DeleteComment:
    comment_id: UUID


@dataclass(frozen=True)
class CloseComments:
    """Let nobody comment on a review of one's own any more. What was said stays."""

    review_id: UUID


@dataclass(frozen=True)
class OpenComments:
    review_id: UUID
