"""What members may do with each other's reviews in one click."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Like:
    review_id: UUID


@dataclass(frozen=True)
class Unlike:
    review_id: UUID


@dataclass(frozen=True)
class Boost:
    """Show a review to one's own followers."""

    review_id: UUID


@dataclass(frozen=True)
class Unboost:
    review_id: UUID
