"""What is newest of each member, kept with what they log and boost. Only what is not for themselves alone counts."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import peewee

from moviediary.accounts.events import MemberErased
from moviediary.database import db
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewPurged,
    ReviewRestored,
    ReviewWithdrawn,
)
from moviediary.diary.models import TO_FOLLOWERS, Review
from moviediary.events import Recorded
from moviediary.following.models import Newest
from moviediary.reactions.events import BoostAdded, BoostRemoved
from moviediary.reactions.models import ReviewBoost

PUT = "INSERT INTO newest (member, place) VALUES (?, ?) ON CONFLICT (member) DO UPDATE SET place = excluded.place"
# An entry that comes back with its old id, from a file of ours, is not the newest for that.
NEWER = f"{PUT} WHERE excluded.place > newest.place"


def logged(event: ReviewLogged, recorded: Recorded) -> None:
    if event.viewing.audience != "me":
        _put(NEWER, event.member_id, event.review_id)


def logged_together(recorded: Sequence[Recorded]) -> None:
    """The same for the many entries of an import."""
    newest: dict[UUID, UUID] = {}
    for one in recorded:
        event: Any = one.event
        if event.viewing.audience != "me":
            newest[event.member_id] = max(event.review_id, newest.get(event.member_id, event.review_id))
    for member_id, review_id in newest.items():
        _put(NEWER, member_id, review_id)


def changed(event: ReviewEdited | ReviewDeleted | ReviewRestored, recorded: Recorded) -> None:
    """Runs after the diary."""
    _settle(_members(Review, Review.member, Review.id == event.review_id))


def boosted(event: BoostAdded | BoostRemoved, recorded: Recorded) -> None:
    """Runs after the reactions."""
    _settle([event.member_id])


def review_gone(event: ReviewPurged | ReviewWithdrawn, recorded: Recorded) -> None:
    """Runs before the diary and the reactions, which forget whose it was and who boosted it."""
    this = event.review_id
    authors = _members(Review, Review.member, Review.id == this)
    boosters = _members(ReviewBoost, ReviewBoost.member_id, ReviewBoost.review_id == this)
    _settle([*authors, *boosters], Review.id != this, ReviewBoost.review_id != this)


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    """Runs before the diary and the reactions, for the same reason."""
    own = Review.select(Review.id).where(Review.member == event.member_id)
    _settle(_members(ReviewBoost, ReviewBoost.member_id, ReviewBoost.review_id.in_(own)), None, ReviewBoost.review_id.not_in(own))
    Newest.delete().where(Newest.member == event.member_id).execute()


def _members(table: type[peewee.Model], member: peewee.Field, these: peewee.Expression) -> list[UUID]:
    return [row[0] for row in table.select(member).where(these).distinct().tuples()]


def _settle(
    member_ids: Iterable[UUID], staying: peewee.Expression | None = None, boosts_staying: peewee.Expression | None = None
) -> None:
    """Look anew for what is newest of some members, among what stays."""
    for member_id in member_ids:
        entries = Review.select(Review.id).where(Review.member == member_id, TO_FOLLOWERS)
        boosts = ReviewBoost.select(ReviewBoost.id).where(ReviewBoost.member_id == member_id)
        entries = entries.where(staying) if staying is not None else entries
        boosts = boosts.where(boosts_staying) if boosts_staying is not None else boosts
        newest = (entries.order_by(Review.id.desc()), boosts.order_by(ReviewBoost.id.desc()))
        places = [row[0] for query in newest for row in query.limit(1).tuples()]
        if places:
            _put(PUT, member_id, max(places))
        else:
            Newest.delete().where(Newest.member == member_id).execute()


def _put(text: str, member_id: UUID, place: UUID) -> None:
    db.later(_spelled(text, db.param), (member_id.hex, place.hex))


@cache
def _spelled(text: str, mark: str) -> str:
    return text.replace("?", mark)
