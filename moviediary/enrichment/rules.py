"""When film databases are asked again. Pure."""

from datetime import datetime, timedelta

FRESH = timedelta(days=30)
SILENCE = timedelta(hours=1)
# After it was not known for so long, a number is none.
LONGEST = 64


def next_time(misses: int, now: datetime) -> datetime | None:
    """When to ask again after so many misses in a row: in 30 days after none, in 1, 2, 4 … 64 days, then no more."""
    if not misses:
        return now + FRESH
    days = 2 ** (misses - 1)
    return now + timedelta(days=days) if days <= LONGEST else None
