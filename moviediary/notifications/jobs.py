"""Sending letters: each is claimed, written, handed in and marked. A kill between the last two sends the same letter twice."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from moviediary import clock, mail, work
from moviediary.accounts.models import Member
from moviediary.database import connected, writing
from moviediary.errors import GiveUp, TryAgain
from moviediary.mail import AddressRefused, Postman, ServerAway
from moviediary.notifications import letters, queries, rules
from moviediary.notifications.composing import composed
from moviediary.notifications.counting import recount
from moviediary.notifications.models import (
    WAITING,
    Letter,
    Notification,
    NotificationChoice,
    NotificationDigest,
    RefusedAddress,
)
from moviediary.notifications.queries import Line
from moviediary.notifications.telling import FEW
from moviediary.tables import get

KIND = "mail"
# There is one round of letters, and so one row of work for it.
ROUND = UUID(int=8)
LEASE = timedelta(minutes=2)
WAITS = (60, 300, 1_800, 7_200, 43_200)
# Letters are no memory: the page is.
KEPT = timedelta(days=30)
READ_KEPT, UNREAD_KEPT = timedelta(days=90), timedelta(days=365)
AT_A_TIME = 200
log = logging.getLogger(__name__)


def look_for_letters() -> None:
    """Have the letters sent that are due."""
    if mail.configured() and _due(clock.now()) is not None:
        with writing():
            work.add(KIND, ROUND)
        work.announce(ROUND)


def steps(_: UUID) -> Iterator[None]:
    """Send what is due, a letter a step, over one connection. Ends where the server is away: the next round tries again."""
    with Postman() as postman:
        while (letter_id := _due(clock.now())) is not None:
            letter = _claim(letter_id, clock.now())
            if letter is not None and letter.tries > len(WAITS) + 1:
                # Each time the process died, or it broke on a mistake of ours: neither is for others to wait for.
                _end(letter, "failed", letter.error or "it could not be written")
            elif letter is not None and not _send(letter, postman):
                return
            yield


def begin_digests() -> None:
    """Note the digests that are due, and when the next ones are."""
    if not mail.configured():
        return
    with connected():
        rows = list(NotificationDigest.select().where(NotificationDigest.next_at <= clock.now()).limit(AT_A_TIME))
        for row in rows:
            member = get(Member, row.member_id)
            after = rules.next_digest(clock.now(), row.every, row.hour, member.time_zone, member.week_start)
            this = (NotificationDigest.member == row.member_id) & (NotificationDigest.next_at == row.next_at)
            digested = (NotificationChoice.member == row.member_id) & (NotificationChoice.mail == "digest")
            with writing():
                mine = NotificationDigest.update(next_at=after).where(this).execute()
                if mine and NotificationChoice.select().where(digested).exists():
                    letters.plan_digest(row.member_id, f"{row.next_at:%Y-%m-%dT%H:%M}")


def remove_old() -> None:
    """Forget letters and notifications of long ago, a few at a time so that no writer waits for it."""
    now = clock.now()
    old = (Notification.read_at < now - READ_KEPT) | (Notification.latest < _first_after(now - UNREAD_KEPT))
    with connected():
        ended = Letter.select(Letter.id).where(Letter.ended_at < now - KEPT).limit(AT_A_TIME)
        while Letter.delete().where(Letter.id.in_(ended)).execute():
            pass
        while rows := list(Notification.select().where(old).limit(FEW)):
            with writing():
                # What was added to meanwhile is not old any more.
                Notification.delete().where(Notification.id.in_([row.id for row in rows]), old).execute()
                recount(row.member_id for row in rows if row.read_at is None)


def _first_after(moment: datetime) -> UUID:
    """The least id that could have been made at a moment."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def _due(now: datetime) -> UUID | None:
    free = Letter.claimed_until.is_null() | (Letter.claimed_until < now)
    row = Letter.select(Letter.id).where(WAITING, Letter.next_at <= now, free).order_by(Letter.next_at).first()
    return row.id if row else None


def _claim(letter_id: UUID, now: datetime) -> Letter | None:
    free = Letter.claimed_until.is_null() | (Letter.claimed_until < now)
    this = (Letter.id == letter_id) & WAITING & (Letter.next_at <= now) & free
    claimed = Letter.update(claimed_until=now + LEASE, tries=Letter.tries + 1).where(this).execute()
    return get(Letter, letter_id) if claimed else None


def _send(letter: Letter, postman: Postman) -> bool:
    """Send a letter, or note why not. False where the server is away, so that others need not be tried."""
    member = get(Member, letter.member_id)
    refused = queries.refused_address(member)
    if refused is not None:
        return _end(letter, "refused", refused.reason)
    written = composed(letter, member)
    if written is None:
        return _end(letter, "empty", "")
    message, lines = written
    try:
        postman.send(message)
    except AddressRefused as problem:
        _stop(member, str(problem))
        return _end(letter, "refused", str(problem))
    except GiveUp as problem:
        return _end(letter, "failed", str(problem))
    except TryAgain as problem:
        _postpone(letter, str(problem))
        return not isinstance(problem, ServerAway)
    return _end(letter, "sent", "", lines if letter.kind == "digest" else [])


def _end(letter: Letter, outcome: str, error: str, told: list[Line] | None = None) -> bool:
    if outcome == "failed":
        log.error("a letter of %s is given up: %s", letter.kind, error)
    with writing():
        ended = {"ended_at": clock.now(), "claimed_until": None, "outcome": outcome, "error": error}
        Letter.update(ended).where(Letter.id == letter.id, WAITING).execute()
        if told:
            latest = max(line.written for line in told)
            NotificationDigest.update(told=latest).where(NotificationDigest.member == letter.member_id).execute()
    return True


def _postpone(letter: Letter, problem: str) -> None:
    if letter.tries > len(WAITS):
        _end(letter, "failed", problem)
        return
    wait = WAITS[letter.tries - 1]
    log.warning("a letter of %s will be tried again in %d s: %s", letter.kind, wait, problem)
    later = {"claimed_until": None, "next_at": clock.now() + timedelta(seconds=wait), "error": problem}
    Letter.update(later).where(Letter.id == letter.id, WAITING).execute()


def _stop(member: Member, reason: str) -> None:
    """Send nothing more to an address that there is not."""
    said = {"member": member.id, "address": member.email, "reason": reason, "at": clock.now()}
    RefusedAddress.insert(said).on_conflict(
        conflict_target=[RefusedAddress.member], preserve=[RefusedAddress.address, RefusedAddress.reason, RefusedAddress.at]
    ).execute()
