"""Calling a webhook: the first that waits, then the next, each in its order, until one fails or others should have their turn."""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from moviediary import clock, holders, http, ids, logplaces
from moviediary.database import connected, writing
from moviediary.errors import GiveUp, TryAgain
from moviediary.logplaces import Told
from moviediary.streams import noting, rules, signing, site
from moviediary.streams.models import Call, Message, Webhook
from moviediary.streams.rules import CALLS, EVENT, TEST, Result, Standing, Verdict
from moviediary.tables import find
from moviediary.text import clean

# Seconds that a call may take, and after which others have their turn.
DEADLINE, TURN = 10.0, 5.0
# A claim holds beyond the longest call; that of a process of this machine that died is free at once.
LEASE = timedelta(seconds=60)
# What takes longer is slow, in milliseconds.
SLOW = 2_000
ANSWER = 200
TESTED = "webhooks.tested"


@dataclass(frozen=True)
class _Made:
    """A call that was made, and what follows from it."""

    message: Message
    subject: str
    result: Result
    verdict: Verdict


def send_some(webhook_id: UUID) -> None:
    """Call a webhook with what waits for it, unless another process does."""
    with connected():
        webhook = _claim(webhook_id)
        if webhook is None:
            return
        ends = time.monotonic() + TURN
        try:
            while _go_on(webhook.id, webhook.holder) and time.monotonic() < ends:
                pass
        finally:
            Webhook.update(claimed_until=None, holder="").where(*_ours(webhook)).execute()


def _claim(webhook_id: UUID) -> Webhook | None:
    row = find(Webhook, "id", webhook_id)
    if row is None or not logplaces.free(row.claimed_until, row.holder):
        return None
    holder = holders.own_name()
    claim = Webhook.update(claimed_until=clock.now() + LEASE, holder=holder)
    if not claim.where(Webhook.id == webhook_id, Webhook.holder == row.holder).execute():
        return None
    row.holder = holder
    return row


def _go_on(webhook_id: UUID, holder: str) -> bool:
    """Send the next one. Returns whether another may follow."""
    # Read anew each time: its member may have changed the address, or turned it off.
    webhook = find(Webhook, "id", webhook_id)
    if webhook is None or webhook.holder != holder:
        return False
    message = _next(webhook)
    return message is not None and _sent(webhook, message)


def _next(webhook: Webhook) -> Message | None:
    """What is next: what a member wants sent by hand before all else, as they look at the page meanwhile."""
    mine = Message.select().where(Message.webhook == webhook.id).order_by(Message.id)
    by_hand: Message | None = mine.where(Message.kind != EVENT).first()
    if by_hand is not None or not webhook.active or (webhook.next_at is not None and webhook.next_at > clock.now()):
        return by_hand
    event: Message | None = mine.where(Message.kind == EVENT).first()
    return event


def _sent(webhook: Webhook, message: Message) -> bool:
    """Send one, and note what came of it. Returns whether the next may be sent."""
    told = _test(webhook) if message.kind == TEST else noting.for_webhook(webhook, message.seq)
    if told is None:
        # It is not for the member to see any more, or nobody's: nothing is said of it.
        return bool(Message.delete().where(Message.id == message.id).execute())
    standing = Standing(webhook.attempts + 1 if message.kind == EVENT else 1, webhook.failing_since)
    result = _called(webhook, told)
    made = _Made(message, told.subject, result, rules.verdict(message.kind, standing, result, clock.now()))
    with writing():
        if not Webhook.update(claimed_until=clock.now() + LEASE).where(*_ours(webhook)).execute():
            return False
        _note(webhook, made, standing)
    return made.verdict.outcome != rules.LATER


def _called(webhook: Webhook, told: Told) -> Result:
    started = time.monotonic()
    try:
        reply = http.send(webhook.address, told.body, _headers(webhook, told), deadline=DEADLINE, most=ANSWER)
    except (TryAgain, GiveUp) as problem:
        return Result(None, _since(started), problem=str(problem))
    answer = clean(reply.start.decode("utf-8", "replace"))
    return Result(reply.status, _since(started), answer, wait=reply.wait)


def _headers(webhook: Webhook, told: Told) -> dict[str, str]:
    now, salts = clock.now(), [webhook.salt]
    if webhook.old_salt and now - webhook.salted_at < rules.EXCHANGED:
        salts.append(webhook.old_salt)
    return signing.headers(told.id, now, told.body, [site.secret(webhook.id, salt) for salt in salts])


def _note(webhook: Webhook, made: _Made, standing: Standing) -> None:
    message, result, verdict = made.message, made.result, made.verdict
    Call.insert(
        webhook=webhook.id,
        kind=message.kind,
        seq=message.seq,
        subject=made.subject,
        attempt=standing.attempts,
        at=clock.now(),
        status=result.status,
        milliseconds=result.milliseconds,
        answer=result.answer,
        problem=result.problem,
        outcome=verdict.outcome,
    ).execute()
    _trim(webhook)
    if verdict.outcome != rules.LATER:
        Message.delete().where(Message.id == message.id).execute()
    Webhook.update(_changes(webhook, made, standing)).where(*_ours(webhook)).execute()


def _changes(webhook: Webhook, made: _Made, standing: Standing) -> dict[str, object]:
    """What a call changes in how it stands with a webhook."""
    changes: dict[str, object] = {"slow": made.result.milliseconds > SLOW}
    if made.verdict.stopped:
        return {**changes, "active": False, "stopped": made.verdict.stopped, "attempts": 0, "next_at": None}
    if made.result.well:
        # Also after a test: whoever answers again gets at once what waits.
        return {**changes, "attempts": 0, "next_at": None, "failing_since": None}
    if made.message.kind != EVENT:
        return changes
    since = webhook.failing_since or clock.now()
    if made.verdict.outcome == rules.GIVEN_UP:
        waits = Message.select().where(Message.webhook == webhook.id, Message.kind == EVENT).exists()
        # Days without any event are no days of failing.
        return {**changes, "attempts": 0, "next_at": None, "failing_since": since if waits else None}
    return {**changes, "attempts": standing.attempts, "next_at": made.verdict.next_at, "failing_since": since}


def _trim(webhook: Webhook) -> None:
    mine = Call.webhook == webhook.id
    oldest = Call.select(Call.id).where(mine).order_by(Call.id.desc()).offset(CALLS).limit(1).scalar()
    if oldest is not None:
        Call.delete().where(mine, Call.id <= oldest).execute()


def _ours(webhook: Webhook) -> tuple[object, object]:
    return (Webhook.id == webhook.id, Webhook.holder == webhook.holder)


def _test(webhook: Webhook) -> Told:
    """Something that looks like an event but is none, so that a receiver can be tried."""
    message_id = ids.uuid7()
    told = {
        "id": str(message_id),
        "subject": TESTED,
        "version": 1,
        "at": clock.now().isoformat().replace("+00:00", "Z"),
        "actor": str(webhook.member_id),
        "data": {"webhook_id": str(webhook.id)},
    }
    return Told(message_id, TESTED, msgspec.json.encode(told))


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
