"""Days as people and systems write them, as the diary keeps them: never another day than was meant, and never today."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

ORDERS = ("ymd", "dmy", "mdy")
NO_DAY = "This is no day that can be read."
IMPOSSIBLE = "There is no such day."
TWO_WAYS = "This day can be read in two ways: say whether the day or the month comes first."
_CLOCK = r"(?:(?:,? +|[Tt])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)? ?(?P<half>[AaPp]\.?[Mm]\.?)?)?"
_ZONE = r" ?(?P<zone>Z|z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +)?"


def _pattern(day: str) -> re.Pattern[str]:
    return re.compile(day + _CLOCK + _ZONE, re.ASCII | re.IGNORECASE)


_SEPARATED = _pattern(r"(?P<a>\d{1,4})(?P<sign> ?[-/.] ?| )(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})\.?")
_COMPACT = _pattern(r"(?P<a>\d{4})(?P<b>\d\d)(?P<c>\d\d)")
_DAY_FIRST = _pattern(_WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?(?: of)?[ -]+" + _MONTH + r",?[ -]+(?P<year>\d{4}|\d\d)")
_MONTH_FIRST = _pattern(_WEEKDAY + _MONTH + r"[ -]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -]+(?P<year>\d{4})")
_MONTH_ONLY = re.compile(_MONTH + r",?[ -](?P<year>\d{4})", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PART = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?", re.ASCII)
_EPOCH = re.compile(r"(\d{10})(\d{3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Day:
    """`watched` is as exact as what was written: "2026-05-14", "2026-05", "2026" or "". `time` is "20:15" or ""."""

    watched: str = ""
    time: str = ""
    problem: str = ""


# Of most lines the day is written twice, and asked for twice.
@lru_cache(maxsize=1024)
def day(written: str, order: str = "", zone: str = "UTC") -> Day:
    """The day that was written. A moment is that of the `zone`; midnight means that nobody knew the time.

    `order` is that of numbers where the year does not come first with all of its digits: "ymd", "dmy", "mdy"; with "" a day
    that can be read in two ways is a problem.
    """
    written = " ".join(written.split())
    if not written:
        return Day()
    try:
        if _ISO.fullmatch(written):
            # As nearly all systems write it, and each of a file's lines.
            return Day(date.fromisoformat(written).isoformat())
        return _partly(written) or _named(written, zone) or _numbers(written, order, zone) or _moment(written, zone)
    except (ValueError, OverflowError):
        return Day(problem=IMPOSSIBLE)


def order_of(all_written: Iterable[str]) -> str:
    """The only order in which all of these are days; "" where there are several, or none.

    Years come first with two digits in hardly any file, so that order counts only where no other is left. Where dots stand
    between the numbers, the day comes first, unless the days themselves say otherwise.
    """
    left, dotted = set(ORDERS), set()
    for written in all_written:
        if written:
            left &= orders(written)
            dotted |= {day_first(written)} if _is_unclear(written) else set()
    last = left - {"ymd"} or left
    return last.pop() if len(last) == 1 else "dmy" if dotted == {True} and "dmy" in left else ""


def day_first(written: str) -> bool:
    """Whether these are numbers with dots between them, of which the first is the day wherever people write so.

    Of the 80 languages looked at in CLDR 48, those that write short or medium dates with dots (Czech, Danish, Finnish, German,
    Norwegian, Polish, Russian, Turkish and 30 more) put the day first. Hungarian, Mongolian and Chuvash begin with a year of
    four digits, which is clear; Korean alone begins with one of two: "21. 4. 25.".
    """
    found = _SEPARATED.fullmatch(" ".join(written.split()))
    return found is not None and found["sign"].strip() == "." and (len(found["c"]) == 4 or found["sign"] == ".")


def _is_unclear(written: str) -> bool:
    return len({read.watched for order in ORDERS if not (read := day(written, order)).problem}) > 1


def orders(written: str) -> frozenset[str]:
    """In which orders of numbers this is a day. All of them, where it makes no difference."""
    return frozenset(order for order in ORDERS if not day(written, order).problem)


def _partly(written: str) -> Day | None:
    """A year, or a month of a year."""
    found = _PART.fullmatch(written)
    if found:
        return Day(f"{date(int(found[1]), int(found[2] or 1), 1):%Y-%m}" if found[2] else found[1])
    found = _MONTH_ONLY.fullmatch(written)
    month = _month(found["name"]) if found else 0
    return Day(f"{found['year']}-{month:02}") if found and month else None


def _named(written: str, zone: str) -> Day | None:
    found = _DAY_FIRST.fullmatch(written) or _MONTH_FIRST.fullmatch(written)
    month = _month(found["name"]) if found else 0
    if not found or not month:
        return None
    return _told(found.groupdict(), date(_year(found["year"]), month, int(found["day"])), zone)


def _numbers(written: str, order: str, zone: str) -> Day | None:
    found = _COMPACT.fullmatch(written) or _SEPARATED.fullmatch(written)
    if not found:
        return None
    numbers = found["a"], found["b"], found["c"]
    if len(found["a"]) > 2:
        return _ordered("ymd", numbers, found, zone)
    if order:
        return _ordered(order, numbers, found, zone)
    told = {read for order in ORDERS if not (read := _ordered(order, numbers, found, zone)).problem}
    return told.pop() if len(told) == 1 else Day(problem=TWO_WAYS if told else IMPOSSIBLE)


def _ordered(order: str, numbers: tuple[str, str, str], found: re.Match[str], zone: str) -> Day:
    parts = dict(zip(order, numbers, strict=True))
    if len(parts["m"]) > 2 or len(parts["d"]) > 2 or len(parts["y"]) == 3:
        return Day(problem=IMPOSSIBLE)
    try:
        on = date(_year(parts["y"]), int(parts["m"]), int(parts["d"]))
    except ValueError:
        return Day(problem=IMPOSSIBLE)
    return _told(found.groupdict(), on, zone)


def _moment(written: str, zone: str) -> Day:
    """Seconds, or thousandths of them, since 1970."""
    found = _EPOCH.fullmatch(written)
    if not found:
        return Day(problem=NO_DAY)
    return _local(datetime.fromtimestamp(int(found[1]), UTC), zone)


def _told(found: Mapping[str, str | None], on: date, zone: str) -> Day:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        return Day(problem=IMPOSSIBLE)
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=_zone(found["zone"]))
    # Whoever knew only the day wrote midnight; in another zone that might be the day before.
    if (hour, minute, second) == (0, 0, 0) or at.tzinfo is None:
        return _kept(at)
    return _local(at, zone)


def _local(at: datetime, zone: str) -> Day:
    return _kept(at.astimezone(ZoneInfo(zone)))


def _kept(at: datetime) -> Day:
    time = f"{at:%H:%M}"
    return Day(at.date().isoformat(), "" if time == "00:00" and not at.second else time)


def _zone(written: str | None) -> timezone | None:
    if not written:
        return None
    if not written[1:3].isdigit():
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:]) if len(written) > 3 else 0
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if written[0] == "-" else away)


def _month(name: str) -> int:
    """The number of a month by its name or the beginning of it; 0 where there is no such month."""
    found = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())]
    return found[0] if len(found) == 1 else 0


def _year(written: str) -> int:
    """Two digits are of the century that POSIX takes them for."""
    number = int(written)
    return number if len(written) > 2 else number + (1900 if number > 68 else 2000)
