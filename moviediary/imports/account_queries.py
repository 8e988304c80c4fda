"""What an export of ours tells of the account it was made from."""

from collections.abc import Iterator
from typing import Any

import msgspec

from moviediary import storage
from moviediary.imports.account_rules import Owner, fitting, muted, privacy
from moviediary.imports.models import Import
from moviediary.sheets.contents import Unreadable, opened
from moviediary.sources import own, profiles
from moviediary.sources.lines import Profile


def owner(batch: Import) -> Owner | None:
    """Who made the export that an import brings; None where that is not in it."""
    if batch.source != own.NAME:
        return None
    try:
        with storage.opened(batch.file) as file:
            said = own.profile(opened(file, batch.file_name))
    except (Unreadable, FileNotFoundError):
        return None
    profiles = tuple(_profiles(said.get("reading_profiles")))
    found = Owner(fitting(said), profiles, privacy(said), muted(said), said.get("notifications"))
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
