"""Writes to what a member says of others' reviews in one click. Each may be asked for twice and is done once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from moviediary import log
from moviediary.accounts.models import Member
from moviediary.accounts.queries import require
from moviediary.events import Event
from moviediary.reactions import queries, rules
from moviediary.reactions.commands import Boost, Like, Unboost, Unlike

Rule = Callable[[Any, rules.Facts], Sequence[Event]]


def like(member: Member, address: str) -> None:
    """Raises NotFound and Refused."""
    _decide(member, address, Like, rules.like)


def unlike(member: Member, address: str) -> None:
    """Raises NotFound."""
    _decide(member, address, Unlike, rules.unlike)


def boost(member: Member, address: str) -> None:
    """Show a review to one's followers. Raises NotFound and Refused."""
    _decide(member, address, Boost, rules.boost)


def unboost(member: Member, address: str) -> None:
    """Raises NotFound."""
    _decide(member, address, Unboost, rules.unboost)


def _decide(member: Member, address: str, command: Callable[[UUID], Any], rule: Rule) -> None:
    with log.changes(member.id) as record:
        require(member)
        review_id, facts = queries.facts(member, address)
        for event in rule(command(review_id), facts):
            record(event)
