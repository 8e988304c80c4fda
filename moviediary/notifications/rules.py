"""What members are told of, and which of it they hear how. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from moviediary.errors import Refused

MAILS = ("none", "instant", "digest")
EVERY = ("daily", "weekly")
# An hour at which most have their first coffee.
HOUR = 8
# So many people are told of one text that names them; more are a list, not a talk.
MOST_MENTIONED = 20
# Ways to tell something: as which kind, and about what, by which it goes together with others.
Ways = tuple[tuple[str, UUID], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of notification: its name in the settings, its icon, and whether only admins get it."""

    label: str
    icon: str
    only_admins: bool = False


KINDS = {
    "comment": Kind("Somebody comments on an entry of yours", "comment"),
    "reply": Kind("Somebody answers a comment of yours", "reply"),
    "mention": Kind("Somebody mentions you", "at"),
    "like": Kind("Somebody likes an entry of yours", "like"),
    "boost": Kind("Somebody shares an entry of yours", "boost"),
    "request": Kind("Somebody asks to follow you", "user-plus"),
    "follower": Kind("Somebody follows you", "users"),
    "accepted": Kind("Somebody lets you follow them", "check"),
    "import": Kind("An import is finished", "upload"),
    "report": Kind("A member reports something", "flag", only_admins=True),
    "poster": Kind("A poster could not be fetched", "image", only_admins=True),
}
# What the site itself tells; all else is by somebody.
BY_NOBODY = ("import", "poster", "report")
ONLY_ADMINS = tuple(name for name, kind in KINDS.items() if kind.only_admins)
BETWEEN_TWO = ("request", "follower", "accepted")


@dataclass(frozen=True)
class Choice:
    """How a member wants to hear of a kind: on the page, and by mail at once, in a digest or not at all."""

    page: bool = True
    mail: str = "none"

    @property
    def is_off(self) -> bool:
        return not self.page and self.mail == "none"


@dataclass(frozen=True)
class Comment:
    """A comment as far as it matters who is told: by whom, below whose review, answering whose comment, naming whom."""

    id: UUID
    review_id: UUID
    parent_id: UUID | None
    by: UUID
    author: UUID
    answered: UUID | None
    named: Collection[UUID]


def told_of_comment(comment: Comment) -> dict[UUID, Ways]:
    """Who is told of a comment, each with the ways to tell it, the closest first. Nobody hears of what they did themselves."""
    ways: dict[UUID, Ways] = {}
    if comment.answered is not None and comment.parent_id is not None:
        ways[comment.answered] = (("reply", comment.parent_id),)
    for one in comment.named:
        ways[one] = (*ways.get(one, ()), ("mention", comment.id))
    ways[comment.author] = (*ways.get(comment.author, ()), ("comment", comment.review_id))
    return {member_id: found for member_id, found in ways.items() if member_id != comment.by}


def chosen(ways: Ways, choices: Mapping[str, Choice]) -> tuple[str, UUID] | None:
    """The first way that its receiver wants to hear of, or None."""
    return next((way for way in ways if not choices.get(way[0], Choice()).is_off), None)


def newly_named(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """Whom a text names that its version before did not."""
    return tuple(name for name in now if name not in before)


def next_digest(after: datetime, every: str, hour: int, zone: str, week_start: int) -> datetime:
    """When the next digest is due: at that hour of its reader's, each day or on the day their weeks begin with."""
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    while True:
        due = datetime.combine(day, time(hour), local).astimezone(UTC)
        if due > after and (every == "daily" or day.weekday() == week_start):
            return due
        day += timedelta(days=1)


def checked_digest(every: str, hour: str) -> tuple[str, int]:
    """When digests come, as a form says it. Raises Refused."""
    if every not in EVERY:
        raise Refused("Choose how often.", {"every": "Choose every day or every week."})
    if not hour.isascii() or not hour.isdigit() or len(hour) > 2 or int(hour) > 23:
        raise Refused("Choose an hour.", {"hour": "Choose an hour of the day."})
    return every, int(hour)


def checked_mail(mail: str) -> str:
    """How mail comes, as a form says it. Raises Refused."""
    if mail not in MAILS:
        raise Refused("Choose whether this comes by e-mail at once, in the digest, or not.")
    return mail
