"""What one member may ask for about another."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Follow:
    """Read somebody's diary in one's own feed."""

    member_id: UUID


@dataclass(frozen=True)
class Unfollow:
    """Follow somebody no longer, or take back the wish to."""

    member_id: UUID


@dataclass(frozen=True)
class AcceptFollower:
    """Let somebody follow who asked to."""

    member_id: UUID


@dataclass(frozen=True)
class RejectFollower:
    """Do not let somebody follow who asked to. They are not told."""

    member_id: UUID


@dataclass(frozen=True)
class RemoveFollower:
    """Let somebody follow no longer. They are not told."""

    member_id: UUID


@dataclass(frozen=True)
class Block:
    """Be gone for somebody, and let them be gone."""

    member_id: UUID


@dataclass(frozen=True)
class Unblock:
    member_id: UUID
