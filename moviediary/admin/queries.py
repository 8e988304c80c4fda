"""Accounts, as their admin sees them: who there is, not what they write."""

from dataclasses import dataclass
from datetime import datetime

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.dialect import holds
from moviediary.diary.statistics import films_of
from moviediary.ids import hue

PAGE = 60


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


@dataclass(frozen=True)
class Accounts:
    """Some of the accounts, the newest first; an empty cursor means that there are no more."""

    listed: list[Account]
    older: str = ""


def accounts(reader: Member, called: str = "", before: str = "") -> Accounts:
    """The newest accounts whose name, shown name or address holds a text, or those older than the one with this short id."""
    place = ids.from_short(before)
    query = Member.select().order_by(Member.id.desc()).limit(PAGE + 1)
    if called:
        name, shown, email = (holds(column, called) for column in (Member.username, Member.display_name, Member.email))
        query = query.where(name | shown | email)
    rows = list(query.where(Member.id < place) if place else query)
    films = films_of(reader, [member.id for member in rows[:PAGE]])
    found = [
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
        for member in rows[:PAGE]
    ]
    return Accounts(found, ids.short(rows[PAGE - 1].id) if len(rows) > PAGE else "")
