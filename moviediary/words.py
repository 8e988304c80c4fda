"""Values in the words of the pages: codes of tables and forms, days, ratings, counts."""

from datetime import UTC, date, datetime, timedelta

MEDIA = {
    "cinema": "Cinema",
    "streaming": "Streaming",
    "disc": "Disc",
    "tv": "TV",
    "download": "Download",
    "server": "Media server",
    "other": "Elsewhere",
}
AUDIENCES = {"everyone": "Everyone", "members": "Members", "followers": "Followers", "me": "Only me"}
# The formats of feeds by the ending of their addresses: what people call them, and their media types.
FEED_FORMATS = {
    "rss": ("RSS", "application/rss+xml"),
    "atom": ("Atom", "application/atom+xml"),
    "json": ("JSON Feed", "application/feed+json"),
}
# Viewings of a film that have a number. Counting goes on for each entry of a page, and somebody may log a film 100,000 times.
NUMBERED = 1_000
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def day_text(text: str) -> str:
    """A day such as "2026-05-14" as people write it; what is no day stays as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def iso(moment: datetime) -> str:
    """A moment as machines read it (RFC 3339), in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def viewing_day(value: date | None, precision: str) -> str:
    """A viewing day as exactly as it is known: 14 May 2026, May 2026, 2026, day unknown."""
    if value is None:
        return "day unknown"
    if precision == "year":
        return str(value.year)
    if precision == "month":
        return f"{MONTHS[value.month - 1]} {value.year}"
    return day(value)


def diary_of(name: str) -> str:
    """What a member's diary is called, where it stands for itself: in feeds, in frames, beside links."""
    return f"{name}’s film diary"


def stars_text(rating: int) -> str:
    """A rating of 1 to 10 in words: 7 is "3½ stars"."""
    whole, half = divmod(rating, 2)
    return f"{whole or ''}{'½' if half else ''} star{'' if rating <= 2 else 's'}"


def stars_signs(rating: int) -> str:
    """A rating of 1 to 10 as signs: 7 is "★★★½"."""
    whole, half = divmod(rating, 2)
    return "★" * whole + "½" * half


def compact(count: int) -> str:
    """A number for little room: from a thousand on in thousands."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def ordinal(number: int) -> str:
    """Which viewing it is: 2nd, 3rd; 0 stands for one that was seen before, who knows how often."""
    if not number:
        return "again"
    if number > NUMBERED:
        return "umpteenth"
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def byte_size(count: int) -> str:
    """A number of bytes: 512 bytes, 3.5 kB, 120 MB."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:,.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"


def time_span(span: timedelta) -> str:
    """A time in its largest unit of which there are two or more: 90 s, 5 min, 30 h, 4 days."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 172_800 else f"{seconds // 86_400} days"
