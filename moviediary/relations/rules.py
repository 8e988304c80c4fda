"""The rules of following and blocking. How two members stand to each other is told from the side of the one who asks."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.errors import NotFound, Refused
from moviediary.events import Event
from moviediary.relations.commands import (
    AcceptFollower,
    Block,
    Follow,
    RejectFollower,
    RemoveFollower,
    Unblock,
    Unfollow,
)
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)

REQUESTED, ACCEPTED = "requested", "accepted"
# The same words as for an address that nobody has: who is blocked is not told so.
NOBODY = "There is no such member."


@dataclass(frozen=True)
class Relation:
    """How a member stands to another. `follows` and `followed_by` are "", "requested" or "accepted"."""

    follows: str = ""
    followed_by: str = ""
    blocks: bool = False
    blocked_by: bool = False
    mutes: bool = False

    @property
    def barred(self) -> bool:
        """Whether the two are gone for each other."""
        return self.blocks or self.blocked_by


@dataclass(frozen=True)
class Facts:
    """Who asks, how they stand to the other one, and whether that one wants to be asked before they are followed."""

    member_id: UUID
    relation: Relation
    locked: bool = False


def follow(command: Follow, facts: Facts) -> list[Event]:
    if command.member_id == facts.member_id:
        raise Refused("You cannot follow yourself.")
    _there(facts)
    if facts.relation.follows:
        return []
    if facts.locked:
        return [FollowRequested(facts.member_id, command.member_id)]
    return [FollowAccepted(facts.member_id, command.member_id, asked=False)]


def unfollow(command: Unfollow, facts: Facts) -> list[Event]:
    _there(facts)
    return [FollowRemoved(facts.member_id, command.member_id)] if facts.relation.follows else []


def accept(command: AcceptFollower, facts: Facts) -> list[Event]:
    _there(facts)
    if facts.relation.followed_by == ACCEPTED:
        return []
    if facts.relation.followed_by != REQUESTED:
        raise Refused("They do not ask to follow you any more.")
    return [FollowAccepted(command.member_id, facts.member_id, asked=True)]


def reject(command: RejectFollower, facts: Facts) -> list[Event]:
    _there(facts)
    if facts.relation.followed_by == ACCEPTED:
        raise Refused("They follow you already. You can remove them from your followers.")
    return [FollowRejected(command.member_id, facts.member_id)] if facts.relation.followed_by else []


def remove_follower(command: RemoveFollower, facts: Facts) -> list[Event]:
    _there(facts)
    return [FollowRemoved(command.member_id, facts.member_id)] if facts.relation.followed_by == ACCEPTED else []


def block(command: Block, facts: Facts) -> list[Event]:
    """Both follow each other no longer, whichever way it was."""
    if command.member_id == facts.member_id:
        raise Refused("You cannot block yourself.")
    if facts.relation.blocks:
        return []
    ended: list[Event] = []
    if facts.relation.follows:
        ended.append(FollowRemoved(facts.member_id, command.member_id))
    if facts.relation.followed_by:
        ended.append(FollowRemoved(command.member_id, facts.member_id))
    return [*ended, UserBlocked(facts.member_id, command.member_id)]


def unblock(command: Unblock, facts: Facts) -> list[Event]:
    return [UserUnblocked(facts.member_id, command.member_id)] if facts.relation.blocks else []


def _there(facts: Facts) -> None:
    if facts.relation.barred:
        raise NotFound(NOBODY)
