"""Writes to what is said below a review."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from moviediary import ids, log
from moviediary.accounts.models import Member
from moviediary.accounts.queries import require
from moviediary.comments import queries, rules
from moviediary.comments.commands import AddComment, CloseComments, DeleteComment, EditComment, OpenComments
from moviediary.events import Event


def add(member: Member, review: str, key: UUID, text: str, parent: str = "") -> UUID:
    """Comment on a review, or answer a comment on it, and return the id of the comment: for the same key and words always the
    same. Raises NotFound and Refused."""
    parent_id = ids.from_short(parent)
    with log.changes(member.id) as record:
        require(member)
        review_id = ids.from_short(review)
        # An answer to what cannot be found is refused, not turned into something else.
        command = AddComment(review_id or key, key, text, (parent_id or key) if parent else None)
        added = rules.add(command, queries.add_facts(member, review_id, (key, rules.second_key(command)), parent_id))
        for event in added.events:
            record(event)
    return added.comment_id


def edit(member: Member, address: str, revision: int, text: str) -> None:
    """Raises NotFound, NotAllowed, Refused and ChangedMeanwhile."""
    with log.changes(member.id) as record:
        said = queries.said(address)
        facts = queries.facts(member, said.review_id)
        for event in rules.edit(EditComment(said.comment_id, revision, text), facts, said):
            record(event)


def delete(member: Member, address: str) -> None:
    """Raises NotFound and NotAllowed."""
    with log.changes(member.id) as record:
        said = queries.said(address)
        facts = queries.facts(member, said.review_id)
        for event in rules.delete(DeleteComment(said.comment_id), facts, said):
            record(event)


def close(member: Member, review: str) -> None:
    """Let nobody comment any more. Raises NotFound and NotAllowed."""
    _decide(member, review, CloseComments, rules.close)


def open_again(member: Member, review: str) -> None:
    """Raises NotFound and NotAllowed."""
    _decide(member, review, OpenComments, rules.open_again)


def _decide(
    member: Member, review: str, command: Callable[[UUID], Any], rule: Callable[[Any, rules.Facts], Sequence[Event]]
) -> None:
    with log.changes(member.id) as record:
        require(member)
        review_id = ids.from_short(review)
        facts = queries.facts(member, review_id)
        for event in rule(command(review_id or facts.author_id), facts):
            record(event)
