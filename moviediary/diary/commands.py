"""What a member may ask of the diary."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Viewing:
    """What a member says about one viewing.

    `watched` is the day as exactly as they know it: "2026-05-14", "2026-05", "2026" or "". `time` is "20:15" or "".
    `rating` counts half stars, 1 to 10. `seen_before` says by hand that an earlier viewing was never logged.
    """

    watched: str
    time: str = ""
    rating: int | None = None
    heart: bool = False
    medium: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""
    spoiler: bool = False
    finished: bool = True
    seen_before: bool = False
    audience: str = "everyone"


@dataclass(frozen=True)
class LogReview:
    """Put a viewing into the diary. `key` comes with the form, so that sending it twice logs once."""

    key: UUID
    movie_id: UUID
    viewing: Viewing


@dataclass(frozen=True)
class EditReview:
    """Replace what was said. `revision` is the one the member had before their eyes."""

    review_id: UUID
    revision: int
    movie_id: UUID
    viewing: Viewing


@dataclass(frozen=True)
class DeleteReview:
    review_id: UUID


@dataclass(frozen=True)
class RestoreReview:
    review_id: UUID
