"""Writes: asking for exports, letting go of them, wanting one every month."""

from dataclasses import replace

from moviediary import clock, ids, storage, work
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import Refused
from moviediary.exports import making, queries, rules
from moviediary.exports.models import Export, ExportPlan
from moviediary.exports.rules import Wanted

KIND = "export"


def request(member: Member, wanted: Wanted) -> None:
    """Have an export made. Raises Refused."""
    # Counted before anything is locked: in a large diary that takes a moment.
    total = making.total(rules.checked(wanted).format, member, wanted.posters)
    with writing():
        chosen = rules.request(wanted, queries.facts(member.id))
        export = _begin(member, chosen, total, automatic=False)
    work.announce(export.id)


def delete(member: Member, address: str) -> None:
    """Let go of an export; one that is being made is given up. Raises NotFound."""
    remove(queries.own(member, address))


def remove(export: Export) -> None:
    """Remove an export and its files. Whoever is at it notices that it is gone."""
    # The row first: should this process die, files without a row are found by the clock, rows without files by people.
    with writing():
        Export.delete().where(Export.id == export.id).execute()
    for name in queries.parts(export):
        storage.delete(name)


def plan(member: Member, wanted: Wanted, keep: int | None) -> None:
    """Have an export made every month, the first one soon. Raises Refused."""
    chosen, most = rules.monthly(wanted, keep)
    said = {"format": chosen.format, "posters": chosen.posters, "keep": most}
    with writing():
        ExportPlan.insert(member=member.id, next_at=clock.now(), **said).on_conflict(
            conflict_target=[ExportPlan.member], update={getattr(ExportPlan, name): value for name, value in said.items()}
        ).execute()


def end_plan(member: Member) -> None:
    """Have no more exports made every month. Those that are there stay."""
    with writing():
        ExportPlan.delete().where(ExportPlan.member == member.id).execute()


def make_monthly(found: ExportPlan) -> None:
    """Make the export that a wish asks for, and note when the next one is due."""
    member, wanted = found.member, Wanted(found.format, found.posters)
    total = making.total(wanted.format, member, wanted.posters)
    with writing():
        try:
            chosen = rules.request(wanted, replace(queries.facts(member.id), count=0))
        except Refused:
            # The same is being made by hand. It will not stay as this one does, so it is due until the next look.
            return
        turn = (ExportPlan.member == member.id) & (ExportPlan.next_at == found.next_at)
        if not ExportPlan.update(next_at=rules.month_later(clock.now())).where(turn).execute():
            return
        export = _begin(member, chosen, total, automatic=True)
    work.announce(export.id)


def _begin(member: Member, wanted: Wanted, total: int, automatic: bool) -> Export:
    export: Export = Export.create(
        id=ids.uuid7(),
        member=member.id,
        format=wanted.format,
        posters=wanted.posters,
        automatic=automatic,
        total=total,
        made_at=clock.now(),
    )
    work.add(KIND, export.id)
    return export
