"""Taking over what a member said of themselves in an export of ours."""

from moviediary.accounts.actions import change_profile
from moviediary.accounts.models import Member
from moviediary.errors import Refused
from moviediary.imports import account_queries, profile_queries
from moviediary.imports.account_rules import CHECKS, taken
from moviediary.imports.models import Import
from moviediary.imports.profile_actions import keep


def take_over(member: Member, batch: Import, way: str) -> None:
    """Take the profile of an export: "all", what is "empty" here, or "none" of it."""
    owner = account_queries.owner(batch) if way != "none" else None
    if owner is None:
        return
    own = {name: str(getattr(member, name)) for name in CHECKS}
    values = taken(own, member.username, owner.values, way)
    if values != own:
        change_profile(member, **values)
    known = {kept.profile.name for kept in profile_queries.all_of(member)} if way == "empty" else set()
    for profile in owner.profiles:
        if profile.name and profile.name not in known:
            try:
                keep(member, profile)
            except Refused:
                # No more of them are kept here.
                return
