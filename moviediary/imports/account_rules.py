"""What is taken over of what a member said of themselves elsewhere: never what opens a door, and nothing that is refused here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moviediary.accounts import rules
from moviediary.errors import Refused
from moviediary.imports.units import smallness
from moviediary.sources.lines import Profile
from moviediary.words import AUDIENCES

CHECKS: Mapping[str, Callable[[str], object]] = {
    "display_name": lambda text: rules.display_name(text, ""),
    "about": rules.about,
    "time_zone": rules.time_zone,
    "week_start": rules.week_start,
    "audience": rules.audience,
}


# Whoever wrote a file may have written anything.
MOST_MUTED, MOST_PROFILES = 1_000, 50


@dataclass(frozen=True)
class Privacy:
    """Whether others ask before they follow, and who sees the lists of it; None where an export does not say."""

    locked: bool | None = None
    follows_audience: str | None = None


@dataclass(frozen=True)
class Owner:
    """Who made an export: the values of their account that will do here, how they read files of their own, whom they mute, and
    what they said of notifications, as it was written."""

    values: Mapping[str, str]
    profiles: tuple[Profile, ...] = ()
    privacy: Privacy = Privacy()
    mutes: tuple[str, ...] = ()
    notifications: Any = None


def fitting(said: Mapping[str, object]) -> dict[str, str]:
    """What an account here may say, of what somebody else wrote into a file."""
    told = {name: str(said[name]) for name in CHECKS if said.get(name) not in (None, "")}
    return {name: value for name, value in told.items() if _is_fine(name, value)}


def taken(own: Mapping[str, str], username: str, said: Mapping[str, str], way: str) -> dict[str, str]:
    """The values of an account once what was said elsewhere is taken over: "all" of it, or what is "empty" here.

    Where nobody gave a name, the username stands for it. Whether a time zone or an audience was chosen nobody can tell, so
    these are never empty; of two audiences the narrower one holds, as in `as_private`.
    """
    empty = {"about": not own["about"], "display_name": own["display_name"].casefold() == username}
    empty["audience"] = smallness(said.get("audience", own["audience"])) > smallness(own["audience"])
    return {**own, **{name: value for name, value in said.items() if way == "all" or (way == "empty" and empty.get(name))}}


def privacy(said: Mapping[str, object]) -> Privacy:
    """How private an account was that an export tells of, as far as the export says so."""
    locked, audience = said.get("locked"), said.get("follows_audience")
    known = audience if isinstance(audience, str) and audience in AUDIENCES else None
    return Privacy(locked if isinstance(locked, bool) else None, known)


def as_private(own: tuple[bool, str], said: Privacy, way: str) -> tuple[bool, str]:
    """Whether an account is locked and who sees its lists, once what was said elsewhere is taken over.

    Nobody can tell whether these were chosen. As entries come along that were meant for those who had asked, the narrower one
    holds where only what is "empty" is taken.
    """
    locked = own[0] if said.locked is None else said.locked
    audience = said.follows_audience or own[1]
    if way == "empty":
        return own[0] or locked, max(own[1], audience, key=smallness)
    return locked, audience


def muted(said: Mapping[str, object]) -> tuple[str, ...]:
    """The usernames of those whom the owner of an export mutes."""
    names = said.get("mutes")
    told = [name for name in names if isinstance(name, str) and rules.USERNAME.fullmatch(name)] if isinstance(names, list) else []
    return tuple(dict.fromkeys(told))[:MOST_MUTED]


def _is_fine(name: str, value: str) -> bool:
    try:
        CHECKS[name](value)
    except Refused:
        return False
    return True
