"""The rules of the diary: what a viewing may say, and what follows from logging, editing, deleting and restoring it."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid5

from moviediary.diary.commands import DeleteReview, EditReview, LogReview, RestoreReview, Viewing
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.errors import ChangedMeanwhile, NotAllowed, Refused
from moviediary.shapes import FIRST_YEAR
from moviediary.text import clean, one_line
from moviediary.words import AUDIENCES, MEDIA

TEXT_LENGTH = 10_000
TAGS, TAG_LENGTH = 20, 50
RESTORABLE = timedelta(days=30)
# What somebody is told who asks for a review that is not there, or not for them to see.
NOWHERE = "There is no such entry, or it is not for you to see."
# The name space of keys of other systems' lines.
SOURCES = UUID("0b0e7c86-5b7e-4b57-9a4e-7d6a7f0c1d11")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def checked(viewing: Viewing, today: date) -> Viewing:
    """A viewing with its text cleaned. `today` is the member's own. Raises Refused, naming each field that will not do."""
    text, tags = clean(viewing.text), tidy_tags(viewing.tags)
    problems: dict[str, str] = {}
    if problem := day_problem(viewing.watched, today):
        problems["watched"] = problem
    if viewing.time and not _TIME.fullmatch(viewing.time):
        problems["time"] = "Write the time as hours and minutes, such as 20:15."
    if viewing.rating is not None and viewing.rating not in range(1, 11):
        problems["rating"] = "Choose from half a star to five, or no rating."
    if viewing.medium and viewing.medium not in MEDIA:
        problems["medium"] = "Choose where you watched it."
    if len(tags) > TAGS or any(len(tag) > TAG_LENGTH for tag in tags):
        problems["tags"] = f"Use up to {TAGS} tags of at most {TAG_LENGTH} characters."
    if len(text) > TEXT_LENGTH:
        problems["text"] = f"A text has at most {TEXT_LENGTH:,} characters; this one has {len(text):,}."
    if viewing.audience not in AUDIENCES:
        problems["audience"] = "Choose who may see it."
    if problems:
        raise Refused(" ".join(problems.values()), problems)
    # A time of day means something only on a day.
    time = viewing.time if len(viewing.watched) == 10 else ""
    is_clean = (viewing.text, viewing.tags, viewing.time) == (text, tags, time)
    return viewing if is_clean else replace(viewing, text=text, tags=tags, time=time)


def tidy_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags in lower case, without signs around them and without duplicates, in the order they were given."""
    if not tags:
        return ()
    tidied = (one_line(tag).lower().strip("#, ") for tag in tags)
    return tuple(dict.fromkeys(tag for tag in tidied if tag))


def day_problem(watched: str, today: date) -> str:
    """What is wrong with a viewing day, or nothing. Days up to tomorrow are accepted: it may be tomorrow where they are."""
    if not watched:
        return ""
    found = _DAY.fullmatch(watched)
    if not found or not watched.isascii():
        return "Write the day as 2026-05-14, the month as 2026-05, or only the year."
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    if year < FIRST_YEAR:
        return f"Nobody watched films before {FIRST_YEAR}."
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return "There is no such day."
    if date(year, month, day) > today + timedelta(days=1):
        return "This day has not come yet. Use today or an earlier one."
    return ""


@dataclass(frozen=True)
class Stored:
    """A review as it is kept."""

    review_id: UUID
    member_id: UUID
    movie_id: UUID
    revision: int
    viewing: Viewing
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class LogFacts:
    """Who logs, their today, a fresh id, and the review that was logged with the same key, if there is one."""

    member_id: UUID
    today: date
    new_id: UUID
    twin: Stored | None
    # What was logged with the second key, which a form has once it is sent changed.
    again: Stored | None = None


@dataclass(frozen=True)
class Logged:
    """The review that stands for the command, and what happened: nothing where the same form had logged it already."""

    review_id: UUID
    events: tuple[ReviewLogged, ...] = ()


def log(command: LogReview, facts: LogFacts) -> Logged:
    viewing = checked(command.viewing, facts.today)
    for twin in (facts.twin, facts.again):
        if twin and twin.deleted_at is None and (twin.movie_id, twin.viewing) == (command.movie_id, viewing):
            return Logged(twin.review_id)
    # A form that was sent before, then changed (Back, another film) and sent again, means another viewing.
    key = command.key if facts.twin is None else second_key(command) if facts.again is None else facts.new_id
    return Logged(facts.new_id, (ReviewLogged(facts.new_id, facts.member_id, command.movie_id, key, viewing),))


def second_key(command: LogReview) -> UUID:
    """The key of what a form says after it was sent once already: the same for the same words, so that two clicks log once."""
    return uuid5(command.key, repr((command.movie_id, command.viewing)))


@dataclass(frozen=True)
class EditFacts:
    """Who edits, their today, and the review as it is now."""

    member_id: UUID
    today: date
    stored: Stored


def edit(command: EditReview, facts: EditFacts) -> list[ReviewEdited]:
    stored = _own(facts.stored, facts.member_id)
    if stored.deleted_at:
        raise Refused("This entry was deleted. Restore it from Recently deleted to edit it.")
    viewing = checked(command.viewing, facts.today)
    if (stored.movie_id, stored.viewing) == (command.movie_id, viewing):
        return []
    if command.revision != stored.revision:
        raise ChangedMeanwhile(
            "This entry was changed meanwhile, perhaps in another tab. "
            "Your version is still in the form; save again to put it in place of the other."
        )
    return [ReviewEdited(command.review_id, stored.revision + 1, command.movie_id, viewing)]


@dataclass(frozen=True)
class RemovalFacts:
    """Who deletes or restores, when, and the review as it is now."""

    member_id: UUID
    now: datetime
    stored: Stored


def delete(command: DeleteReview, facts: RemovalFacts) -> list[ReviewDeleted]:
    stored = _own(facts.stored, facts.member_id)
    return [] if stored.deleted_at else [ReviewDeleted(command.review_id)]


def restore(command: RestoreReview, facts: RemovalFacts) -> list[ReviewRestored]:
    stored = _own(facts.stored, facts.member_id)
    if stored.deleted_at is None:
        return []
    if facts.now - stored.deleted_at > RESTORABLE:
        raise Refused("This entry was deleted more than 30 days ago and cannot be restored.")
    return [ReviewRestored(command.review_id)]


# Asked for several times while it is decided about a line.
@lru_cache(maxsize=4096)
def source_key(source: str, source_id: str) -> UUID:
    """The key of a line of another system's."""
    return uuid5(SOURCES, f"{source}\n{source_id}")


def position(watched: str, time: str, review_id: UUID) -> str:
    """Where a review stands in its diary, as text that sorts. Of a day known only by month or year: before its days."""
    return f"{day_of_position(watched)}T{time or '00:00'}-{review_id.hex}"


def day_of_position(watched: str) -> str:
    """How the positions begin of reviews of a day, a month or a year, or of no date; the last 32 characters are the id."""
    return (watched + "-00-00")[:10] if watched else "0000-00-00"


def _own(stored: Stored, member_id: UUID) -> Stored:
    if stored.member_id != member_id:
        raise NotAllowed("This entry belongs to somebody else.")
    return stored
