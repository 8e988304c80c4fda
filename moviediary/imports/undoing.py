"""Taking an import back, by what the log has of its batch."""

import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import msgspec

from moviediary import clock, log
from moviediary.accounts.models import Member
from moviediary.columns import as_uuid
from moviediary.database import selected, writing
from moviediary.diary.commands import Viewing
from moviediary.diary.events import ReviewEdited, ReviewLogged, ReviewSourced, ReviewUnsourced
from moviediary.diary.models import Review, ReviewChange, ReviewSource
from moviediary.imports.commands import Take
from moviediary.imports.models import FRESH, Import, ImportLine
from moviediary.imports.undo_rules import Added, Completed, put_back, withdraw
from moviediary.log import LogEntry, Record, opened
from moviediary.movies.queries import became
from moviediary.tables import find, get

AT_A_TIME = 100
# Seconds after which a transaction takes no more of them.
LONG = 0.06
# Something that changed a review after an event of the batch, and is no part of the batch.
SINCE = """SELECT 1 FROM review_change o JOIN log l ON l.seq = o.seq WHERE o.review = c.review AND o.seq > e.seq
    AND (l.batch IS NULL OR l.batch <> e.batch) AND l.subject = 'reviews.edited'"""
# Another import that brought the same.
SHARED = "SELECT 1 FROM review_source s WHERE s.review_id = c.review AND s.batch_id IS NOT NULL AND s.batch_id <> e.batch"
# Reviews of which the log has an event of this kind, made by the batch.
OF_BATCH = f"""SELECT e.seq, c.review, EXISTS ({SINCE}), EXISTS ({SHARED})
 FROM log e JOIN review_change c ON c.seq = e.seq WHERE e.batch = ? AND e.subject = ? AND e.seq > ? ORDER BY e.seq LIMIT ?"""  # noqa: S608
CHANGED = f"""SELECT c.review FROM log e JOIN review_change c ON c.seq = e.seq JOIN review r ON r.id = c.review
 WHERE e.batch = ? AND e.subject = ? AND r.deleted_at IS NULL AND EXISTS ({SINCE}) AND NOT EXISTS ({SHARED})"""  # noqa: S608
BEFORE = """SELECT MAX(c.seq) FROM review_change c JOIN log l ON l.seq = c.seq
 WHERE c.review = ? AND c.seq < ? AND l.subject IN ('reviews.logged', 'reviews.edited')"""
Undo = Callable[[Record, Import, UUID, int, bool, bool], None]


def withdraw_added(batch: Import) -> Iterator[None]:
    """Remove what the import logged, but for what was changed since."""
    return _steps(batch, ReviewLogged.subject, _withdraw)


def put_back_completed(batch: Import) -> Iterator[None]:
    """Let reviews that were there before say what they said."""
    return _steps(batch, ReviewEdited.subject, _put_back)


def changed_since(batch: Import, limit: int) -> tuple[int, list[UUID]]:
    """How many reviews the import added that are there and that the member has changed since, and some of them."""
    values = (batch.id.hex, ReviewLogged.subject)
    count = selected(f"SELECT COUNT(*) FROM ({CHANGED}) AS changed", values)[0][0]  # noqa: S608
    return int(count), [as_uuid(row[0]) for row in selected(f"{CHANGED} ORDER BY e.seq LIMIT ?", (*values, limit))]


def _steps(batch: Import, subject: str, undo: Undo) -> Iterator[None]:
    last = batch.place
    while rows := selected(OF_BATCH, (batch.id.hex, subject, last, AT_A_TIME)):
        with log.changes(batch.member_id, batch.id) as record:
            ends, done = time.monotonic() + LONG, 0
            for last, review_id, changed, shared in rows:
                undo(record, batch, as_uuid(review_id), last, bool(changed), bool(shared))
                done += 1
                if time.monotonic() > ends:
                    break
            Import.update(done=Import.done + done, place=last).where(Import.id == batch.id).execute()
        yield


def _withdraw(record: Record, batch: Import, review_id: UUID, seq: int, changed: bool, shared: bool) -> None:
    review = find(Review, "id", review_id)
    if review is None:
        return
    # What was changed and says the same again was not changed.
    changed = changed and not _says_the_same(batch, review)
    for event in withdraw(Added(review_id, changed, shared), msgspec.convert(batch.take, Take).changed_too):
        record(event)


def _says_the_same(batch: Import, review: Review) -> bool:
    """Whether a review says what the batch said last of it, of the same film."""
    own = LogEntry.select().join(ReviewChange, on=(ReviewChange.seq == LogEntry.seq)).where(ReviewChange.review == review.id)
    said = LogEntry.subject.in_((ReviewLogged.subject, ReviewEdited.subject))
    event = opened(own.where(LogEntry.batch == batch.id, said).order_by(LogEntry.seq.desc()).get()).event
    if not isinstance(event, ReviewLogged | ReviewEdited):
        return False
    return event.viewing == review.stored().viewing and became({event.movie_id}).get(event.movie_id) == review.movie_id


def _put_back(record: Record, batch: Import, review_id: UUID, seq: int, changed: bool, shared: bool) -> None:
    review, member = find(Review, "id", review_id), get(Member, batch.member_id)
    before = _said_before(batch, review_id, seq)
    if review is None or before is None:
        return
    for event in put_back(Completed(review.stored(), before, changed), clock.today(member.time_zone)):
        record(event)


def _said_before(batch: Import, review_id: UUID, seq: int) -> Viewing | None:
    """What a review said before an event of the batch; None where that was said by the batch, too."""
    found = selected(BEFORE, (review_id.hex, seq))[0][0]
    entry = get(LogEntry, found) if found else None
    if entry is None or entry.batch == batch.id:
        return None
    event = opened(entry).event
    return event.viewing if isinstance(event, ReviewLogged | ReviewEdited) else None


def forget_lines(batch: Import) -> Iterator[None]:
    """Let the reviews that were there before stand for no line of this file any more."""
    last = batch.place
    of_batch = (LogEntry.batch == batch.id) & (LogEntry.subject == ReviewSourced.subject)
    while entries := list(LogEntry.select().where(of_batch, LogEntry.seq > last).order_by(LogEntry.seq).limit(AT_A_TIME)):
        with log.changes(batch.member_id, batch.id) as record:
            for event in _still_said([opened(entry).event for entry in entries], batch):
                record(event)
            last = entries[-1].seq
            Import.update(place=last).where(Import.id == batch.id).execute()
        yield


def _still_said(events: Sequence[object], batch: Import) -> list[ReviewUnsourced]:
    said = [event for event in events if isinstance(event, ReviewSourced)]
    standing = ReviewSource.select(ReviewSource.review_id, ReviewSource.source, ReviewSource.source_id)
    there = set(standing.where(ReviewSource.review_id.in_([event.review_id for event in said])).tuples())
    own = ReviewChange.select(ReviewChange.review).join(LogEntry, on=(LogEntry.seq == ReviewChange.seq))
    added = own.where(LogEntry.batch == batch.id, LogEntry.subject == ReviewLogged.subject)
    # What the member keeps of it is still known by its line: it would come a second time otherwise.
    kept = {row[0] for row in added.where(ReviewChange.review.in_([event.review_id for event in said])).tuples()}
    return [
        ReviewUnsourced(event.review_id, event.member_id, event.source, event.source_id)
        for event in said
        if event.review_id not in kept and (event.review_id, event.source, event.source_id) in there
    ]


def refresh(batch: Import) -> Iterator[None]:
    """Let the lines be as they were before the import, but for those whose reviews stay."""
    last = batch.place
    own = (ImportLine.batch == batch.id) & ImportLine.outcome.in_(("imported", "look", "there", "left"))
    columns = (ImportLine.id, ImportLine.outcome, ImportLine.review_id)
    todo = ImportLine.select(*columns).where(own, ImportLine.leader_id.is_null(False)).order_by(ImportLine.id).limit(1_000)
    while rows := list(todo.where(ImportLine.id > last)):
        there = Review.select(Review.id).where(Review.id.in_([row.review_id for row in rows]))
        kept = {row[0] for row in there.tuples()}
        gone = [row.id for row in rows if row.outcome == "there" or row.review_id not in kept]
        with writing():
            ImportLine.update(FRESH).where(ImportLine.id.in_(gone)).execute()
            last = rows[-1].id
            Import.update(place=last).where(Import.id == batch.id).execute()
        yield
