"""Having a file looked at that was read without keeping what its columns are."""

from moviediary import work
from moviediary.database import writing
from moviediary.imports.models import KIND, Import
from moviediary.work import Work


def ask(batch: Import) -> None:
    """Ask the worker to look at a file, unless it was asked already: whoever asks again and again hurries nobody."""
    with writing():
        if Work.select().where(Work.id == batch.id).exists():
            return
        work.add(KIND, batch.id)
    work.announce(batch.id)
