"""What an export of ours tells of the account it was made from."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from moviediary.imports.account_rules import MOST_PROFILES, Owner, fitting, muted, privacy
from moviediary.imports.models import Import, ImportOwner
from moviediary.sheets.contents import Contents, Unreadable
from moviediary.sources import own, profiles
from moviediary.sources.lines import Profile
from moviediary.tables import find

# What is said of notifications takes some hundred characters.
LONGEST = 10_000


def owner(batch: Import) -> Owner | None:
    """Who made the export that an import brings; None where that was not in it."""
    row = find(ImportOwner, "batch", batch.id)
    return msgspec.convert(row.said, Owner) if row else None


def owner_in(contents: Contents) -> Owner | None:
    """The same of a file that is just being read."""
    said = own.profile(contents)
    told = tuple(islice(_profiles(said.get("reading_profiles")), MOST_PROFILES))
    choices = said.get("notifications")
    small = choices if len(msgspec.json.encode(choices)) <= LONGEST else None
    found = Owner(fitting(said), told, privacy(said), muted(said), small)
    return found if found != Owner({}) else None


def _profiles(said: Any) -> Iterator[Profile]:
    for one in said if isinstance(said, list) else ():
        told = one.get("said") if isinstance(one, dict) else None
        if not isinstance(told, dict):
            continue
        try:
            yield profiles.load(msgspec.json.encode({profiles.MARK: profiles.VERSION, **told}).decode())
        except Unreadable:
            # One that this release does not know; the others are as good as they were.
            continue
