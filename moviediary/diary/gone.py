"""What a diary had and has no more, as the log tells of it: taken back with the import that brought it, or gone for good."""

from uuid import UUID

import msgspec

from moviediary.diary.events import ReviewDeleted, ReviewPurged, ReviewWithdrawn
from moviediary.log import LogEntry


class Gone:
    """Reviews of a member that are gone. The log is read once, and from then on only what is new in it."""

    def __init__(self, member_id: UUID):
        self._own = LogEntry.actor == member_id
        self._last: dict[UUID, str] = {}
        self._seq = 0

    def look(self) -> None:
        """Read what happened since the last look."""
        own = self._own & LogEntry.subject.in_((ReviewDeleted.subject, ReviewWithdrawn.subject))
        # The site lets go of what was deleted on behalf of nobody.
        either = own | (LogEntry.subject == ReviewPurged.subject)
        columns = (LogEntry.seq, LogEntry.subject, LogEntry.data)
        happened = LogEntry.select(*columns).where(either, LogEntry.seq > self._seq, ~LogEntry.erased).order_by(LogEntry.seq)
        for seq, subject, data in happened.tuples():
            self._seq, review_id = seq, UUID(msgspec.json.decode(data)["review_id"])
            if subject != ReviewPurged.subject or self._last.get(review_id) == ReviewDeleted.subject:
                self._last[review_id] = subject

    def was_taken_back(self, review_id: UUID) -> bool:
        """Whether it left with an import, as if it had never been; it may come back."""
        return self._last.get(review_id) == ReviewWithdrawn.subject

    def is_purged(self, review_id: UUID) -> bool:
        """Whether the member deleted it, and the time in which it could be restored is over; it stays away."""
        return self._last.get(review_id) == ReviewPurged.subject
