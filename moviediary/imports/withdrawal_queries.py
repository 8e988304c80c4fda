"""What would leave a diary, were an import taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from moviediary.accounts.models import Member
from moviediary.diary.entries import Entry, read, select
from moviediary.diary.events import ReviewLogged
from moviediary.diary.models import Review, ReviewChange
from moviediary.imports import undoing
from moviediary.imports.models import Import
from moviediary.log import LogEntry

SHOWN = 50


@dataclass(frozen=True)
class Going:
    """How many entries the import added that are still there, and which of them the member changed since: some, and how many."""

    added: int
    changed: int
    some: Sequence[Entry]

    @property
    def untouched(self) -> int:
        return self.added - self.changed


def going(member: Member, batch: Import) -> Going:
    """What an import added, and what became of that since."""
    logged = (LogEntry.batch == batch.id) & (LogEntry.subject == ReviewLogged.subject)
    of_batch = ReviewChange.select(ReviewChange.review).join(LogEntry, on=(LogEntry.seq == ReviewChange.seq)).where(logged)
    added = Review.select().where(Review.id.in_(of_batch), Review.deleted_at.is_null()).count()
    changed, some = undoing.changed_since(batch, SHOWN)
    shown = select(member).where(Review.id.in_(some)).order_by(Review.position.desc())
    return Going(added, changed, read(shown, member) if some else [])
