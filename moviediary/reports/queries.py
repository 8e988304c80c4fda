"""What can be reported, and what was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.comments import queries as comments
from moviediary.comments.models import ReviewComment
from moviediary.diary import queries as diary
from moviediary.diary.models import Review
from moviediary.errors import NotFound
from moviediary.movies.models import Movie
from moviediary.relations.queries import member_named
from moviediary.reports.models import Report
from moviediary.reports.rules import KINDS, Thing
from moviediary.tables import find

PAGE = 50


@dataclass(frozen=True)
class Reported:
    """A report as the admin reads it. `now` is what the thing says now, or why that is not to be read."""

    id: str
    kind: str
    name: str
    username: str
    display_name: str
    reporter: str
    reason: str
    said: str
    now: str
    address: str
    made_at: datetime
    resolved_at: datetime | None
    resolver: str
    note: str


@dataclass(frozen=True)
class Queue:
    """A page of reports, the latest first."""

    reports: list[Reported]
    older: str = ""


def thing(reader: Member, kind: str, address: str) -> Thing:
    """What somebody wants to report, as far as they may see it. Raises NotFound."""
    if kind == "review":
        entry = diary.entry(reader, address)
        words = f"{entry.display_name}’s entry of {entry.title}"
        return Thing(kind, entry.review_id, entry.member_id, words, entry.text, f"/reviews/{entry.id}")
    if kind == "comment":
        entry = diary.entry(reader, comments.review_of(address))
        comment = comments.comment(reader, entry, address)
        words = f"the comment of {comment.display_name} on {entry.title}"
        return Thing(kind, comment.comment_id, comment.member_id, words, comment.text, f"/comments/{comment.id}")
    if kind == "member":
        member, _ = member_named(reader, address)
        said = f"{member.display_name}\n\n{member.about}".strip()
        return Thing(kind, member.id, member.id, member.display_name, said, f"/members/{member.username}")
    raise NotFound("This cannot be reported.")


def waiting() -> int:
    """How many reports nobody has looked at yet."""
    return int(Report.select().where(Report.resolved_at.is_null()).count())


def queue(resolved: bool, older_than: str = "") -> Queue:
    """Reports that wait, or those that are settled."""
    reporter = Member.alias()
    query = Report.select(Report, Member, reporter).join(Member, on=(Member.id == Report.reported), attr="whose")
    query = query.switch(Report).join(reporter, peewee.JOIN.LEFT_OUTER, on=(reporter.id == Report.reporter), attr="asked")
    query = query.where(Report.resolved_at.is_null(not resolved))
    if mark := ids.from_short(older_than):
        query = query.where(Report.id < mark)
    rows = list(query.order_by(Report.id.desc()).limit(PAGE + 1))
    now = _now(rows[:PAGE])
    shown = [_reported(row, now.get(row.about)) for row in rows[:PAGE]]
    return Queue(shown, shown[-1].id if len(rows) > PAGE else "")


def report(address: str) -> Report:
    """Raises NotFound."""
    report_id = ids.from_short(address)
    found = find(Report, "id", report_id) if report_id else None
    if found is None:
        raise NotFound("There is no such report any more.")
    return found


def _reported(row: Any, now: tuple[str, str] | None) -> Reported:
    whose, asked = row.whose, getattr(row, "asked", None)
    text, name = now or (f"This {KINDS[row.kind]} is no longer there.", KINDS[row.kind].capitalize())
    short = ids.short(row.about)
    address = {"review": f"/reviews/{short}", "comment": f"/comments/{short}"}.get(row.kind, f"/members/{whose.username}")
    told = (row.reason, row.said, text, address, row.made_at, row.resolved_at, row.resolver, row.note)
    people = (whose.username, whose.display_name, asked.display_name if asked is not None and asked.id else "")
    return Reported(ids.short(row.id), row.kind, name, *people, *told)


def _now(rows: list[Any]) -> dict[UUID, tuple[str, str]]:
    """What reported things say now, and what each is called. What only its author may see is not read to an admin."""
    those = {kind: [row.about for row in rows if row.kind == kind] for kind in KINDS}
    found: dict[UUID, tuple[str, str]] = {}
    reviews = Review.select(Review.id, Review.text, Review.audience, Movie.title).join(Movie)
    for review_id, text, audience, title in reviews.where(Review.id.in_(those["review"]), Review.deleted_at.is_null()).tuples():
        said = "Only its author can see this entry now." if audience == "me" else text
        found[review_id] = said, f"Entry of {title}"
    said_there = ReviewComment.select(ReviewComment.id, ReviewComment.text).where(ReviewComment.id.in_(those["comment"]))
    for comment_id, text in said_there.where(ReviewComment.deleted_at.is_null()).tuples():
        found[comment_id] = text, "Comment"
    for row in rows:
        if row.kind == "member":
            found[row.about] = f"{row.whose.display_name}\n\n{row.whose.about}".strip(), "Profile"
    return found
