"""What a member deleted and may still restore."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.clock import EPOCH
from moviediary.diary.entries import Entry, every, read
from moviediary.diary.models import Review
from moviediary.diary.paging import PAGE
from moviediary.text import whole_number


@dataclass(frozen=True)
class Deleted:
    """Some of the deleted entries, the latest first; an empty cursor means that there are no more."""

    entries: list[Entry]
    older: str = ""


def deleted(member: Member, before: str = "") -> Deleted:
    """What a member deleted within the last 30 days, the latest first. `before` is a cursor."""
    query = every(member).where(Review.member == member.id, Review.deleted_at.is_null(False))
    if place := _place(before):
        at, review_id = place
        query = query.where((Review.deleted_at < at) | ((Review.deleted_at == at) & (Review.id < review_id)))
    found = read(query.order_by(Review.deleted_at.desc(), Review.id.desc()).limit(PAGE + 1), member)
    return Deleted(found[:PAGE], _mark(found[PAGE - 1]) if len(found) > PAGE else "")


def _mark(entry: Entry) -> str:
    return f"{(entry.deleted_at - EPOCH) // timedelta(microseconds=1)}-{entry.id}"


def _place(mark: str) -> tuple[datetime, UUID] | None:
    moment, _, address = mark.partition("-")
    review_id = ids.from_short(address)
    return (EPOCH + timedelta(microseconds=whole_number(moment, 17)), review_id) if review_id else None
