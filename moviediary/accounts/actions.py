"""Writes: making, changing and deleting accounts; signing in and out."""

import secrets
from datetime import timedelta
from uuid import UUID

import peewee

from moviediary import clock, ids, log, notices
from moviediary.accounts import passwords, queries, rules
from moviediary.accounts.commands import Account
from moviediary.accounts.events import MemberErased
from moviediary.accounts.models import ADMIN_CHANGED, PROFILE_CHANGED, Member, Session, token_hash
from moviediary.database import writing
from moviediary.errors import NotFound, Refused
from moviediary.text import fold


def register(account: Account, is_admin: bool = False, only_first: bool = False) -> Member:
    """Make an account; the first one is the admin's. Raises Refused, with the same sentence for a taken name and address.

    `only_first` refuses when somebody has an account already.
    """
    member = _described(account)
    try:
        with writing():
            first = queries.nobody_yet()
            if only_first and not first:
                raise Refused("Somebody else was quicker: there is an account already. Accounts here are made by the admin.")
            member.is_admin = is_admin or first
            member.save(force_insert=True)
    except peewee.IntegrityError:
        # Which of the two is taken is not said. Whoever tries both can still tell; only a mail to the address would hide it.
        raise Refused("This username or e-mail address cannot be used. Try another, or sign in.") from None
    return member


def _described(account: Account) -> Member:
    """The row of a new account. Raises Refused."""
    name = rules.username(account.username)
    address = rules.email(account.email)
    zone = account.time_zone if account.time_zone in rules.time_zones() else "UTC"
    shown = rules.display_name(account.display_name, name)
    hashed = passwords.hashed(rules.password(account.password, name))
    return Member(
        id=ids.uuid7(),
        username=name,
        display_name=shown,
        folded=fold(shown),
        email=address,
        password=hashed,
        time_zone=zone,
        week_start=account.week_start,
        created_at=clock.now(),
    )


def sign_in(member: Member, device: str) -> str:
    """Open a session and return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    Session.delete().where(Session.member == member.id, ~queries.going_on(now)).execute()
    Session.insert(
        id=ids.uuid7(), token_hash=token_hash(token), member=member.id, device=device[:200], started_at=now, seen_at=now
    ).execute()
    return token


def seen(session: Session) -> bool:
    """Note that a session is in use, once an hour; whether it was noted now."""
    now = clock.now()
    if now - session.seen_at <= timedelta(hours=1):
        return False
    Session.update(seen_at=now).where(Session.id == session.id).execute()
    return True


def sign_out(token: str) -> None:
    Session.delete().where(Session.token_hash == token_hash(token)).execute()


def end_session(member: Member, address: str) -> None:
    """End one of the member's own sessions. Raises NotFound."""
    session_id = ids.from_short(address)
    ended = Session.delete().where(Session.id == session_id, Session.member == member.id).execute() if session_id else 0
    if not ended:
        raise NotFound("This session has ended already.")


def change_password(member: Member, current: str, new: str, keep: UUID | None) -> None:
    """Set a new password and end every other session. Raises Refused."""
    _require_password(member, current, "current")
    try:
        hashed = passwords.hashed(rules.password(new, member.username))
    except Refused as refusal:
        raise Refused(str(refusal), {"new": refusal.problems["password"]}) from None
    with writing():
        Member.update(password=hashed).where(Member.id == member.id).execute()
        Session.delete().where(Session.member == member.id, Session.id != keep).execute()


def reset_password(member: Member, new: str) -> None:
    """Set a password without knowing the old one, and end every session. For the site's admin. Raises Refused."""
    hashed = passwords.hashed(rules.password(new, member.username))
    with writing():
        Member.update(password=hashed).where(Member.id == member.id).execute()
        Session.delete().where(Session.member == member.id).execute()


def change_email(member: Member, email: str, password: str) -> None:
    """Set a new e-mail address. Raises Refused."""
    address = rules.email(email)
    _require_password(member, password, "password")
    try:
        with writing():
            Member.update(email=address).where(Member.id == member.id).execute()
    except peewee.IntegrityError:
        raise Refused("This address cannot be used.", {"email": "This address cannot be used here."}) from None


def change_profile(member: Member, display_name: str, about: str, time_zone: str, week_start: str, audience: str) -> None:
    """Change what others see of a member, and the defaults of the log form. Raises Refused."""
    shown = rules.display_name(display_name, member.username)
    values = {
        "display_name": shown,
        "folded": fold(shown),
        "about": rules.about(about),
        "time_zone": rules.time_zone(time_zone),
        "week_start": rules.week_start(week_start),
        "audience": rules.audience(audience),
    }
    with writing():
        Member.update(values).where(Member.id == member.id).execute()
        if (shown, values["about"]) != (member.display_name, member.about):
            notices.give(PROFILE_CHANGED, member.id)


def change_privacy(member: Member, locked: bool, follows_audience: str) -> None:
    """Change whether others have to ask before they follow, and who sees the lists of it. Raises Refused."""
    values = {"locked": locked, "follows_audience": rules.audience(follows_audience, "follows_audience")}
    with writing():
        Member.update(values).where(Member.id == member.id).execute()


def delete_account(member: Member, password: str) -> None:
    """Erase a member from the tables and the log. Their films stay in the catalogue. Raises Refused."""
    _require_password(member, password, "password")
    with log.changes(member.id) as record:
        others = Member.select().where(Member.id != member.id)
        if member.is_admin and others.exists() and not others.where(Member.is_admin).exists():
            raise Refused("You are the only admin. Make another member an admin first, on the admin page.")
        record(MemberErased(member.id))
        log.erase(member.id)
        Session.delete().where(Session.member == member.id).execute()
        Member.delete().where(Member.id == member.id).execute()


def set_admin(member_id: UUID, is_admin: bool) -> None:
    """Make a member an admin, or no longer one. One always remains. Raises Refused."""
    with writing():
        if not is_admin and not Member.select().where(Member.is_admin, Member.id != member_id).exists():
            raise Refused("Somebody has to be the admin. Make another member an admin first.")
        Member.update(is_admin=is_admin).where(Member.id == member_id).execute()
        notices.give(ADMIN_CHANGED, member_id)


def _require_password(member: Member, password: str, field: str) -> None:
    if not passwords.matches(member.password, password):
        raise Refused("The password is not right.", {field: "This is not your password."})
