"""The worker's part: making exports in pieces, and removing those whose time is over."""

import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import msgspec

from moviediary import clock, storage
from moviediary.accounts.models import Member
from moviediary.database import connected, writing
from moviediary.exports import actions, making, queries, walks
from moviediary.exports.archive import TOO_LARGE
from moviediary.exports.making import Progress
from moviediary.exports.models import Export
from moviediary.exports.pieces import Asked
from moviediary.exports.rules import ANEW, KEPT, PART

# A part is stored, and what is known noted with it, after so many seconds or bytes.
SECONDS, BYTES = 1.0, 8_000_000
# A part is stored before it is noted, so a new one that no export knows may only be early.
YOUNG = timedelta(days=1)


@dataclass
class _Part:
    """What was written since the last part was stored."""

    data: bytearray = field(default_factory=bytearray)
    begun: float = field(default_factory=time.monotonic)

    def is_full(self, seconds: float) -> bool:
        return len(self.data) >= BYTES or time.monotonic() - self.begun >= seconds


def steps(export_id: UUID, seconds: float = SECONDS) -> Iterator[None]:
    """Make an export: each step stores a part of it, and notes how far it is. Another process goes on behind the last part."""
    while (export := _begun(export_id)) is not None:
        part = _Part()
        for data, progress in making.stream(export.format, _asked(export), _progress(export)):
            part.data += data
            if part.is_full(seconds):
                if not _noted(export, part, progress):
                    return
                yield
                part = _Part()
        if _finished(export, part):
            return
        yield


def given_up(export_id: UUID, problem: str) -> None:
    """Say that an export cannot be made, and why where that is something its member can do something about."""
    export: Export | None = Export.get_or_none(Export.id == export_id)
    told = problem if problem == TOO_LARGE else "Something went wrong here; the admin finds it in the log. Ask again later."
    ends = {"state": "failed", "problem": told, "ended_at": clock.now(), "expires_at": clock.now() + KEPT}
    if export is not None:
        _put(export, [], progress=None, size=0, **ends)


def remove_old() -> None:
    """Remove exports whose time is over, those of every month beyond what is kept, and files that belong to none."""
    with connected():
        for export in queries.expired(clock.now()):
            actions.remove(export)
    for files in storage.old("exports", clock.now() - YOUNG):
        with connected():
            known = queries.parts_of({UUID(found[2]) for name in files if (found := PART.fullmatch(name))})
        for name in files:
            if PART.fullmatch(name) and name not in known:
                storage.delete(name)


def make_monthly() -> None:
    """Begin the exports that members want every month."""
    with connected():
        for plan in queries.due(clock.now()):
            actions.make_monthly(plan)


def _begun(export_id: UUID) -> Export | None:
    """An export that is still to be made, with its member; before its first part it is noted what the diary is like."""
    wanted = (Export.id == export_id) & (Export.state == "making")
    export: Export | None = Export.select(Export, Member).join(Member).where(wanted).first()
    if export is not None and export.progress is None:
        export.seen, export.begun = walks.newest(export.member), export.begun + 1
        Export.update(seen=export.seen, begun=export.begun).where(Export.id == export_id).execute()
    return export


def _noted(export: Export, part: _Part, progress: Progress) -> bool:
    """Store a part and note how far the export is. False where it was deleted meanwhile, or somebody else is at it."""
    parts = _stored(export, part)
    told = {"doing": progress.doing, "done": progress.done, "size": _size(parts)}
    return _put(export, parts, progress=msgspec.to_builtins(progress), **told)


def _finished(export: Export, part: _Part) -> bool:
    """Store the last part. False where the diary changed meanwhile, so that it is begun anew: a copy is of one moment."""
    if walks.newest(export.member) != export.seen and export.begun < ANEW:
        _put(export, [], progress=None, done=0, size=0, doing="The diary changed, so it is begun anew")
        return False
    parts, now = _stored(export, part), clock.now()
    ends = {"state": "done", "doing": "", "ended_at": now, "expires_at": None if export.automatic else now + KEPT}
    if _put(export, parts, progress=None, size=_size(parts), done=export.total, **ends) and export.automatic:
        plan = queries.plan_of(export.member)
        for older in queries.surplus(export.member.id, plan.keep) if plan else ():
            actions.remove(older)
    return True


def _stored(export: Export, part: _Part) -> list[Any]:
    """The parts of an export with one more, which is stored."""
    if not part.data:
        return list(export.parts)
    name = f"exports/{export.member.id.hex}-{export.id.hex}-{len(export.parts) + 1:05}-{secrets.token_hex(4)}"
    storage.put_file(name, BytesIO(part.data))
    return [*export.parts, [name, len(part.data)]]


def _put(export: Export, parts: list[Any], **values: object) -> bool:
    """Write down what an export is by now, unless somebody else did so since this process looked. Parts it lost are removed."""
    as_known = (Export.id == export.id) & (Export.state == "making") & (Export.step == export.step)
    with writing():
        changed = Export.update(parts=parts, step=Export.step + 1, **values).where(as_known).execute()
    # What was stored before belongs to nobody now, or what was stored just now.
    kept, others = (parts, export.parts) if changed else (export.parts, parts)
    _let_go(part for part in others if part not in kept)
    if changed:
        export.parts, export.step = parts, export.step + 1  # type: ignore[assignment]
    return bool(changed)


def _let_go(parts: Iterable[Any]) -> None:
    for name, _ in parts:
        storage.delete(name)


def _size(parts: Iterable[Any]) -> int:
    return sum(size for _, size in parts)


def _asked(export: Export) -> Asked:
    return Asked(export.member, export.posters, export.made_at)


def _progress(export: Export) -> Progress:
    return msgspec.convert(export.progress, Progress) if export.progress else Progress()
