"""Comments, each for whoever asks: those of the barred are not there, those of the muted are folded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import peewee
from peewee import fn

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.comments.models import ReviewComment
from moviediary.comments.rules import NO_COMMENT, AddFacts, Facts, Said
from moviediary.diary.audiences import visible
from moviediary.diary.entries import Entry
from moviediary.diary.models import Review
from moviediary.diary.rules import NOWHERE
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.relations.models import barred_from, muted_by
from moviediary.tables import find

PAGE = 50
THREAD = fn.COALESCE(ReviewComment.parent_id, ReviewComment.id)


@dataclass(frozen=True)
class Comment:
    """A comment as it is shown. `thread` is the id of the first one of its conversation, `orphan` says that this one is not
    to be seen, `deletable` whether whoever reads may delete it."""

    comment_id: UUID
    review_id: UUID
    thread: UUID
    member_id: UUID
    username: str
    display_name: str
    text: str
    revision: int
    made_at: datetime
    edited: bool
    muted: bool
    orphan: bool
    mine: bool
    deletable: bool

    @property
    def id(self) -> str:
        return ids.short(self.comment_id)

    @property
    def is_reply(self) -> bool:
        return self.thread != self.comment_id

    @property
    def initial(self) -> str:
        return self.display_name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.member_id)


@dataclass(frozen=True)
class Talk:
    """A page of what was said below an entry, by conversation, the first one first. `later` is where the next page begins."""

    threads: list[list[Comment]] = field(default_factory=list)
    later: str = ""


def below(reader: Member | None, entry: Entry, begin: str = "") -> Talk:
    """What was said below an entry, from a comment on."""
    if not entry.comments:
        return Talk()
    query = _comments(reader, ReviewComment.review_id == entry.review_id)
    first = find(ReviewComment, "id", ids.from_short(begin)) if ids.from_short(begin) else None
    if first is not None:
        query = query.where(~_before(first))
    rows = [_comment(row, reader, entry) for row in query.order_by(THREAD, ReviewComment.id).limit(PAGE + 1).tuples()]
    threads = [list(said) for _, said in groupby(rows[:PAGE], key=lambda one: one.thread)]
    return Talk(threads, rows[PAGE].id if len(rows) > PAGE else "")


def comment(reader: Member | None, entry: Entry, address: str) -> Comment:
    """A comment below an entry. Raises NotFound."""
    below = ReviewComment.review_id == entry.review_id
    row = _comments(reader, below, ReviewComment.id == ids.from_short(address)).tuples().first()
    if row is None:
        raise NotFound(NO_COMMENT)
    return _comment(row, reader, entry)


def own(member: Member, address: str) -> Comment | None:
    """A comment of the member's own, whether or not its entry is still to be seen."""
    mine = ReviewComment.member_id == member.id
    row = _comments(member, mine, ReviewComment.id == ids.from_short(address)).tuples().first()
    return _comment(row, member, None) if row else None


def review_of(address: str) -> str:
    """The address of the review a comment was made on, also of a deleted one. Raises NotFound."""
    comment_id = ids.from_short(address)
    found = find(ReviewComment, "id", comment_id) if comment_id else None
    if found is None:
        raise NotFound(NO_COMMENT)
    return ids.short(found.review_id)


def is_far(reader: Member | None, said: Comment) -> bool:
    """Whether a comment is not on the first page of those on its entry."""
    row = find(ReviewComment, "id", said.comment_id)
    return row is not None and bool(_comments(reader, ReviewComment.review_id == said.review_id, _before(row)).count() >= PAGE)


def facts(member: Member, review_id: UUID | None) -> Facts:
    """What the rules ask of a review, also of one that is not to be seen any more. Raises NotFound."""
    seen = peewee.Case(None, ((visible(member) & Review.deleted_at.is_null(), 1),), 0)
    found = Review.select(Review.member, Review.comments_closed, seen).where(Review.id == review_id).tuples().first()
    if found is None:
        raise NotFound(NOWHERE)
    return Facts(member.id, found[0], bool(found[2]), bool(found[1]), member.is_admin)


def add_facts(member: Member, review_id: UUID | None, keys: tuple[UUID, UUID], parent_id: UUID | None) -> AddFacts:
    """The same for a new comment: also what was said before with the keys of its form, and what is answered. Raises NotFound."""
    known = facts(member, review_id)
    own = ReviewComment.select().where(ReviewComment.member_id == member.id, ReviewComment.key.in_(keys))
    before = {row.key: row.said() for row in own}
    there = (ReviewComment.id == parent_id) & ~barred_from(member.id, ReviewComment.member_id)
    parent = ReviewComment.get_or_none(there) if parent_id else None
    twin, again = map(before.get, keys)
    more = {"twin": twin, "again": again, "parent": parent.said() if parent else None}
    return AddFacts(known.member_id, known.author_id, known.visible, known.closed, known.is_admin, new_id=ids.uuid7(), **more)


def said(address: str) -> Said:
    """A comment as the rules see it. Raises NotFound."""
    comment_id = ids.from_short(address)
    found = find(ReviewComment, "id", comment_id) if comment_id else None
    if found is None:
        raise NotFound(NO_COMMENT)
    return found.said()


def _before(row: ReviewComment) -> Any:
    """The condition of comments that stand before one."""
    thread = (row.parent_id or row.id).hex
    return (thread > THREAD) | ((thread == THREAD) & (ReviewComment.id < row.id))


def _comments(reader: Member | None, *which: Any) -> peewee.ModelSelect:
    parent = ReviewComment.alias()
    there = parent.deleted_at.is_null() & parent.id.is_null(False)
    muted: Any = peewee.Value(False)
    conditions = [*which, ReviewComment.deleted_at.is_null()]
    if reader is not None:
        there &= ~barred_from(reader.id, parent.member_id)
        muted = muted_by(reader.id, ReviewComment.member_id)
        conditions.append(~barred_from(reader.id, ReviewComment.member_id))
    said = [getattr(ReviewComment, name) for name in ("id", "review_id", "parent_id", "member_id", "text", "revision")]
    told = (Member.username, Member.display_name, ReviewComment.made_at, peewee.Case(None, ((muted, 1),), 0))
    query = ReviewComment.select(*said, *told, peewee.Case(None, ((there, 1),), 0))
    query = query.join(Member, on=(Member.id == ReviewComment.member_id))
    return query.join(parent, peewee.JOIN.LEFT_OUTER, on=(parent.id == ReviewComment.parent_id)).where(*conditions)


def _comment(row: Sequence[Any], reader: Member | None, entry: Entry | None) -> Comment:
    (comment_id, review_id, parent_id, member_id, text, revision, username, display_name, made_at, muted, answered) = row
    mine = reader is not None and reader.id == member_id
    return Comment(
        *(comment_id, review_id, parent_id or comment_id, member_id, username, display_name, text, revision, made_at),
        edited=revision > 1,
        muted=bool(muted),
        orphan=parent_id is not None and not answered,
        mine=mine,
        deletable=mine or (entry is not None and entry.mine) or (reader is not None and reader.is_admin),
    )
