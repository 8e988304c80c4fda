"""What is taken over of what a member said of themselves elsewhere: never what opens a door, and nothing that is refused here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from moviediary.accounts import rules
from moviediary.errors import Refused
from moviediary.sources.lines import Profile

CHECKS: Mapping[str, Callable[[str], object]] = {
    "display_name": lambda text: rules.display_name(text, ""),
    "about": rules.about,
    "time_zone": rules.time_zone,
    "week_start": rules.week_start,
    "audience": rules.audience,
}


@dataclass(frozen=True)
class Owner:
    """Who made an export: the values of their account that will do here, and how they read files of their own."""

    values: Mapping[str, str]
    profiles: tuple[Profile, ...] = ()


def fitting(said: Mapping[str, object]) -> dict[str, str]:
    """What an account here may say, of what somebody else wrote into a file."""
    told = {name: str(said[name]) for name in CHECKS if said.get(name) not in (None, "")}
    return {name: value for name, value in told.items() if _is_fine(name, value)}


def taken(own: Mapping[str, str], username: str, said: Mapping[str, str], way: str) -> dict[str, str]:
    """The values of an account once what was said elsewhere is taken over: "all" of it, or what is "empty" here.

    Where nobody gave a name, the username stands for it. Whether a time zone or an audience was chosen nobody can tell, so
    these are never empty.
    """
    empty = {"about": not own["about"], "display_name": own["display_name"].casefold() == username}
    return {**own, **{name: value for name, value in said.items() if way == "all" or (way == "empty" and empty.get(name))}}


def _is_fine(name: str, value: str) -> bool:
    try:
        CHECKS[name](value)
    except Refused:
        return False
    return True
