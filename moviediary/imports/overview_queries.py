"""The imports of a member, as a list shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.imports import queries, queue_queries
from moviediary.imports.origins import title_of


@dataclass(frozen=True)
class Listed:
    """An import in a list: its state, when it was brought, what became of its lines, and films that need a look."""

    address: str
    file_name: str
    source: str
    state: str
    made_at: datetime
    outcomes: Mapping[str, int]
    unsure: int

    @property
    def lines(self) -> int:
        return sum(self.outcomes.values())


def all_of(member: Member) -> list[Listed]:
    """A member's imports, the latest first."""
    batches = queries.all_of(member)
    outcomes, unsure = queries.outcomes_of(batches), queue_queries.unsure_counts(member)
    return [
        Listed(
            f"/imports/{ids.short(batch.id)}",
            batch.file_name,
            title_of(batch.source),
            batch.state,
            batch.made_at,
            outcomes[batch.id],
            unsure.get(batch.id, 0),
        )
        for batch in batches
    ]
