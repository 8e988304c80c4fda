"""Entries that were deleted for good where an export of ours was made: what others call them is known here from then on, too."""

from collections.abc import Iterator, Sequence
from itertools import islice

from moviediary import ids, log, storage
from moviediary.diary.events import ReviewSourced
from moviediary.diary.models import ReviewSource
from moviediary.diary.restoring import SOURCE, SOURCE_ID
from moviediary.diary.rules import source_key
from moviediary.imports.models import Import
from moviediary.sheets.contents import opened
from moviediary.sources import own
from moviediary.tables import find_all
from moviediary.text import clean, one_line

AT_A_TIME = 200


def keep_away(batch: Import) -> Iterator[None]:
    """Let lines of others that stand for such an entry stay away when they are imported. It may be done twice."""
    with storage.opened(batch.file) as file:
        rest = own.gone(opened(file, batch.file_name))
        while names := list(islice(rest, AT_A_TIME)):
            tidy = [(one_line(source)[:SOURCE], clean(source_id)[:SOURCE_ID]) for source, source_id in names]
            _note(batch, list(dict.fromkeys(tidy)))
            yield


def _note(batch: Import, names: Sequence[tuple[str, str]]) -> None:
    keys = {source_key(*name): name for name in names}
    with log.changes(batch.member_id, batch.id) as record:
        known = {row.key for row in find_all(ReviewSource, "key", keys, member_id=batch.member_id)}
        fresh = [name for key, name in keys.items() if key not in known]
        # They stand for a review that is nowhere: a file is not believed which one it was.
        record.all([ReviewSourced(ids.uuid7(), batch.member_id, *name) for name in fresh])
