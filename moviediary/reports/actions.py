"""Writes of reports: plain rows, of which whoever is reported learns nothing."""

from moviediary import clock, ids, notices
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.reports import queries, rules
from moviediary.reports.models import REPORT_CHANGED, Report


def report(member: Member, kind: str, address: str, reason: str) -> None:
    """Ask the admin to look at something. Said again while that waits, it only has the new words. Raises NotFound, Refused."""
    thing = queries.thing(member, kind, address)
    words = rules.reason(reason, member.id, thing)
    with writing():
        same = (Report.reporter == member.id) & (Report.kind == kind) & (Report.about == thing.about)
        changed = {"reason": words, "said": thing.said}
        if not Report.update(changed).where(same, Report.resolved_at.is_null()).execute():
            report_id, named = ids.uuid7(), {"kind": kind, "about": thing.about, "reported": thing.member_id}
            Report.insert(id=report_id, **named, reporter=member.id, made_at=clock.now(), **changed).execute()
            notices.give(REPORT_CHANGED, report_id)


def resolve(admin: Member, address: str, note: str) -> None:
    """Write down what was done. Settled by two admins at once, it keeps the words of the first. Raises NotFound, Refused."""
    report, words = queries.report(address), rules.note(note)
    with writing():
        settled = {"resolved_at": clock.now(), "resolver": admin.display_name, "note": words}
        Report.update(settled).where(Report.id == report.id, Report.resolved_at.is_null()).execute()
        notices.give(REPORT_CHANGED, report.id)
