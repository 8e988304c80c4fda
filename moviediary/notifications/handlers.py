"""What members are told because of what others did. Run by the worker, perhaps twice and in any order.

A handler looks at the tables and not at its event: an unlike may be delivered before its like. It lets what members are told
be what stands, in the transaction in which its delivery is done.
"""

from collections.abc import Callable
from uuid import UUID

from peewee import fn

from moviediary.accounts.events import MemberErased
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited
from moviediary.comments.models import ReviewComment
from moviediary.database import writing
from moviediary.deliveries import Effect
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewPurged,
    ReviewRestored,
    ReviewWithdrawn,
)
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.log import Record
from moviediary.mentions import mentioned
from moviediary.movies.events import MovieCorrected, MovieDiscovered, PosterRequested
from moviediary.notifications import actions, standing
from moviediary.notifications.counting import recount
from moviediary.notifications.models import Notification, NotificationAct, NotificationApart
from moviediary.notifications.rules import BETWEEN_TWO, newly_named
from moviediary.notifications.telling import FEW, known_of, part, remove, settle
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)
from moviediary.reports.models import Report
from moviediary.tables import find

Reviewed = ReviewLogged | ReviewEdited | ReviewDeleted | ReviewRestored | ReviewWithdrawn | ReviewPurged
Followed = FollowRequested | FollowAccepted | FollowRejected | FollowRemoved


def tell_of_like(event: LikeAdded | LikeRemoved, recorded: Recorded) -> Effect:
    return _in_the_end(lambda: _react("like", event.review_id, event.member_id))


def tell_of_boost(event: BoostAdded | BoostRemoved, recorded: Recorded) -> Effect:
    return _in_the_end(lambda: _react("boost", event.review_id, event.member_id))


def tell_of_comment(event: CommentAdded | CommentEdited | CommentDeleted, recorded: Recorded) -> Effect:
    """Whoever is not told yet is told by the event that named them first, or by that of the comment itself."""

    def tell() -> None:
        known = known_of(NotificationAct.act == event.comment_id)
        acts = standing.comment(event.comment_id, recorded.id)
        if not acts and _is_gone(event.comment_id):
            # There is nothing to lead to any more, so what was read of it goes too.
            remove(known)
            recount(one.member_id for one in known)
        elif isinstance(event, CommentEdited):
            before = standing.comment_text_before(event.comment_id, recorded.actor, recorded.id)
            settle(known, acts, standing.members(newly_named(mentioned(before), mentioned(event.text))))
        else:
            settle(known, acts)

    return _in_the_end(tell)


def tell_of_review(event: Reviewed, recorded: Recorded) -> Effect:
    """Tell whom a review names, and count again for all who were told of it: it may be for others to see now, or for nobody."""

    def tell() -> None:
        review = find(Review, "id", event.review_id)
        told = Notification.review_id == event.review_id
        receivers = {row[0] for row in Notification.select(Notification.member).where(told).tuples()}
        if review is None:
            Notification.delete().where(told).execute()
        elif isinstance(event, ReviewLogged | ReviewEdited):
            settle(known_of(NotificationAct.act == review.id), standing.mentions(review, recorded.id), _newly(event, recorded))
        recount(receivers)

    return _in_the_end(tell)


def is_untold(recorded: Recorded) -> bool:
    """Whether what happened to a review tells nobody anything, as most of it does, and nearly all that comes with an import.

    What an import brings was said long ago, and one that is taken back withdraws thousands of reviews.
    """
    event = recorded.event
    if isinstance(event, ReviewLogged):
        return recorded.batch is not None or "@" not in event.viewing.text
    if isinstance(event, ReviewWithdrawn | ReviewPurged):
        return not Notification.select().where(Notification.review_id == event.review_id).exists()
    return False


def tell_of_follow(event: Followed, recorded: Recorded) -> Effect:
    """Tell of a wish to follow, of its fulfilment or of a new follower, and count again: either may see other things now."""

    def tell() -> None:
        follower, followed = event.follower_id, event.followed_id
        known = known_of(Notification.kind.in_(BETWEEN_TWO), _between(follower, followed))
        acts = standing.follow(follower, followed, isinstance(event, FollowAccepted) and event.asked)
        current = acts[0].act if acts else None
        # Whether they had to ask stands in the event alone, so only that one tells it; the others take back what was before.
        if current == recorded.id:
            settle(known, acts)
        else:
            settle([one for one in known if one.act != current], [])
        recount((follower, followed))

    return _in_the_end(tell)


def tell_of_block(event: UserBlocked | UserUnblocked, recorded: Recorded) -> Effect:
    """Let two members know nothing of each other any more. Unblocking brings nothing back, nor what was done meanwhile."""
    return _in_the_end(lambda: part(event.blocker_id, event.blocked_id, recorded.id))


def forget_notifications(event: MemberErased, recorded: Recorded) -> Effect:
    """Remove what others were told of somebody whose account is gone. What they were told themselves went with it.

    They may have liked and said thousands of things: so many go at a time that no writer waits for all of it, and what is to go
    is looked for before anybody has to wait.
    """
    gone = event.member_id
    report = Report.select(Report.id).where(Report.id == NotificationAct.act)
    for acts in (NotificationAct.actor == gone, (Notification.kind == "report") & ~fn.EXISTS(report)):
        while known := known_of(acts, limit=FEW):
            with writing():
                remove(known)
                recount(one.member_id for one in known)
    review = Review.select(Review.id).where(Review.id == Notification.review_id)
    lost = Notification.review_id.is_null(False) & ~fn.EXISTS(review)
    while told := list(Notification.select().where(lost).limit(FEW)):
        with writing():
            Notification.delete().where(Notification.id.in_([row.id for row in told]), lost).execute()
            recount(row.member_id for row in told)
    apart = (NotificationApart.one == gone) | (NotificationApart.other == gone)
    return _in_the_end(lambda: NotificationApart.delete().where(apart).execute())


def poster_failed(event: MovieDiscovered | MovieCorrected | PosterRequested, problem: str) -> None:
    """Tell the admins of a poster that was given up."""
    actions.poster_failed(event.movie_id)


def _react(kind: str, review_id: UUID, by: UUID) -> None:
    same = (Notification.kind == kind) & (Notification.about == review_id) & (NotificationAct.actor == by)
    settle(known_of(same), standing.reaction(kind, review_id, by))


def _newly(event: ReviewLogged | ReviewEdited, recorded: Recorded) -> list[UUID]:
    before = standing.review_text_before(event.review_id, recorded.seq) if isinstance(event, ReviewEdited) else ""
    return list(standing.members(newly_named(mentioned(before), mentioned(event.viewing.text))))


def _is_gone(comment_id: UUID) -> bool:
    row = find(ReviewComment, "id", comment_id)
    return row is None or row.deleted_at is not None


def _between(follower: UUID, followed: UUID) -> object:
    act = NotificationAct
    told_followed = (act.member == followed) & (act.actor == follower) & Notification.kind.in_(("request", "follower"))
    return told_followed | ((act.member == follower) & (act.actor == followed) & (Notification.kind == "accepted"))


def _in_the_end(write: Callable[[], None]) -> Effect:
    """All of it happens in the transaction of the delivery, so that nothing can come between looking and writing."""

    def effect(record: Record) -> None:
        write()

    return effect
