"""What stands now, of which somebody is to be told: read from the tables, as deliveries have no order."""

from collections.abc import Collection, Sequence
from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.comments.models import ReviewComment
from moviediary.diary.events import ReviewEdited, ReviewLogged
from moviediary.diary.models import Review, ReviewChange
from moviediary.events import Event, Undecodable
from moviediary.log import LogEntry, opened
from moviediary.mentions import mentioned
from moviediary.notifications.rules import MOST_MENTIONED, Comment, told_of_comment
from moviediary.notifications.telling import Act
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations.models import Follow
from moviediary.relations.rules import REQUESTED
from moviediary.tables import find


def reaction(kind: str, review_id: UUID, by: UUID) -> list[Act]:
    """That a member likes a review, or shares it."""
    model = ReviewLike if kind == "like" else ReviewBoost
    row, review = model.get_or_none(model.review_id == review_id, model.member_id == by), find(Review, "id", review_id)
    if row is None or review is None:
        return []
    return [Act(review.member_id, ((kind, review_id),), row.id, row.id, by, review_id)]


def comment(comment_id: UUID, event: UUID) -> list[Act]:
    """That a comment is there, for all who are to be told."""
    row = find(ReviewComment, "id", comment_id)
    review = find(Review, "id", row.review_id) if row is not None else None
    if row is None or review is None or row.deleted_at is not None:
        return []
    answered = ReviewComment.get_or_none(ReviewComment.id == row.parent_id) if row.parent_id else None
    told = told_of_comment(
        Comment(
            row.id,
            row.review_id,
            row.parent_id,
            row.member_id,
            review.member_id,
            answered.member_id if answered is not None else None,
            members(mentioned(row.text)),
        )
    )
    return [Act(member_id, ways, row.id, event, row.member_id, row.review_id) for member_id, ways in told.items()]


def mentions(review: Review, event: UUID) -> list[Act]:
    """That a review names members."""
    named = [one for one in members(mentioned(review.text)) if one != review.member_id]
    return [Act(one, (("mention", review.id),), review.id, event, review.member_id, review.id) for one in named]


def follow(follower: UUID, followed: UUID, asked: bool) -> list[Act]:
    """That a member follows another, or asks to; `asked` says whether they had to."""
    row = Follow.get_or_none(Follow.follower == follower, Follow.followed == followed)
    if row is None:
        return []
    if row.state == REQUESTED:
        return [Act(followed, (("request", followed),), row.id, row.id, follower)]
    if asked:
        return [Act(follower, (("accepted", follower),), row.id, row.id, followed)]
    return [Act(followed, (("follower", followed),), row.id, row.id, follower)]


def members(names: Sequence[str]) -> Collection[UUID]:
    """The members of these names, the first of many."""
    some = names[:MOST_MENTIONED]
    found = {row[0]: row[1] for row in Member.select(Member.username, Member.id).where(Member.username.in_(some)).tuples()}
    return [found[name] for name in some if name in found]


def review_text_before(review_id: UUID, seq: int) -> str:
    """What a review said before an entry of the log."""
    earlier = ReviewChange.select(ReviewChange.seq).where(ReviewChange.review == review_id, ReviewChange.seq < seq)
    subjects = (ReviewLogged.subject, ReviewEdited.subject)
    event = _latest(LogEntry.seq.in_(earlier), LogEntry.subject.in_(subjects))
    return event.viewing.text if isinstance(event, ReviewLogged | ReviewEdited) else ""


def comment_text_before(comment_id: UUID, by: UUID | None, event_id: UUID) -> str:
    """What a comment said before an event of its author's."""
    # The id stands in the data, of which there is no index: only what its author did just before is looked at.
    own = (LogEntry.actor == by) & (LogEntry.id < event_id) & LogEntry.subject.in_(("comments.added", "comments.edited"))
    event = _latest(own, LogEntry.data.contains(str(comment_id)))
    return getattr(event, "text", "")


def _latest(*conditions: peewee.Expression) -> Event | None:
    entry = LogEntry.select().where(*conditions, ~LogEntry.erased).order_by(LogEntry.seq.desc()).first()
    try:
        return opened(entry).event if entry is not None else None
    except Undecodable:
        return None
