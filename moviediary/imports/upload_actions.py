"""Bringing a file: it is kept as it is, once, and read by the worker."""

import hashlib
from dataclasses import replace
from typing import Any, BinaryIO
from uuid import UUID

from peewee import fn

from moviediary import clock, ids, storage, work
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.errors import Refused
from moviediary.imports import queries
from moviediary.imports.commands import Take
from moviediary.imports.models import FORGETTING, KIND, UNDER_WAY, Import, folder_of
from moviediary.sheets.limits import LARGEST_FILE, TOO_LARGE
from moviediary.sources.lines import How
from moviediary.text import one_line

MOST_AT_ONCE = 3
# So many imports of a member are kept, and so many bytes of their files.
MOST_KEPT, LARGEST_SUM = 200, 512 << 20


def upload(
    member: Member,
    name: str,
    file: BinaryIO,
    source: str = "",
    how: How | None = None,
    announced: bool = True,
    key: UUID | None = None,
) -> Import:
    """Keep a file and have it read. Raises Refused where it is empty, too large, or others of the member are being worked on.

    A form that is sent twice, as by somebody whose line broke, has one `key`: its file is one import.
    """
    how = replace(how or How(), zone=member.time_zone)
    batch = _noted(member, name, *_kept(member, file), source=source, how=how, key=key)
    with writing():
        if twin := queries.sent_before(batch):
            return twin
        _refuse_crowd(member)
        batch.save(force_insert=True)
        work.add(KIND, batch.id)
    if announced:
        work.announce(batch.id)
    return batch


def _kept(member: Member, file: BinaryIO) -> tuple[str, int]:
    """Store a file, and return its name in the store and its size."""
    digest, size = _measured(file)
    problem = "This file is empty." if not size else TOO_LARGE if size > LARGEST_FILE else ""
    if problem:
        raise Refused(problem, {"file": problem})
    file.seek(0)
    stored = f"{folder_of(member.id)}{digest[:40]}"
    storage.put_file(stored, file)
    return stored, size


def _measured(file: BinaryIO) -> tuple[str, int]:
    """The digest and the size of a file, read up to the first byte too many."""
    digest, size = hashlib.sha256(), 0
    while size <= LARGEST_FILE and (chunk := file.read(1 << 16)):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _noted(member: Member, name: str, stored: str, size: int, **said: Any) -> Import:
    """An import that is yet to be saved."""
    return Import(
        id=ids.uuid7(),
        member=member.id,
        file_name=one_line(name.replace("\\", "/").rpartition("/")[2])[:200] or "file",
        file=stored,
        size=size,
        state="reading",
        doing="Reading the file",
        take=Take(audience=member.audience),
        made_at=clock.now(),
        **said,
    )


def _refuse_crowd(member: Member) -> None:
    if Import.select().where(Import.member == member.id, Import.state.in_(UNDER_WAY)).count() >= MOST_AT_ONCE:
        raise Refused(f"{MOST_AT_ONCE} of your imports are being worked on. Bring the next file when one is done.")
    own = Import.select(fn.COUNT(Import.id), fn.COALESCE(fn.SUM(Import.size), 0)).where(Import.member == member.id)
    own = own.where(Import.state != FORGETTING)
    count, size = own.tuples().get()
    if count >= MOST_KEPT or size > LARGEST_SUM:
        raise Refused(
            f"Your imports hold {count} files of {int(size) >> 20} MB. Forget one you no longer need, then bring this one."
        )
