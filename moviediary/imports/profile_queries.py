"""How a member reads files of an unknown kind: kept under names."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.imports.models import ReadingProfile
from moviediary.sources.lines import Profile


@dataclass(frozen=True)
class Kept:
    """A profile and its id in addresses."""

    id: str
    profile: Profile


def all_of(member: Member) -> Sequence[Kept]:
    """The profiles of a member, by name."""
    rows = ReadingProfile.select().where(ReadingProfile.member == member.id).order_by(ReadingProfile.name)
    return [_kept(row) for row in rows]


def one(member: Member, address: str) -> Kept:
    """A profile of a member. Raises NotFound."""
    own = (ReadingProfile.id == ids.from_short(address)) & (ReadingProfile.member == member.id)
    row: ReadingProfile | None = ReadingProfile.select().where(own).first()
    if row is None:
        raise NotFound("There is no such profile.")
    return _kept(row)


def _kept(row: ReadingProfile) -> Kept:
    return Kept(ids.short(row.id), msgspec.convert(row.said, Profile))
