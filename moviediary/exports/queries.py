"""Reads of exports, each of the member's own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from moviediary import ids
from moviediary.accounts.models import Member
from moviediary.errors import NotFound
from moviediary.exports.models import Export, ExportPlan
from moviediary.exports.rules import FORMATS, Facts, Format
from moviediary.words import byte_size

SHOWN = ("posters", "automatic", "state", "doing", "done", "problem", "made_at", "expires_at")


@dataclass(frozen=True)
class Listed:
    """An export as its member sees it. `percent` is how far it is."""

    id: str
    format: Format
    posters: bool
    automatic: bool
    state: str
    doing: str
    done: int
    total: int
    percent: int
    problem: str
    size: str
    made_at: datetime
    expires_at: datetime | None


def listed(member: Member) -> list[Listed]:
    """A member's exports, the latest first."""
    return [_listed(row) for row in Export.select().where(Export.member == member.id).order_by(Export.id.desc())]


def own(member: Member, address: str) -> Export:
    """An export of the member's own. Raises NotFound."""
    export_id = ids.from_short(address)
    found = Export.get_or_none(Export.id == export_id, Export.member == member.id) if export_id else None
    if found is None:
        raise NotFound("There is no such export, or it was removed because its time was over.")
    export: Export = found
    return export


def finished(member: Member, address: str) -> Export:
    """An export that can be downloaded. Raises NotFound."""
    export = own(member, address)
    if export.state != "done":
        raise NotFound("This export is not finished.")
    return export


def plan_of(member: Member) -> ExportPlan | None:
    """What a member wants every month."""
    plan: ExportPlan | None = ExportPlan.get_or_none(ExportPlan.member == member.id)
    return plan


def facts(member_id: UUID) -> Facts:
    """What a member has already."""
    rows = list(Export.select(Export.format, Export.state, Export.automatic).where(Export.member == member_id).tuples())
    making = frozenset(name for name, state, _ in rows if state == "making")
    return Facts(making, sum(not automatic for *_, automatic in rows))


def due(now: datetime) -> list[ExportPlan]:
    """Wishes whose month is over."""
    return list(ExportPlan.select(ExportPlan, Member).join(Member).where(ExportPlan.next_at <= now))


def expired(now: datetime) -> list[Export]:
    """Exports whose time is over."""
    return list(Export.select().where(Export.expires_at <= now))


def surplus(member_id: UUID, keep: int) -> list[Export]:
    """Finished exports of every month beyond those that are kept, the latest first."""
    monthly = (Export.member == member_id) & Export.automatic & (Export.state == "done")
    return list(Export.select().where(monthly).order_by(Export.id.desc()).offset(keep).limit(1000))


def parts(export: Export) -> Iterator[str]:
    """The names in the store of the parts of an export."""
    return (name for name, _ in export.parts)


def parts_of(ids: Collection[UUID]) -> set[str]:
    """The names in the store of all parts of some exports."""
    return {name for export in Export.select(Export.parts).where(Export.id.in_(list(ids))) for name in parts(export)}


def _listed(row: Any) -> Listed:
    percent = 100 if row.state == "done" else min(99, 100 * row.done // max(row.total, 1))
    return Listed(
        id=ids.short(row.id),
        format=FORMATS[row.format],
        percent=percent,
        size=byte_size(row.size),
        total=max(row.total, row.done),
        **{name: getattr(row, name) for name in SHOWN},
    )
