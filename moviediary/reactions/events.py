"""What can have happened to a review by the hand of another member."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.events import Event


@dataclass(frozen=True)
class LikeAdded(Event):
    subject = "likes.added"
    review_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class LikeRemoved(Event):
    subject = "likes.removed"
    review_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class BoostAdded(Event):
    """A member shares a review with their followers."""

    subject = "boosts.added"
    review_id: UUID
    member_id: UUID


@dataclass(frozen=True)
class BoostRemoved(Event):
    subject = "boosts.removed"
    review_id: UUID
    member_id: UUID
