"""Writes of webhooks, each of the member's own."""

import secrets

from moviediary import clock, ids, logplaces
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import NotFound, Refused
from moviediary.streams import queries, rules, site
from moviediary.streams.models import Call, Message, Webhook
from moviediary.streams.rules import AGAIN, TEST


def create(member: Member, address: str, wants: list[str]) -> Webhook:
    """Tell an address of events from now on. Raises Refused."""
    wanted = rules.checked(address, wants, site.allows_private())
    now = clock.now()
    with writing():
        rules.one_more(Webhook.select().where(Webhook.member == member.id).count())
        made: Webhook = Webhook.create(
            id=ids.uuid7(),
            member=member.id,
            address=wanted.address,
            wants=wanted.wants,
            salt=secrets.token_hex(16),
            salted_at=now,
            since=logplaces.newest(),
            made_at=now,
        )
    return made


def change(webhook: Webhook, address: str, wants: list[str]) -> None:
    """Lead a webhook elsewhere, or tell it of other events. What waits already goes there too. Raises Refused."""
    wanted = rules.checked(address, wants, site.allows_private())
    with writing():
        # Whoever is elsewhere now is tried at once.
        Webhook.update(address=wanted.address, wants=wanted.wants, next_at=None, slow=False).where(
            Webhook.id == webhook.id
        ).execute()


def exchange_secret(webhook: Webhook) -> None:
    """Sign with another secret. For a day the one before signs too, so that a receiver misses nothing meanwhile."""
    with writing():
        changed = {"salt": secrets.token_hex(16), "salted_at": clock.now(), "old_salt": webhook.salt}
        Webhook.update(changed).where(Webhook.id == webhook.id, Webhook.salt == webhook.salt).execute()


def turn_off(webhook: Webhook) -> None:
    """Call it no more. What waits goes on waiting."""
    with writing():
        Webhook.update(active=False, stopped="").where(Webhook.id == webhook.id).execute()


def turn_on(webhook: Webhook) -> None:
    """Call it with what waits, and with what happens from now on."""
    with writing():
        fresh = {"active": True, "stopped": "", "attempts": 0, "next_at": None, "failing_since": None}
        since = logplaces.newest()
        Webhook.update(since=since, **fresh).where(Webhook.id == webhook.id, ~Webhook.active).execute()


def delete(webhook: Webhook) -> None:
    """Forget a webhook, with what waits for it and its calls."""
    with writing():
        Webhook.delete().where(Webhook.id == webhook.id).execute()


def test(webhook: Webhook) -> None:
    """Have a test sent."""
    _by_hand(webhook, TEST, 0)


def send_again(webhook: Webhook, number: int) -> None:
    """Have the event of a call sent once more. Raises NotFound and Refused."""
    call = Call.get_or_none(Call.id == number, Call.webhook == webhook.id)
    if call is None:
        raise NotFound("There is no such call, or it was so long ago that it is not kept any more.")
    if call.kind == TEST:
        raise Refused("This was a test. Send another one instead.")
    if not queries.still_there(webhook, call.seq):
        raise Refused("This event is not there any more, or is not for you to see any more.")
    _by_hand(webhook, AGAIN, call.seq)


def _by_hand(webhook: Webhook, kind: str, seq: int) -> None:
    with writing():
        Message.insert(webhook=webhook.id, kind=kind, seq=seq).on_conflict_ignore().execute()
