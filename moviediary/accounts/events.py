"""Accounts are rows; their end is the one thing the rest of the site has to hear of."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.events import Event


@dataclass(frozen=True)
class MemberErased(Event):
    """An account was deleted; whatever it held is to go."""

    subject = "members.erased"
    personal = False
    member_id: UUID
