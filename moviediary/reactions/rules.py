"""The rules of liking and of sharing a review. Whoever may not see it learns nothing of it, here neither."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.diary.rules import NOWHERE
from moviediary.errors import NotFound, Refused
from moviediary.reactions.commands import Boost, Like, Unboost, Unlike
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved

SHAREABLE = ("everyone", "members")


@dataclass(frozen=True)
class Facts:
    """Who asks, whose review it is and who may see it, whether the one who asks may, and what they said of it before."""

    member_id: UUID
    author_id: UUID
    audience: str
    visible: bool
    liked: bool = False
    boosted: bool = False


def like(command: Like, facts: Facts) -> list[LikeAdded]:
    _seen(facts)
    if facts.author_id == facts.member_id:
        raise Refused("This is your own entry. A heart in the entry itself says that you like the film.")
    return [] if facts.liked else [LikeAdded(command.review_id, facts.member_id)]


def unlike(command: Unlike, facts: Facts) -> list[LikeRemoved]:
    # It can be taken back where the review is not to be seen any more; but nobody learns by it that there is one.
    if not facts.liked:
        _seen(facts)
    return [LikeRemoved(command.review_id, facts.member_id)] if facts.liked else []


def boost(command: Boost, facts: Facts) -> list[BoostAdded]:
    _seen(facts)
    if facts.author_id == facts.member_id:
        raise Refused("This is your own entry. Your followers see it in their feed already.")
    if facts.audience not in SHAREABLE:
        raise Refused("This entry is for few to see, so it cannot be shared with others.")
    return [] if facts.boosted else [BoostAdded(command.review_id, facts.member_id)]


def unboost(command: Unboost, facts: Facts) -> list[BoostRemoved]:
    if not facts.boosted:
        _seen(facts)
    return [BoostRemoved(command.review_id, facts.member_id)] if facts.boosted else []


def _seen(facts: Facts) -> None:
    if not facts.visible:
        raise NotFound(NOWHERE)
