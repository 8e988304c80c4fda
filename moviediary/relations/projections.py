"""Who follows and blocks whom, as it follows from the log."""

from uuid import UUID

import peewee

from moviediary.accounts.events import MemberErased
from moviediary.events import Recorded
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)
from moviediary.relations.models import Block, Follow, Mute
from moviediary.relations.rules import ACCEPTED, REQUESTED


def requested(event: FollowRequested, recorded: Recorded) -> None:
    _put(event.follower_id, event.followed_id, REQUESTED, recorded.id)


def accepted(event: FollowAccepted, recorded: Recorded) -> None:
    _put(event.follower_id, event.followed_id, ACCEPTED, recorded.id)


def ended(event: FollowRejected | FollowRemoved, recorded: Recorded) -> None:
    Follow.delete().where(_pair(event.follower_id, event.followed_id)).execute()


def blocked(event: UserBlocked, recorded: Recorded) -> None:
    row = {"blocker": event.blocker_id, "blocked": event.blocked_id, "id": recorded.id}
    Block.insert(row).on_conflict_ignore().execute()


def unblocked(event: UserUnblocked, recorded: Recorded) -> None:
    Block.delete().where(Block.blocker == event.blocker_id, Block.blocked == event.blocked_id).execute()


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    gone = event.member_id
    Follow.delete().where((Follow.follower == gone) | (Follow.followed == gone)).execute()
    Block.delete().where((Block.blocker == gone) | (Block.blocked == gone)).execute()
    Mute.delete().where(Mute.muted == gone).execute()


def _put(follower_id: UUID, followed_id: UUID, state: str, event_id: UUID) -> None:
    row = {"follower": follower_id, "followed": followed_id, "state": state, "id": event_id}
    changed = {Follow.state: state, Follow.id: event_id}
    Follow.insert(row).on_conflict(conflict_target=[Follow.follower, Follow.followed], update=changed).execute()


def _pair(follower_id: UUID, followed_id: UUID) -> peewee.Expression:
    return (Follow.follower == follower_id) & (Follow.followed == followed_id)
