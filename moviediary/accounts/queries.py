"""Reads: members by name, sessions by token."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from moviediary import clock, ids
from moviediary.accounts import rules
from moviediary.accounts.models import Member, Session, token_hash
from moviediary.accounts.rules import USERNAME
from moviediary.database import db, selected
from moviediary.errors import NotFound, SignedOut
from moviediary.tables import find, made
from moviediary.text import one_line


@dataclass(frozen=True)
class SignedIn:
    """A session as its member sees it."""

    id: str
    device: str
    started: datetime
    seen: datetime
    current: bool


def member_named(username: str) -> Member:
    """A member by username, upper or lower case. Raises NotFound."""
    name = username.lower()
    member = find(Member, "username", name) if USERNAME.fullmatch(name) else None
    if member is None:
        raise NotFound(f"There is no member called {username[:40]}.")
    return member


def member_by_identifier(identifier: str) -> Member | None:
    """A member by username or e-mail address."""
    name = one_line(identifier).lower()
    column = Member.email if "@" in name else Member.username
    member: Member | None = Member.get_or_none(column == name)
    return member


def session_of(token: str) -> tuple[Session, Member] | None:
    """The session a cookie stands for, with its member; None where it ended."""
    row = db.execute_sql(_session_of(db.param), (token_hash(token),)).fetchone()
    if row is None:
        return None
    own = len(Session._meta.sorted_fields)
    session = made(Session, row[:own])
    return None if rules.is_over(session.started_at, session.seen_at, clock.now()) else (session, made(Member, row[own:]))


def going_on(now: datetime) -> Any:
    """The sessions that are not over."""
    return (Session.seen_at > now - rules.IDLE) & (Session.started_at > now - rules.LONGEST)


def sessions(member: Member, current: UUID | None) -> list[SignedIn]:
    """Where a member is signed in, the latest first."""
    rows = Session.select().where(Session.member == member.id, going_on(clock.now())).order_by(Session.seen_at.desc())
    return [SignedIn(ids.short(row.id), row.device, row.started_at, row.seen_at, row.id == current) for row in rows]


def require(member: Member) -> None:
    """Raise SignedOut where an account is gone, as it may be while one of its pages is still open."""
    if not selected("SELECT 1 FROM member WHERE id = ?", (member.id.hex,)):
        raise SignedOut("Your account is gone.")


def nobody_yet() -> bool:
    """Whether the first account is still to be made."""
    return not Member.select(Member.id).limit(1).exists()


# Every page asks this, and Peewee takes longer to write it than SQLite to answer. How a database marks a value differs.
@cache
def _session_of(mark: str) -> str:
    text, _ = Session.select(Session, Member).join(Member).where(Session.token_hash == "").sql()
    return str(text)
