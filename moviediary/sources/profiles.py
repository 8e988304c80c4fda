"""How an unknown file is read, as a small JSON that one member can give to another."""

from typing import Any

import msgspec

from moviediary.sheets.contents import Unreadable
from moviediary.sources.fields import FIELDS
from moviediary.sources.lines import Profile
from moviediary.text import clean, shortened

VERSION = 1
# The name of the version in the file, by which it is known for a profile.
MARK = "movie_diary_profile"
SIZE = 20_000
NAME, COLUMN = 100, 300
SCALES, ORDERS = ("", "5", "10", "100"), ("", "ymd", "dmy", "mdy")


def dump(profile: Profile) -> str:
    """A profile as JSON for people to read, keep and share."""
    said = {MARK: VERSION, **msgspec.structs.asdict(_Shared(profile.name, dict(profile.columns), profile.scale, profile.order))}
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n"


def load(text: str) -> Profile:
    """The profile that a JSON describes. Raises Unreadable, saying what is wrong with it."""
    if len(text) > SIZE:
        raise Unreadable(f"A profile has at most {SIZE:,} characters; this is a longer file, so it is something else.")
    said = _object(text)
    version = said.pop(MARK, None)
    if version is None:
        raise Unreadable(f"This is no profile for reading files: it does not begin with “{MARK}”.")
    if version != VERSION:
        raise Unreadable("This profile was made by a later release. Update this site, or make the profile anew here.")
    if unknown := [name for name in said if name not in _Shared.__struct_fields__]:
        raise Unreadable(f"This profile says something unknown here: {_listed(unknown)}. Remove it, then try again.")
    shared = _shared(said)
    return Profile(_name(shared.name), _columns(shared.columns), shared.scale, shared.order)


class _Shared(msgspec.Struct):
    name: str = ""
    columns: dict[str, str] = {}
    scale: str = ""
    order: str = ""


def _object(text: str) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(text.lstrip("\ufeff"))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Unreadable("This is no JSON, so it is no profile. Choose the file as it was saved.") from error
    if not isinstance(said, dict):
        raise Unreadable("This is no profile for reading files: it is a list or a single value.")
    return said


def _shared(said: dict[str, Any]) -> _Shared:
    try:
        shared = msgspec.convert(said, _Shared)
    except msgspec.ValidationError as error:
        raise Unreadable(
            "In a profile, “name”, “scale” and “order” are texts, and “columns” has a text, the name of a column, for each field."
        ) from error
    if shared.scale not in SCALES:
        raise Unreadable(
            f"“scale” is the highest rating of a file: {_listed(SCALES[1:])}. Here it is “{shortened(shared.scale)}”."
        )
    if shared.order not in ORDERS:
        raise Unreadable(f"“order” is that of a day: {_listed(ORDERS[1:])}. Here it is “{shortened(shared.order)}”.")
    return shared


def _name(name: str) -> str:
    if len(name) > NAME:
        raise Unreadable(f"The name of a profile has at most {NAME} characters.")
    return clean(name)


def _columns(columns: dict[str, str]) -> dict[str, str]:
    if unknown := [name for name in columns if name not in FIELDS]:
        raise Unreadable(
            f"This profile names fields that are unknown here: {_listed(unknown)}. There are: {_listed(list(FIELDS))}."
        )
    if any(len(column) > COLUMN or "\0" in column for column in columns.values()):
        raise Unreadable(f"The name of a column has at most {COLUMN} characters, and none that cannot be printed.")
    return {name: column for name, column in columns.items() if column}


def _listed(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 30 else ""
    return ", ".join(f"“{shortened(clean(name))}”" for name in (names[:8] if more else names)) + more
