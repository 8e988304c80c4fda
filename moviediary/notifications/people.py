"""Who is behind notifications: the latest two of each, and how many there are."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from peewee import fn

from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.notifications.counting import met
from moviediary.notifications.models import NotificationAct

NAMED = 2


@dataclass(frozen=True)
class Somebody:
    id: UUID
    username: str
    name: str


@dataclass(frozen=True)
class People:
    """Those who are named, the latest first, and how many there are in all."""

    people: tuple[Somebody, ...]
    count: int

    @property
    def names(self) -> list[str]:
        return [person.name for person in self.people]


def people_of(member: Member, notification_ids: Collection[UUID], only: UUID | None = None) -> dict[UUID, People]:
    """By notification: who it tells of, or who did only that, as far as they are there for its receiver."""
    found: dict[UUID, People] = {}
    if not notification_ids:
        return found
    act, last = NotificationAct, fn.MAX(NotificationAct.at)
    whose = [act.notification]
    rank = fn.ROW_NUMBER().over(partition_by=whose, order_by=[last.desc(), Member.username])
    count = fn.COUNT(Member.id).over(partition_by=whose)
    ranked = (
        act.select(act.notification, Member.id, Member.username, Member.display_name, count.alias("many"), rank.alias("place"))
        .join(Member, on=(Member.id == act.actor))
        .where(act.notification.in_(list(notification_ids)), met(member), *([act.act == only] if only else []))
        .group_by(act.notification, Member.id, Member.username, Member.display_name)
    )
    query = ranked.select_from(
        *(ranked.c.notification_id, ranked.c.id, ranked.c.username, ranked.c.display_name, ranked.c.many, ranked.c.place)
    )
    rows = query.where(ranked.c.place <= NAMED).order_by(ranked.c.place)
    for notification_id, member_id, username, name, many, _ in rows.tuples():
        key, person = as_uuid(notification_id), Somebody(as_uuid(member_id), username, name)
        before = found.get(key, People((), many))
        found[key] = replace(before, people=(*before.people, person))
    return found
