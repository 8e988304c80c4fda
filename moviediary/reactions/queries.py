"""Who likes and who shares a review; each for whoever asks."""

from uuid import UUID

import peewee

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.diary.audiences import visible
from moviediary.diary.models import Review
from moviediary.diary.rules import NOWHERE
from moviediary.errors import NotFound
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.reactions.rules import Facts
from moviediary.relations.models import barred_from
from moviediary.relations.queries import PAGE, People, Person

Reaction = type[ReviewLike] | type[ReviewBoost]


def facts(member: Member, address: str) -> tuple[UUID, Facts]:
    """A review, and what the rules ask of it: also of one that is there no more, from which something can be taken back.
    Raises NotFound."""
    review_id = ids.from_short(address)
    seen = peewee.Case(None, ((visible(member) & Review.deleted_at.is_null(), 1),), 0)
    found = Review.select(Review.member, Review.audience, seen).where(Review.id == review_id).tuples().first()
    if review_id is None or found is None:
        raise NotFound(NOWHERE)
    author_id, audience, is_seen = found
    did = {"liked": _has(ReviewLike, review_id, member), "boosted": _has(ReviewBoost, review_id, member)}
    return review_id, Facts(member.id, author_id, audience, bool(is_seen), **did)


def likes(reader: Member | None, review_id: UUID, older_than: str = "") -> People:
    """Who likes a review, the latest first."""
    return _people(ReviewLike, reader, review_id, older_than)


def boosts(reader: Member | None, review_id: UUID, older_than: str = "") -> People:
    """Who shares a review, the latest first."""
    return _people(ReviewBoost, reader, review_id, older_than)


def _has(model: Reaction, review_id: UUID, member: Member) -> bool:
    return bool(model.select().where(model.review_id == review_id, model.member_id == member.id).exists())


def _people(model: Reaction, reader: Member | None, review_id: UUID, older_than: str) -> People:
    columns = (Member.id, Member.username, Member.display_name, Member.about, Member.locked, model.id)
    query = model.select(*columns).join(Member, on=(Member.id == model.member_id)).where(model.review_id == review_id)
    if reader is not None:
        query = query.where(~barred_from(reader.id, model.member_id))
    if mark := ids.from_short(older_than):
        query = query.where(model.id < mark)
    found = query.order_by(model.id.desc()).limit(PAGE + 1).tuples()
    rows = [Person(who, name, shown, about, locked, ids.short(mark)) for who, name, shown, about, locked, mark in found]
    return People(rows[:PAGE], rows[PAGE - 1].since if len(rows) > PAGE else "")
