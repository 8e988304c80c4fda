"""Letting go of an import, or of what was read of its file, so much at a time that nobody waits long for the lock."""

from collections.abc import Iterator

import peewee

from moviediary import storage
from moviediary.database import writing
from moviediary.imports.models import Import, ImportFilm, ImportLine

AT_A_TIME = 2_000


def drop_lines(batch: Import) -> Iterator[None]:
    """Remove what was read of a file."""
    for model in (ImportLine, ImportFilm):
        some = model.select(model.id).where(model.batch == batch.id).limit(AT_A_TIME)
        while _removed(model.delete().where(model.id.in_(some))):
            yield


def _removed(some: peewee.ModelDelete) -> bool:
    with writing():
        return bool(some.execute())


def remove(batch: Import) -> Iterator[None]:
    """Remove the import itself, and its file where no other one has the same."""
    with writing():
        Import.delete().where(Import.id == batch.id).execute()
        used = Import.select().where(Import.file == batch.file).exists()
    if not used:
        storage.delete(batch.file)
    yield
