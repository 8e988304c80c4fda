"""What a diary had and has no more, as the log tells of it: taken back with the import that brought it, or gone for good."""

from uuid import UUID

import msgspec

from moviediary.database import selected
from moviediary.diary.events import ReviewDeleted, ReviewWithdrawn
from moviediary.diary.models import Review
from moviediary.tables import find

# In the words of the index `log_left`, by which both databases know it, so that nothing is read of all else that happened.
LEFT = """SELECT seq, subject, data FROM log WHERE actor = ? AND seq > ? AND NOT erased
 AND subject IN ('reviews.deleted', 'reviews.withdrawn') ORDER BY seq"""


class Gone:
    """Reviews of a member that left. What the log says of that is read once, and from then on only what is new in it."""

    def __init__(self, member_id: UUID):
        self._member_id = member_id
        self._last: dict[UUID, str] = {}
        self._seq = 0

    def look(self) -> None:
        """Read what happened since the last look."""
        for seq, subject, data in selected(LEFT, (self._member_id.hex, self._seq)):
            self._seq = seq
            self._last[UUID(msgspec.json.decode(data)["review_id"])] = subject

    def was_taken_back(self, review_id: UUID) -> bool:
        """Whether it left with an import, as if it had never been; it may come back."""
        return self._last.get(review_id) == ReviewWithdrawn.subject

    def is_purged(self, review_id: UUID) -> bool:
        """Whether the member deleted it, and the time in which it could be restored is over; it stays away."""
        return self._last.get(review_id) == ReviewDeleted.subject and find(Review, "id", review_id) is None
