"""Writes to a member's own notifications, and notifications of what is no event."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.imports.models import Import
from moviediary.movies.models import MovieDetails
from moviediary.notifications import queries, rules
from moviediary.notifications.counting import recount
from moviediary.notifications.models import (
    Notification,
    NotificationAct,
    NotificationChoice,
    NotificationDigest,
    RefusedAddress,
)
from moviediary.notifications.rules import Choice
from moviediary.notifications.telling import Act, known_of, mark_read, remove, settle
from moviediary.notifications.wording import IMPORTS
from moviediary.reports.models import Report
from moviediary.tables import find

# What goes together although it is about nothing in particular.
ALL = UUID(int=0)


def read(member: Member, address: str) -> str:
    """Note that a member has read a notification, and return where it leads. Raises NotFound."""
    line = queries.one(member, address)
    if line.unread:
        with writing():
            mark_read(member.id, Notification.id == ids.from_short(address))
    return line.leads_to


def read_all(member: Member, until: str) -> None:
    """Note that a member has read all that was written when they were shown their page."""
    mark = ids.from_short(until)
    if mark is not None:
        with writing():
            mark_read(member.id, Notification.written <= mark)


def choose(member: Member, choices: Mapping[str, Choice], every: str, hour: str) -> None:
    """Set how a member hears of each kind, and when the digest comes. Raises Refused."""
    every, at = rules.checked_digest(every, hour)
    for choice in choices.values():
        rules.checked_mail(choice.mail)
    with writing():
        for kind, choice in choices.items():
            said = {"member": member.id, "kind": kind, "page": choice.page, "mail": choice.mail}
            NotificationChoice.insert(said).on_conflict(
                conflict_target=[NotificationChoice.member, NotificationChoice.kind],
                preserve=[NotificationChoice.page, NotificationChoice.mail],
            ).execute()
        due = rules.next_digest(clock.now(), every, at, member.time_zone, member.week_start)
        NotificationDigest.insert(member=member.id, every=every, hour=at, next_at=due).on_conflict(
            conflict_target=[NotificationDigest.member],
            preserve=[NotificationDigest.every, NotificationDigest.hour, NotificationDigest.next_at],
        ).execute()
        recount((member.id,))


def send_no_mail(member_id: UUID, kind: str) -> None:
    """Let no mail of a kind go to a member any more; "all" and "digest" mean all kinds that come so."""
    mails = {"all": ("instant", "digest"), "digest": ("digest",)}.get(kind, ("instant", "digest"))
    which = [] if kind in ("all", "digest") else [NotificationChoice.kind == kind]
    with writing():
        mine = (NotificationChoice.member == member_id) & NotificationChoice.mail.in_(mails)
        NotificationChoice.update(mail="none").where(mine, *which).execute()
        recount((member_id,))


def try_address_again(member: Member) -> None:
    """Send mail once more to an address whose server refused it."""
    with writing():
        RefusedAddress.delete().where(RefusedAddress.member == member.id).execute()


def import_ended(import_id: UUID) -> None:
    """Tell a member that an import of theirs is done, or stopped; once each. Called in the transaction that ends it."""
    batch = find(Import, "id", import_id)
    if batch is not None:
        act, event = uuid5(import_id, batch.state), ids.uuid7()
        settle(_told_of_import(import_id), [Act(batch.member_id, (("import", import_id),), act, event, None)])


def import_forgotten(import_id: UUID) -> None:
    known = _told_of_import(import_id)
    remove(known)
    recount(one.member_id for one in known)


def report_changed(report_id: UUID) -> None:
    """Tell the admins of a report that waits, but for who made it; and no more of one that is settled, though it was read."""
    known, report = known_of(NotificationAct.act == report_id, Notification.kind == "report"), find(Report, "id", report_id)
    if report is None or report.resolved_at is not None:
        remove(known)
        recount(one.member_id for one in known)
    else:
        event, others = ids.uuid7(), [admin for admin in _admins() if admin != report.reporter_id]
        settle(known, [Act(admin, (("report", ALL),), report_id, event, None) for admin in others])


def admin_changed(member_id: UUID) -> None:
    """Tell who is an admin now of the reports that wait; to who is none any more, what was told is not there."""
    for row in Report.select(Report.id).where(Report.resolved_at.is_null()):
        report_changed(row.id)
    recount((member_id,))


def poster_failed(movie_id: UUID) -> None:
    """Tell the admins that a poster could not be fetched."""
    details = find(MovieDetails, "movie_id", movie_id)
    if details is None or details.poster_state != "failed":
        return
    event = ids.uuid7()
    acts = [Act(admin, (("poster", ALL),), movie_id, event, None) for admin in _admins()]
    settle(known_of(NotificationAct.act == movie_id), acts)


def poster_changed(movie_id: UUID) -> None:
    """Take back that a poster could not be fetched, where it came after all."""
    details = find(MovieDetails, "movie_id", movie_id)
    if details is None or details.poster_state != "failed":
        known = known_of(NotificationAct.act == movie_id, Notification.kind == "poster")
        settle(known, [])


def _told_of_import(import_id: UUID) -> list[NotificationAct]:
    # By what an index leads to: all that anybody was ever told would be looked at otherwise, while others wait to write.
    return known_of(NotificationAct.act.in_([uuid5(import_id, state) for state in IMPORTS]))


def _admins() -> list[UUID]:
    return [row[0] for row in Member.select(Member.id).where(Member.is_admin).tuples()]
