"""Keeping the way in which a member reads files of an unknown kind."""

from dataclasses import replace
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import Refused
from moviediary.imports import profile_queries
from moviediary.imports.account_rules import MOST_PROFILES
from moviediary.imports.models import ReadingProfile
from moviediary.sources import profiles
from moviediary.sources.lines import Profile
from moviediary.text import one_line


def keep(member: Member, profile: Profile) -> UUID:
    """Keep a profile under its name, instead of one that has this name. Raises Refused."""
    name = one_line(profile.name)[: profiles.NAME]
    if not name:
        raise Refused("Give it a name.", {"name": "Give it a name, such as that of the spreadsheet."})
    with writing():
        named = (ReadingProfile.member == member.id) & (ReadingProfile.name == name)
        row = ReadingProfile.get_or_none(named)
        if row is None:
            return _add(member, replace(profile, name=name))
        ReadingProfile.update(said=replace(profile, name=name)).where(ReadingProfile.id == row.id).execute()
        return UUID(str(row.id))


def read(member: Member, text: str) -> UUID:
    """Keep a profile that somebody shared. Raises Unreadable where it is none, and Refused."""
    profile = profiles.load(text)
    return keep(member, replace(profile, name=profile.name or "Shared with me"))


def remove(member: Member, address: str) -> None:
    """Let go of a profile. Raises NotFound."""
    kept = profile_queries.one(member, address)
    ReadingProfile.delete().where(ReadingProfile.id == ids.from_short(kept.id)).execute()


def _add(member: Member, profile: Profile) -> UUID:
    if ReadingProfile.select().where(ReadingProfile.member == member.id).count() >= MOST_PROFILES:
        sentence = f"{MOST_PROFILES} profiles are kept at most. Remove one first."
        raise Refused(sentence, {"name": sentence})
    row = ReadingProfile.create(id=ids.uuid7(), member=member.id, name=profile.name, said=profile)
    return UUID(str(row.id))
