"""Taking over what a member said of themselves in an export of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moviediary.accounts.actions import change_privacy, change_profile
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.imports import account_queries, profile_queries
from moviediary.imports.account_rules import CHECKS, Owner, as_private, taken
from moviediary.imports.models import Import
from moviediary.imports.profile_actions import keep
from moviediary.relations import actions as relations
from moviediary.relations import queries as related
from moviediary.tables import get


@dataclass
class Wiring:
    """How the choice of notifications is taken over, which a later slice keeps: of a member, as it was written, in which way."""

    notifications: Callable[[Member, Any, str], None] = lambda member, said, way: None


wiring = Wiring()


def take_over(member: Member, batch: Import, way: str) -> None:
    """Take the profile of an export: "all", what is "empty" here, or "none" of it."""
    owner = account_queries.owner(batch) if way != "none" else None
    if owner is None:
        return
    # Before all else, as entries follow that not everybody is to see.
    own = member.locked, member.follows_audience
    if (private := as_private(own, owner.privacy, way)) != own:
        change_privacy(member, *private)
    said = {name: str(getattr(member, name)) for name in CHECKS}
    if (values := taken(said, member.username, owner.values, way)) != said:
        change_profile(member, **values)
    if owner.mutes and (way == "all" or not related.muted(member)):
        relations.mute_all(member, owner.mutes)
    # The digest comes by the time zone that holds now.
    wiring.notifications(get(Member, member.id), owner.notifications, way)
    _keep_profiles(member, owner, way)


def _keep_profiles(member: Member, owner: Owner, way: str) -> None:
    known = {kept.profile.name for kept in profile_queries.all_of(member)} if way == "empty" else set()
    for profile in owner.profiles:
        if profile.name and profile.name not in known:
            try:
                keep(member, profile)
            except Refused:
                # No more of them are kept here.
                return
