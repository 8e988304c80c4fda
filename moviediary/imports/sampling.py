"""Keeping what is shown of a file to those who say how it is read, so that no page has to read the file."""

import time
from uuid import UUID

import msgspec

from moviediary import sources, storage
from moviediary.database import writing
from moviediary.imports.models import READABLE, Import, ImportSample
from moviediary.sheets.contents import Contents, Unreadable, opened
from moviediary.sources.lines import How
from moviediary.sources.samples import Sample, sample

# What of a source's ways of reading is chosen by looking at the file.
BY_LOOKING = {"profile", "order", "scale"}
# Seconds of a look, which is one step of the worker's; a file that takes longer is looked at only so far.
SECONDS = 8.0
GONE = "The file of this import is gone. Bring it again."


def is_asked_about(source: str) -> bool:
    """Whether somebody who brought a file of this source looks at its columns; of others that is kept once somebody does."""
    return bool(sources.ALL[source].asks & BY_LOOKING)


def look(batch: Import, contents: Contents) -> bool:
    """Keep what is shown of a file. False where it is kept already."""
    if ImportSample.select().where(ImportSample.batch == batch.id).exists():
        return False
    ends = time.monotonic() + SECONDS
    try:
        found = sample(contents, msgspec.convert(batch.how, How).zone, lambda: time.monotonic() > ends)
    except Unreadable as problem:
        found = Sample(problem=str(problem))
    keep(batch.id, found)
    return True


def look_again(batch: Import) -> None:
    """The same for a file that was read before it was kept, or of which nobody was to look at the columns."""
    try:
        with storage.opened(batch.file) as file:
            look(batch, opened(file, batch.file_name))
    except FileNotFoundError:
        keep(batch.id, Sample(problem=GONE))
    except Unreadable as problem:
        keep(batch.id, Sample(problem=str(problem)))


def give_up(import_id: UUID, problem: str) -> None:
    """Say why a file that somebody wants to look at cannot be shown, so that nobody waits for it for ever."""
    if Import.select().where(Import.id == import_id, Import.state.in_(READABLE)).exists():
        keep(import_id, Sample(problem=problem))


def keep(import_id: UUID, found: Sample) -> None:
    """Keep what was found, unless something is kept already, or the import is forgotten."""
    with writing():
        if Import.select().where(Import.id == import_id).exists():
            ImportSample.insert(batch=import_id, said=found).on_conflict_ignore().execute()
