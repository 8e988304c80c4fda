"""Letting what members are told be what stands. Runs in a transaction of the one writer there is, and may run twice."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from peewee import chunked, fn

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.notifications import letters
from moviediary.notifications.counting import choices_of, recount
from moviediary.notifications.models import UNREAD, Notification, NotificationAct, NotificationApart
from moviediary.notifications.rules import Ways, chosen
from moviediary.relations.models import Block, Mute
from moviediary.tables import TOGETHER, add, find

# So many are forgotten in a transaction: each may be another member's, whose unread ones are counted again.
FEW = 50


@dataclass(frozen=True)
class Act:
    """Something that stands, and that a member is to be told of: one of the ways there are, what was done, by whom."""

    member_id: UUID
    ways: Ways
    act: UUID
    event: UUID
    actor: UUID | None
    review_id: UUID | None = None
    # When it was told, where it was before in another way.
    written: UUID | None = None

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.member_id, self.act

    @property
    def kinds(self) -> Collection[str]:
        return [kind for kind, _ in self.ways]


def settle(known: Iterable[NotificationAct], standing: Sequence[Act], news: Collection[UUID] | None = None) -> None:
    """Tell what stands and is not known, and take back what is known and does not stand, unless it was read.

    Where `news` is given, only these members are told of more.
    """
    there = {(one.member_id, one.act): one for one in known}
    stands = {act.key: act for act in standing}
    moved = {key for key, one in there.items() if key in stands and one.notification.kind not in stands[key].kinds}
    stale = [one for key, one in there.items() if key not in stands or key in moved]
    new = [act for key, act in stands.items() if key not in there and (news is None or act.member_id in news)]
    # Told in another way, it is as old as it was.
    for key, one in sorted((key, there[key]) for key in moved):
        if one.notification.read_at is None:
            new.append(replace(stands[key], event=one.event, written=one.notification.written))
    again = {act.member_id for act in new}
    # Who does again what they took back is listed once: what was read of it goes as well.
    remove(one for one in stale if one.notification.read_at is None or one.member_id in again)
    for act in new:
        _add(act)
    recount({act.member_id for act in new} | {one.member_id for one in stale})


def known_of(*conditions: object, limit: int | None = None) -> list[NotificationAct]:
    """What members know of some acts, with the notification that tells it."""
    query = NotificationAct.select(NotificationAct, Notification).join(Notification)
    return list(query.where(*conditions).limit(limit))


def remove(acts: Iterable[NotificationAct]) -> None:
    """Let members know no more of acts; what tells of no other goes too."""
    of_members: dict[UUID, list[NotificationAct]] = {}
    for one in acts:
        of_members.setdefault(one.member_id, []).append(one)
    for member_id, known in of_members.items():
        for some in chunked(known, TOGETHER):
            gone = NotificationAct.act.in_([one.act for one in some])
            NotificationAct.delete().where(NotificationAct.member == member_id, gone).execute()
            touched = Notification.id.in_({one.notification_id for one in some})
            left = NotificationAct.select(NotificationAct.event).where(NotificationAct.notification == Notification.id)
            Notification.delete().where(touched, ~fn.EXISTS(left)).execute()
            Notification.update(latest=left.order_by(NotificationAct.event.desc()).limit(1)).where(touched).execute()


def _add(act: Act) -> None:
    member = find(Member, "id", act.member_id)
    if member is None or act.actor == member.id or not _may_hear_of(member.id, act):
        return
    choices = choices_of(member.id)
    way = chosen(act.ways, choices)
    if way is None:
        return
    kind, about = way
    notification_id = _open(member.id, kind, about, act)
    NotificationAct.insert(
        member=member.id,
        act=act.act,
        notification=notification_id,
        actor=act.actor,
        event=act.event,
        at=ids.made_at(act.event),
    ).execute()
    if kind in choices and choices[kind].mail == "instant":
        letters.plan(member.id, kind, about, act.act, act.actor)


def _open(member_id: UUID, kind: str, about: UUID, act: Act) -> UUID:
    """The unread notification that this goes together with, or a new one."""
    same = (Notification.member == member_id) & (Notification.kind == kind) & (Notification.about == about) & UNREAD
    found, written = Notification.get_or_none(same), act.written or ids.uuid7()
    if found is None:
        said = {"member": member_id, "kind": kind, "about": about, "review_id": act.review_id}
        made: UUID = add(Notification, id=ids.uuid7(), **said, latest=act.event, written=written)
        return made
    later = {"latest": max(act.event, found.latest), "written": max(written, found.written)}
    Notification.update(later).where(Notification.id == found.id).execute()
    there: UUID = found.id
    return there


def _may_hear_of(member_id: UUID, act: Act) -> bool:
    """Never across a block or a mute, nor of what was before two members were apart."""
    if act.actor is None:
        return True
    other = act.actor
    pair = ((Block.blocker == member_id) & (Block.blocked == other)) | ((Block.blocker == other) & (Block.blocked == member_id))
    if Block.select().where(pair).exists() or Mute.select().where(Mute.member == member_id, Mute.muted == other).exists():
        return False
    one, two = sorted((member_id, other))
    apart = NotificationApart.get_or_none(NotificationApart.one == one, NotificationApart.other == two)
    return apart is None or act.event > apart.since


def part(one: UUID, other: UUID, since: UUID) -> None:
    """Let two members know nothing of what either did before they were apart."""
    first, second = sorted((one, other))
    NotificationApart.insert(one=first, other=second, since=since).on_conflict(
        conflict_target=[NotificationApart.one, NotificationApart.other],
        update={NotificationApart.since: since},
        where=NotificationApart.since < since,
    ).execute()
    between = ((NotificationAct.member == one) & (NotificationAct.actor == other)) | (
        (NotificationAct.member == other) & (NotificationAct.actor == one)
    )
    remove(known_of(between, NotificationAct.event < since))
    recount((one, other))


def mark_read(member_id: UUID, *which: object) -> None:
    """Note that a member has read notifications of theirs."""
    mine = (Notification.member == member_id) & UNREAD
    Notification.update(read_at=clock.now()).where(mine, *which).execute()
    recount((member_id,))
