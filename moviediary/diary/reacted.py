"""What others did with a review, as somebody may know of it: columns of every select of entries.

Later slices keep it, which the diary does not know. So they say how to ask; `wiring.connect` tells the diary.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee

from moviediary.diary.models import Review


def _kept(reader_id: UUID | None) -> tuple[Any, ...]:
    return Review.likes, Review.boosts, Review.comments, peewee.Value(False), peewee.Value(False)


@dataclass
class Wiring:
    """How to ask for the number of likes, boosts and comments, and whether the reader likes and shares the review."""

    columns: Callable[[UUID | None], tuple[Any, ...]] = _kept


wiring = Wiring()
