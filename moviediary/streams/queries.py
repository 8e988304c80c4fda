"""Reads of webhooks, each of the member's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.streams import noting, rules, site
from moviediary.streams.models import Call, Message, Webhook
from moviediary.streams.rules import CALLS, EVENT, GROUPS, TEST

OUTCOMES = {"delivered": "Arrived", "later": "Failed, tried again later", "failed": "Failed", "given up": "Given up"}


@dataclass(frozen=True)
class Listed:
    """A webhook in its member's list. `state` is "on", "off", "failing" or "stopped"."""

    id: str
    address: str
    wants: tuple[str, ...]
    state: str
    stopped: str
    waiting: int
    next_at: datetime | None


@dataclass(frozen=True)
class Called:
    """A call as its member sees it."""

    number: int
    what: str
    outcome: str
    well: bool
    attempt: int
    at: datetime
    status: int | None
    milliseconds: int
    said: str
    by_hand: bool
    test: bool


def listed(member: Member) -> list[Listed]:
    """A member's webhooks, the first one first."""
    rows = list(Webhook.select().where(Webhook.member == member.id).order_by(Webhook.id))
    waiting = _waiting([row.id for row in rows])
    return [_listed(row, waiting.get(row.id, 0)) for row in rows]


def shown(webhook: Webhook) -> Listed:
    return _listed(webhook, _waiting([webhook.id]).get(webhook.id, 0))


def own(member: Member, address: str) -> Webhook:
    """A webhook of the member's own. Raises NotFound."""
    webhook_id = ids.from_short(address)
    found = Webhook.get_or_none(Webhook.id == webhook_id, Webhook.member == member.id) if webhook_id else None
    if found is None:
        raise NotFound("There is no such webhook.")
    webhook: Webhook = found
    return webhook


def new_secret(webhook: Webhook) -> str:
    """The secret of a webhook while it is new; "" afterwards."""
    is_new = clock.now() - webhook.salted_at < rules.SHOWN
    return site.shown(webhook.id, webhook.salt) if is_new else ""


def old_secret_until(webhook: Webhook) -> datetime | None:
    """Until when the secret before this one signs too."""
    made: Any = webhook.salted_at
    return made + rules.EXCHANGED if webhook.old_salt and clock.now() - made < rules.EXCHANGED else None


def calls(webhook: Webhook) -> list[Called]:
    """The latest calls, the last one first."""
    rows = Call.select().where(Call.webhook == webhook.id).order_by(Call.id.desc()).limit(CALLS)
    return [_called(row) for row in rows]


def sent_by_hand(webhook: Webhook) -> int:
    """How much waits that the member sent by hand."""
    return int(Message.select().where(Message.webhook == webhook.id, Message.kind != EVENT).count())


def still_there(webhook: Webhook, seq: int) -> bool:
    """Whether the event at a place in the log may still be told to a webhook."""
    return noting.for_webhook(webhook, seq) is not None


def _waiting(webhook_ids: list[UUID]) -> dict[UUID, int]:
    count = peewee.fn.COUNT(Message.id)
    mine = Message.select(Message.webhook, count).where(Message.webhook.in_(webhook_ids), Message.kind == EVENT)
    return dict(mine.group_by(Message.webhook).tuples())


def _listed(row: Webhook, waiting: int) -> Listed:
    state = ("failing" if row.failing_since else "on") if row.active else ("stopped" if row.stopped else "off")
    wants = tuple(GROUPS[name].title for name in row.wants if name in GROUPS)
    return Listed(ids.short(row.id), row.address, wants, state, row.stopped, waiting, row.next_at)


def _called(row: Any) -> Called:
    return Called(
        number=row.id,
        what=row.subject,
        outcome=OUTCOMES.get(row.outcome, row.outcome),
        well=row.outcome == rules.DELIVERED,
        attempt=row.attempt,
        at=row.at,
        status=row.status,
        milliseconds=row.milliseconds,
        said=row.problem or row.answer,
        by_hand=row.kind != EVENT,
        test=row.kind == TEST,
    )
