"""What can have happened in a diary. Each event holds all that the member said."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.diary.commands import Viewing
from moviediary.events import Event


@dataclass(frozen=True)
class ReviewLogged(Event):
    """A viewing was put into a diary."""

    subject = "reviews.logged"
    review_id: UUID
    member_id: UUID
    movie_id: UUID
    key: UUID
    viewing: Viewing


@dataclass(frozen=True)
class ReviewEdited(Event):
    """A review now says this."""

    subject = "reviews.edited"
    review_id: UUID
    revision: int
    movie_id: UUID
    viewing: Viewing


@dataclass(frozen=True)
class ReviewDeleted(Event):
    """A review is no longer shown; for 30 days it can be restored."""

    subject = "reviews.deleted"
    review_id: UUID


@dataclass(frozen=True)
class ReviewRestored(Event):
    subject = "reviews.restored"
    review_id: UUID


@dataclass(frozen=True)
class ReviewSourced(Event):
    """A review stands for a line of another system's, by which it is known when that is imported again."""

    subject = "reviews.sourced"
    review_id: UUID
    member_id: UUID
    source: str
    source_id: str


@dataclass(frozen=True)
class ReviewUnsourced(Event):
    """A review no longer stands for that line: the import that said so was taken back."""

    subject = "reviews.unsourced"
    review_id: UUID
    member_id: UUID
    source: str
    source_id: str


@dataclass(frozen=True)
class ReviewWithdrawn(Event):
    """The import that logged a review was taken back; the review is gone, as if it had never been."""

    subject = "reviews.withdrawn"
    review_id: UUID


@dataclass(frozen=True)
class ReviewPurged(Event):
    """The 30 days are over; the review is gone."""

    subject = "reviews.purged"
    personal = False
    review_id: UUID
