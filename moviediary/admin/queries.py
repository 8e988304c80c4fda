"""Accounts, as their admin sees them: who there is, not what they write."""

from dataclasses import dataclass
from datetime import datetime

from moviediary.accounts.models import Member, hue
from moviediary.diary.statistics import films_of_members


@dataclass(frozen=True)
class Account:
    username: str
    display_name: str
    initial: str
    hue: int
    email: str
    is_admin: bool
    joined: datetime
    films: int


def accounts(reader: Member) -> list[Account]:
    """Every account, the newest first."""
    films = films_of_members(reader)
    return [
        Account(
            member.username,
            member.display_name,
            member.initial,
            hue(member.id),
            member.email,
            member.is_admin,
            member.created_at,
            films.get(member.id, 0),
        )
        for member in Member.select().order_by(Member.created_at.desc())
    ]
