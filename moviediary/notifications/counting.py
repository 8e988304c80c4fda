"""What of a member's notifications is there for them now, and how many of it are unread."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.diary.audiences import visible
from moviediary.diary.models import Review
from moviediary.notifications.models import UNREAD, Notification, NotificationAct, NotificationChoice
from moviediary.notifications.rules import BY_NOBODY, ONLY_ADMINS, Choice
from moviediary.relations.models import barred_from, muted_by
from moviediary.tables import find

# More than that is shown as many.
MOST = 100
NOTHING = peewee.SQL("1")


def choices_of(member_id: UUID) -> dict[str, Choice]:
    """How a member wants to hear of kinds, as far as they said so."""
    rows = NotificationChoice.select().where(NotificationChoice.member == member_id)
    return {row.kind: Choice(row.page, row.mail) for row in rows}


def there(member: Member) -> peewee.Expression:
    """The condition that a notification is there for its receiver: its review is, and somebody of it who is not muted."""
    review = Review.select(NOTHING).where(Review.id == Notification.review_id, Review.deleted_at.is_null(), visible(member))
    act = NotificationAct.select(NOTHING).where(NotificationAct.notification == Notification.id, met(member))
    seen = Notification.review_id.is_null() | fn.EXISTS(review)
    found = seen & (Notification.kind.in_(BY_NOBODY) | fn.EXISTS(act))
    # Whoever is no admin any more has nothing to do with what only admins are told.
    return found if member.is_admin else found & Notification.kind.not_in(ONLY_ADMINS)


def met(member: Member) -> peewee.Expression:
    """The condition that who did something is there for a member, and not muted by them."""
    return ~(barred_from(member.id, NotificationAct.actor) | muted_by(member.id, NotificationAct.actor))


def on_page(choices: Mapping[str, Choice]) -> list[Any]:
    """The condition that a notification is of a kind that its receiver wants on the page."""
    left_out = [kind for kind, choice in choices.items() if not choice.page]
    return [Notification.kind.not_in(left_out)] if left_out else []


def recount(member_ids: Iterable[UUID]) -> None:
    """Note with members how many notifications they have not read. Whatever changes what is there for them comes here."""
    for member_id in set(member_ids):
        member = find(Member, "id", member_id)
        if member is not None:
            mine = (Notification.member == member_id) & UNREAD
            some = Notification.select(Notification.id).where(mine, there(member), *on_page(choices_of(member_id)))
            unread = some.limit(MOST).count()
            if unread != member.unread:
                Member.update(unread=unread).where(Member.id == member_id).execute()


def recount_one(member_id: UUID) -> None:
    recount((member_id,))
