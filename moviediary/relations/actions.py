"""Writes between two members."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from moviediary import clock, log, notices
from moviediary.accounts import queries as accounts
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import Refused
from moviediary.events import Event
from moviediary.relations import queries, rules
from moviediary.relations.commands import (
    AcceptFollower,
    Block,
    Follow,
    RejectFollower,
    RemoveFollower,
    Unblock,
    Unfollow,
)
from moviediary.relations.models import MUTES_CHANGED, Mute

Rule = Callable[[Any, rules.Facts], Sequence[Event]]


def follow(member: Member, username: str) -> str:
    """Follow a member, or ask to, and return which it became: accepted or requested. Raises NotFound and Refused."""
    _decide(member, username, Follow, rules.follow)
    return queries.relation(member, accounts.member_named(username).id).follows


def unfollow(member: Member, username: str) -> None:
    """Follow a member no longer, or ask no more to. Raises NotFound."""
    _decide(member, username, Unfollow, rules.unfollow)


def accept(member: Member, username: str) -> None:
    """Let somebody follow who asked to. Raises NotFound and Refused."""
    _decide(member, username, AcceptFollower, rules.accept)


def reject(member: Member, username: str) -> None:
    """Do not let somebody follow who asked to. Raises NotFound and Refused."""
    _decide(member, username, RejectFollower, rules.reject)


def remove_follower(member: Member, username: str) -> None:
    """Let somebody follow no longer. Raises NotFound."""
    _decide(member, username, RemoveFollower, rules.remove_follower)


def block(member: Member, username: str) -> None:
    """Be gone for somebody, and let them be gone. Raises NotFound and Refused."""
    _decide(member, username, Block, rules.block)


def unblock(member: Member, username: str) -> None:
    """Raises NotFound."""
    _decide(member, username, Unblock, rules.unblock)


def mute(member: Member, username: str) -> None:
    """See nothing more of somebody in lists; they do not learn of it. Raises NotFound and Refused."""
    other, _ = queries.member_named(member, username)
    if other.id == member.id:
        raise Refused("You cannot mute yourself.")
    with writing():
        Mute.insert(member=member.id, muted=other.id, at=clock.now()).on_conflict_ignore().execute()
        notices.give(MUTES_CHANGED, member.id)


def unmute(member: Member, username: str) -> None:
    """Raises NotFound."""
    other = accounts.member_named(username)
    with writing():
        Mute.delete().where(Mute.member == member.id, Mute.muted == other.id).execute()
        notices.give(MUTES_CHANGED, member.id)


def _decide(member: Member, username: str, command: Callable[[UUID], Any], rule: Rule) -> None:
    with log.changes(member.id) as record:
        other = accounts.member_named(username)
        accounts.require(member)
        facts = rules.Facts(member.id, queries.relation(member, other.id), other.locked)
        for event in rule(command(other.id), facts):
            record(event)
