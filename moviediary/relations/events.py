"""What can have happened between two members."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.events import Event


@dataclass(frozen=True)
class FollowRequested(Event):
    """Somebody asked to follow a member who wants to be asked."""

    subject = "follows.requested"
    follower_id: UUID
    followed_id: UUID


@dataclass(frozen=True)
class FollowAccepted(Event):
    """Somebody follows a member from now on; `asked` says whether they had to ask first."""

    subject = "follows.accepted"
    follower_id: UUID
    followed_id: UUID
    asked: bool


@dataclass(frozen=True)
class FollowRejected(Event):
    """A member does not want to be followed by somebody who asked."""

    subject = "follows.rejected"
    follower_id: UUID
    followed_id: UUID


@dataclass(frozen=True)
class FollowRemoved(Event):
    """Somebody follows no longer, or no longer asks to; whose wish it was, the actor says."""

    subject = "follows.removed"
    follower_id: UUID
    followed_id: UUID


@dataclass(frozen=True)
class UserBlocked(Event):
    """Two members are gone for each other."""

    subject = "users.blocked"
    blocker_id: UUID
    blocked_id: UUID


@dataclass(frozen=True)
class UserUnblocked(Event):
    """Two members may meet again; nothing that was before comes back by itself."""

    subject = "users.unblocked"
    blocker_id: UUID
    blocked_id: UUID
