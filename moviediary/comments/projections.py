"""Comments as they follow from the log, and how many each review has."""

from typing import Any

from moviediary.accounts.events import MemberErased
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited, CommentsClosed, CommentsOpened
from moviediary.comments.models import ReviewComment
from moviediary.diary.events import ReviewPurged, ReviewWithdrawn
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.tables import find, put


def added(event: CommentAdded, recorded: Recorded) -> None:
    # When the log is replayed, a review whose member is gone is not there.
    if not _count(event.review_id, 1):
        return
    said = {name: getattr(event, name) for name in ("review_id", "member_id", "parent_id", "key", "text")}
    put(ReviewComment, id=event.comment_id, made_at=recorded.at, **said)


def edited(event: CommentEdited, recorded: Recorded) -> None:
    changed = {"text": event.text, "revision": event.revision, "edited_at": recorded.at}
    ReviewComment.update(changed).where(ReviewComment.id == event.comment_id).execute()


def deleted(event: CommentDeleted, recorded: Recorded) -> None:
    comment = find(ReviewComment, "id", event.comment_id)
    if comment is not None:
        ReviewComment.update(text="", deleted_at=recorded.at).where(ReviewComment.id == comment.id).execute()
        _count(comment.review_id, -1)


def closed(event: CommentsClosed, recorded: Recorded) -> None:
    Review.update(comments_closed=True).where(Review.id == event.review_id).execute()


def opened(event: CommentsOpened, recorded: Recorded) -> None:
    Review.update(comments_closed=False).where(Review.id == event.review_id).execute()


def review_gone(event: ReviewPurged | ReviewWithdrawn, recorded: Recorded) -> None:
    ReviewComment.delete().where(ReviewComment.review_id == event.review_id).execute()


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    """Runs before the diary forgets them: what others said below their reviews goes, too."""
    own = Review.select(Review.id).where(Review.member == event.member_id)
    ReviewComment.delete().where(ReviewComment.review_id.in_(own)).execute()
    theirs = ReviewComment.select(ReviewComment.review_id).where(ReviewComment.member_id == event.member_id)
    for (review_id,) in list(theirs.where(ReviewComment.deleted_at.is_null()).tuples()):
        _count(review_id, -1)
    ReviewComment.delete().where(ReviewComment.member_id == event.member_id).execute()


def _count(review_id: Any, change: int) -> int:
    return int(Review.update(comments=Review.comments + change).where(Review.id == review_id).execute())
