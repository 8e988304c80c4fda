"""Whom an event concerns, and so whose webhooks are told of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited, CommentsClosed, CommentsOpened
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored, ReviewWithdrawn
from moviediary.events import Event
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)

DIARY, REACTIONS, FOLLOWS = "diary", "reactions", "follows"


@dataclass(frozen=True)
class Facts:
    """Who did it, and whose the review is that it is about; None where nobody knows (any more)."""

    actor: UUID | None
    author: UUID | None


# Whom an event concerns. A member is never told what the site keeps from them: that they were rejected, or removed by another.
Concerned = Callable[[Any, Facts], tuple[UUID | None, ...]]


def _owner(event: Event, facts: Facts) -> tuple[UUID | None, ...]:
    # A review that was withdrawn since has no author any more.
    return (facts.author or facts.actor,)


def _owner_and_actor(event: Event, facts: Facts) -> tuple[UUID | None, ...]:
    return (facts.author, facts.actor)


def _both(event: FollowRequested | FollowAccepted, facts: Facts) -> tuple[UUID | None, ...]:
    return (event.follower_id, event.followed_id)


def _followed(event: FollowRejected, facts: Facts) -> tuple[UUID | None, ...]:
    return (event.followed_id,)


def _parted(event: FollowRemoved, facts: Facts) -> tuple[UUID | None, ...]:
    return (event.followed_id, event.follower_id if facts.actor == event.follower_id else None)


def _blocker(event: UserBlocked | UserUnblocked, facts: Facts) -> tuple[UUID | None, ...]:
    return (event.blocker_id,)


TOLD: Mapping[type[Event], tuple[str, Concerned]] = {
    **dict.fromkeys((ReviewLogged, ReviewEdited, ReviewDeleted, ReviewRestored, ReviewWithdrawn), (DIARY, _owner)),
    **dict.fromkeys((LikeAdded, LikeRemoved, BoostAdded, BoostRemoved), (REACTIONS, _owner_and_actor)),
    **dict.fromkeys((CommentAdded, CommentEdited, CommentDeleted), (REACTIONS, _owner_and_actor)),
    **dict.fromkeys((CommentsClosed, CommentsOpened), (REACTIONS, _owner)),
    **dict.fromkeys((FollowRequested, FollowAccepted), (FOLLOWS, _both)),
    FollowRejected: (FOLLOWS, _followed),
    FollowRemoved: (FOLLOWS, _parted),
    **dict.fromkeys((UserBlocked, UserUnblocked), (FOLLOWS, _blocker)),
}
SUBJECTS = {cls.subject: group for cls, (group, _) in TOLD.items()}


def concerned(event: Event, facts: Facts) -> list[UUID]:
    """The members whom an event concerns, each once."""
    if type(event) not in TOLD:
        return []
    _, whom = TOLD[type(event)]
    return list(dict.fromkeys(member for member in whom(event, facts) if member is not None))


def group_of(event: Event) -> str:
    """The group of what can be wanted that an event belongs to."""
    return TOLD[type(event)][0]
