"""What a member said to others: likes, shares and comments, whom they follow and block; and what an import keeps of such.

It is about entries of others, which are on their own site only. So it goes out with what tells a reader what it was about,
and another site keeps it as it came, and lets it go out again.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.comments.models import ReviewComment
from moviediary.diary.audiences import visible
from moviediary.diary.models import Review
from moviediary.exports.pieces import Asked, Cursor, Written, line
from moviediary.exports.walks import AT_ONCE, FIRST, IS_TALK, waiting
from moviediary.exports.wires import SELF, wire
from moviediary.imports.models import Import, ImportLine
from moviediary.log import LogEntry
from moviediary.movies.models import Movie

Told = dict[str, Any]
SUBJECTS = ("likes.", "boosts.", "comments.", "follows.", "users.")
# Where events name members other than by `member_id`.
PEOPLE = ("follower_id", "followed_id", "blocker_id", "blocked_id")


def said(asked: Asked, cursor: Cursor) -> Written:
    """First what the log has, by id; then what imports keep, as it came."""
    if isinstance(cursor.after, int):
        return _kept(asked.member, cursor.after)
    entries = _events(asked.member, UUID(cursor.after) if cursor.after else FIRST)
    told = [_own(wire(entry), asked.member) for entry in entries]
    entries_about, people = _entries(asked.member, told), _people(told)
    data = b"".join(line({**one, "about": _about(one["data"], entries_about, people)}) for one in told)
    after: Any = str(entries[-1].id) if len(entries) == AT_ONCE else 0
    return Written(data, after, len(entries), {"talk": len(entries)})


def _kept(member: Member, after: int) -> Written:
    query = ImportLine.select(ImportLine.id, ImportLine.more).join(Import).where(*waiting(member), IS_TALK, ImportLine.id > after)
    rows = list(query.order_by(ImportLine.id).limit(AT_ONCE).tuples())
    data = b"".join(line(more["talk"]) for _, more in rows)
    return Written(data, rows[-1][0] if len(rows) == AT_ONCE else None, len(rows), {"talk": len(rows)})


def _events(member: Member, after: UUID) -> list[LogEntry]:
    kinds = reduce(or_, (LogEntry.subject.startswith(name) for name in SUBJECTS))
    own = (LogEntry.actor == member.id) & kinds
    return list(LogEntry.select().where(own, LogEntry.id > after).order_by(LogEntry.id).limit(AT_ONCE))


def _own(told: dict[str, Any], member: Member) -> dict[str, Any]:
    """An event in which the member is called as everywhere in an export."""
    return {**told, "data": {name: SELF if value == str(member.id) else value for name, value in told["data"].items()}}


def _about(data: Told, entries: Mapping[str, Told], people: Mapping[str, str]) -> Told | None:
    """The entry or the member that something was said to, as far as these are still there."""
    found = entries.get(data.get("review_id") or data.get("comment_id") or "")
    other = next((people[data[name]] for name in PEOPLE if data.get(name) in people), None)
    return found or ({"member": other} if other else None)


def _entries(member: Member, told: Iterable[Told]) -> dict[str, Told]:
    """What entries are about and whose they are, by the ids of these and of comments on them, as far as they may be seen."""
    named = [one["data"] for one in told]
    on = ReviewComment.select(ReviewComment.id, ReviewComment.review_id)
    on = on.where(ReviewComment.id.in_([data["comment_id"] for data in named if "comment_id" in data]))
    comments = {str(comment_id): str(review_id) for comment_id, review_id in on.tuples()}
    wanted = {*comments.values(), *(data["review_id"] for data in named if "review_id" in data)}
    columns = (Review.id, Movie.title, Movie.year, Member.username)
    query = Review.select(*columns).join(Movie).switch(Review).join(Member).where(visible(member), Review.deleted_at.is_null())
    found = query.where(Review.id.in_([UUID(review_id) for review_id in wanted])).tuples()
    entries = {str(row[0]): {"title": row[1], "year": row[2], "member": row[3]} for row in found}
    return entries | {comment_id: entries[review_id] for comment_id, review_id in comments.items() if review_id in entries}


def _people(told: Iterable[Told]) -> dict[str, str]:
    ids = {one["data"][name] for one in told for name in PEOPLE if one["data"].get(name, SELF) != SELF}
    rows = Member.select(Member.id, Member.username).where(Member.id.in_([UUID(member_id) for member_id in ids]))
    return {str(member_id): username for member_id, username in rows.tuples()}
