"""Writes between two members."""

from collections.abc import Callable, Collection, Sequence
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
from moviediary.relations.models import MUTES_CHANGED, Mute, barred_from

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
    _mute(member, [other.id])


def mute_all(member: Member, usernames: Collection[str]) -> None:
    """The same for many at once, as an import brings them; names that nobody has who is there for them are passed over."""
    named = Member.select(Member.id).where(Member.username.in_(usernames), Member.id != member.id)
    _mute(member, [row[0] for row in named.where(~barred_from(member.id, Member.id)).tuples()])


def unmute(member: Member, username: str) -> None:
    """Raises NotFound."""
    other = accounts.member_named(username)
    with writing():
        Mute.delete().where(Mute.member == member.id, Mute.muted == other.id).execute()
        notices.give(MUTES_CHANGED, member.id)


def _mute(member: Member, ids: Collection[UUID]) -> None:
    with writing():
        rows = [{"member": member.id, "muted": member_id, "at": clock.now()} for member_id in ids]
        if rows:
            Mute.insert_many(rows).on_conflict_ignore().execute()
        notices.give(MUTES_CHANGED, member.id)


def _decide(member: Member, username: str, command: Callable[[UUID], Any], rule: Rule) -> None:
    with log.changes(member.id) as record:
        other = accounts.member_named(username)
        accounts.require(member)
        facts = rules.Facts(member.id, queries.relation(member, other.id), other.locked)
        for event in rule(command(other.id), facts):
            record(event)
