"""What taking an import back does to a review: exactly what it added goes, what was changed since stays."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from moviediary.diary.commands import EditReview, Viewing
from moviediary.diary.events import ReviewEdited, ReviewWithdrawn
from moviediary.diary.rules import EditFacts, Stored, edit


@dataclass(frozen=True)
class Added:
    """A review that an import logged: whether it says something else by now, and whether another import brought it, too."""

    review_id: UUID
    changed: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Completed:
    """A review that was there before an import added to it, and what it said then."""

    stored: Stored
    before: Viewing
    changed: bool = False


def withdraw(added: Added, changed_too: bool) -> list[ReviewWithdrawn]:
    """Remove what was added. What the member changed since is theirs, unless they say that it goes too; what another import
    brought as well is in the diary because of that one."""
    kept = added.shared or (added.changed and not changed_too)
    return [] if kept else [ReviewWithdrawn(added.review_id)]


def put_back(completed: Completed, today: date) -> list[ReviewEdited]:
    """Let a review say again what it said before, unless it says something else by now."""
    stored = completed.stored
    if completed.changed or stored.deleted_at:
        return []
    command = EditReview(stored.review_id, stored.revision, stored.movie_id, completed.before)
    return edit(command, EditFacts(stored.member_id, today, stored))
