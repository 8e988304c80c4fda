"""The only place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """This moment, in UTC, aware."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is in a time zone such as "Europe/Lisbon"."""
    return datetime.now(ZoneInfo(zone)).date()
