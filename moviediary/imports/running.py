"""Putting the viewings of a file into the diary, so many in a transaction, with pauses in which others write."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import msgspec

from moviediary import clock, log, notices
from moviediary.accounts.models import Member
from moviediary.diary.models import Review
from moviediary.diary.restoring import IsHere
from moviediary.errors import Refused
from moviediary.imports import entering
from moviediary.imports.away import keep_away
from moviediary.imports.commands import Take
from moviediary.imports.ledger import Ledger, as_id, in_file
from moviediary.imports.models import ENDED, Import, ImportFilm, ImportLine, to_import
from moviediary.imports.parts import Part, parts_of, rated_films
from moviediary.imports.restored import Past, bring_back, past_of
from moviediary.imports.rules import DELETED, decide
from moviediary.imports.units import Unit, together, viewing
from moviediary.log import Recorder
from moviediary.sources.own import NAME as OWN
from moviediary.tables import change_all, find_all, get

# So many begin; what follows is as many as take LONG. The disk takes its part of each transaction, so few large ones are
# faster than many small ones.
AT_A_TIME, FEWEST, MOST = 200, 50, 500
# Seconds that a transaction may keep others from writing.
LONG = 0.15
# Entries that are there already are changed one by one, which takes ten times as long as adding one: so many at a time.
EDITS = 40
# Seconds after which a transaction takes no more entries with a history, each of which takes a while.
HISTORY = 0.06
# Seconds in which those who wait for the lock get it: they look every half a millisecond.
PAUSE = 0.005
# Of what is in the diary already, where nobody asks.
NEEDS_NONE = UUID(int=0)
CHOSEN = "You chose not to take these."
NOT_KNOWN = "Which film it is has to be said before it can be put into your diary."


def run(batch: Import) -> Iterator[None]:
    """Import what is still to be imported. Ends early where the import was paused or cancelled meanwhile."""
    member, past = get(Member, batch.member_id), past_of(batch)
    if batch.source == OWN and not batch.done:
        yield from keep_away(batch)
    size = AT_A_TIME
    while True:
        began = time.monotonic()
        with log.changes(member.id, batch.id) as record:
            now = get(Import, batch.id)
            leaders = _leaders(now, size) if now.state == "running" else []
            if not leaders:
                _finish(now)
                return
            done = _Chunk(now, member, leaders, past).run(record)
            Import.update(done=Import.done + done).where(Import.id == now.id).execute()
        size = _next_size(size, time.monotonic() - began)
        yield
        time.sleep(PAUSE)


def _next_size(size: int, took: float) -> int:
    """How many the next transaction takes: as many as would have taken LONG, on this machine as busy as it is."""
    return max(FEWEST, min(MOST, int(size * LONG / took)))


def _leaders(batch: Import, most: int) -> list[int]:
    todo = to_import(batch.id)
    return [row[0] for row in ImportLine.select(ImportLine.id).where(todo).order_by(ImportLine.id).limit(most).tuples()]


def _finish(batch: Import) -> None:
    if batch.state == "running":
        Import.update(state="done", doing="", ended_at=clock.now()).where(Import.id == batch.id).execute()
        notices.give(ENDED, batch.id)


class _Chunk:
    """Some viewings, with all that has to be known to decide what becomes of each."""

    def __init__(self, batch: Import, member: Member, leaders: Sequence[int], past: Past):
        self._batch = batch
        self._member = member
        self._past = past
        self._take = msgspec.convert(batch.take, Take)
        self._parts = parts_of(batch.id, leaders)
        film_ids = {part.film_id for parts in self._parts.values() for part in parts if part.film_id}
        self._films = {row.id: row for row in find_all(ImportFilm, "id", film_ids)}
        # Most files rate viewings and films in one place, and nothing has to be asked.
        both = [parts[0].film_id for parts in self._parts.values() if len({part.kind for part in parts}) > 1]
        self._rated = rated_films({film_id for film_id in both if film_id})
        self._outcomes: list[tuple[int, str, str, UUID | None]] = []

    def run(self, record: Recorder) -> int:
        """Decide about these viewings, or fewer where that takes long; returns how many."""
        wanted, ends, done = [], time.monotonic() + HISTORY, 0
        if self._batch.source == OWN:
            self._past.gone.look()
        for leader in self._parts:
            if self._is_wanted(leader) and not self._is_restored(record, leader):
                wanted.append(leader)
            done += 1
            if time.monotonic() > ends:
                break
        left = self._enter(record, wanted)
        change_all(ImportLine, ("id", "outcome", "reason", "review_id"), self._outcomes)
        return done - left

    def _enter(self, record: Recorder, wanted: Sequence[int]) -> int:
        """Put viewings into the diary, and say how many are left for the next transaction."""
        names = {leader: self._parts[leader][0].source_id for leader in wanted}
        ledger = Ledger(self._member.id, self._batch.id, self._batch.source, names.values())
        # What is known already needs no film of its own, as it has one.
        units = {leader: self._unit(leader, NEEDS_NONE) for leader in wanted if ledger.knows(names[leader])}
        new = [leader for leader in wanted if leader not in units]
        movies = entering.enter(record, self._member, [self._film(leader) for leader in new])
        for leader in new:
            entered = movies[self._film(leader).id]
            if isinstance(entered, UUID):
                units[leader] = self._unit(leader, entered)
            elif isinstance(entered, Refused):
                self._end(leader, "failed", str(entered))
            else:
                self._end(leader, "look", NOT_KNOWN)
        return self._decide(record, ledger, dict(sorted(units.items())))

    def _decide(self, record: Recorder, ledger: Ledger, units: Mapping[int, Unit]) -> int:
        today, left = clock.today(self._member.time_zone), len(units)
        ledger.read(units.values())
        for leader, unit in units.items():
            if len(ledger.edited) >= EDITS:
                break
            left -= 1
            decision = decide(unit, ledger.facts(unit, today))
            ledger.note(unit, decision)
            unsure = decision.outcome == "imported" and self._film(leader).is_unsettled
            self._end(leader, "look" if unsure else decision.outcome, decision.reason, decision.review_id)
        record.all(ledger.logged)
        for event in ledger.edited:
            record(event)
        record.all(ledger.sourced)
        return left

    def _is_wanted(self, leader: int) -> bool:
        dated = any(part.day for part in self._parts[leader])
        if self._take.dated if dated else self._take.undated:
            return True
        self._end(leader, "left", CHOSEN)
        return False

    def _is_restored(self, record: Recorder, leader: int) -> bool:
        """Whether an entry of an export of our own came back as it was, or stays away. If not, it may still be imported as it is
        now."""
        parts = self._parts[leader]
        own = as_id(parts[0].source_id) if self._batch.source == OWN else None
        if own and self._past.gone.is_purged(own):
            self._end(leader, "there", DELETED)
            return True
        if not any(part.kind == "event" for part in parts):
            return False
        if self._is_in_diary(parts[0]):
            return False
        found = bring_back(record, self._member, parts, self._films, self._past)
        if isinstance(found, UUID):
            self._end(leader, "imported", "", found)
        elif parts[0].kind == "event":
            self._end(leader, "there" if isinstance(found, IsHere) else "failed", str(found))
        else:
            return False
        return True

    def _is_in_diary(self, part: Part) -> bool:
        """Whether the diary has a viewing of that film and day that did not come with this file: it may be the same one."""
        film = self._films.get(part.film_id or 0)
        if film is None or not film.movie_id or part.kind == "event":
            return False
        same = (Review.member == self._member.id) & (Review.movie == film.movie_id) & (Review.watched == part.day)
        there = {str(row[0]) for row in Review.select(Review.id).where(same, Review.deleted_at.is_null()).tuples()}
        return bool(there - in_file(self._batch.id, there))

    def _film(self, leader: int) -> ImportFilm:
        return self._films[self._parts[leader][0].film_id or 0]

    def _unit(self, leader: int, movie_id: UUID) -> Unit:
        parts = self._parts[leader]
        # A rating of the film is that of the viewing that has it, and of no other one.
        rated = parts[0].kind == "viewing" and parts[0].film_id in self._rated
        said = (replace(part.said, rating=None) if rated and part.kind == "film" else part.said for part in parts)
        told, notes = viewing(together(said), self._take.audience)
        notes += tuple(dict.fromkeys(part.note for part in parts if part.note))
        film, whole = self._film(leader), parts[0].kind == "film"
        return Unit(self._batch.source, parts[0].source_id, movie_id, told, whole, film.twice, notes, leader, film.id)

    def _end(self, leader: int, outcome: str, reason: str, review_id: UUID | None = None) -> None:
        self._outcomes += [(part.id, outcome, reason, review_id) for part in self._parts[leader]]
