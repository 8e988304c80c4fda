"""What a member's diary has, as far as some viewings are concerned, kept up while it is decided what becomes of them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from moviediary import ids
from moviediary.diary.events import ReviewEdited, ReviewLogged, ReviewSourced
from moviediary.diary.models import Review, ReviewSource
from moviediary.diary.rules import Stored, day_of_position, source_key
from moviediary.imports.rules import Decision, UnitFacts
from moviediary.imports.undated import Undated
from moviediary.imports.units import Unit
from moviediary.sources.own import NAME as OWN
from moviediary.tables import find_all, selected_among

# Of a film that is spoken of as a whole so many viewings are looked at.
NEWEST = 20
# Positions stand in an index, so that no review is looked up that is of another day.
OF_FILMS = "SELECT position FROM review WHERE member_id = ? AND deleted_at IS NULL AND movie_id IN (AMONG)"


class Ledger:
    """Facts for rules, and the events that followed."""

    def __init__(self, member_id: UUID, batch_id: UUID, source: str, source_ids: Collection[str]):
        self._member_id = member_id
        self._batch_id = batch_id
        self._source = source
        self.logged: list[ReviewLogged] = []
        self.edited: list[ReviewEdited] = []
        self.sourced: list[ReviewSourced] = []
        keys = {source_key(source, source_id) for source_id in source_ids}
        rows = find_all(ReviewSource, "key", keys, member_id=member_id)
        self._known = {row.key: row.review_id for row in rows}
        if source == OWN:
            # An entry of an export of ours is known by its own id.
            own = {found for source_id in source_ids if (found := as_id(source_id))}
            here = find_all(Review, "id", own, member=member_id)
            self._known |= {source_key(OWN, str(review.id)): review.id for review in here}
        self._reviews: dict[UUID, Stored] = {}
        # Reviews that stand for other lines of this very file, so that two viewings of a day stay two.
        self._taken: set[UUID] = set()
        self._of_movie: dict[UUID, dict[UUID, Stored]] = {}
        self._undated = Undated(batch_id, (), {})

    def knows(self, source_id: str) -> bool:
        """Whether a review stands for this line, or stood for it until the member deleted it."""
        return source_key(self._source, source_id) in self._known

    def read(self, units: Collection[Unit]) -> None:
        """Look at the reviews these viewings may be: of their films on their days or on none, and of films that are spoken of as
        a whole."""
        days = {unit.viewing.watched for unit in units if not unit.whole}
        whole = {unit.movie_id for unit in units if unit.whole}
        rows = list(find_all(Review, "id", set(self._known.values()), member=self._member_id))
        if days:
            rows += self._on_days({unit.movie_id for unit in units}, {*days, ""})
        for movie_id in whole:
            rows += self._newest(movie_id)
        found = {row.id: row for row in rows}
        self._reviews = {row.id: row.stored() for row in rows}
        names: dict[UUID, list[ReviewSource]] = {}
        for name in find_all(ReviewSource, "review_id", found):
            names.setdefault(name.review_id, []).append(name)
        self._take(names)
        for review_id, stored in self._reviews.items():
            if stored.deleted_at is None:
                self._of_movie.setdefault(stored.movie_id, {})[review_id] = stored
        self._undated = Undated(self._batch_id, found.values(), names)
        self._undated.look_up(units, self._of_movie)

    def _take(self, names: Mapping[UUID, Collection[ReviewSource]]) -> None:
        """Note which reviews stand for lines of this file."""
        told = {name.source_id: name.review_id for some in names.values() for name in some if name.source == self._source}
        if self._source == OWN:
            told |= {str(review_id): review_id for review_id in self._reviews}
        self._taken |= {told[source_id] for source_id in in_file(self._batch_id, told)}

    def _on_days(self, movie_ids: Collection[UUID], days: Collection[str]) -> list[Review]:
        """The reviews of films on these days. Hardly any is there, and the words of a select with so many values take long."""
        rows = selected_among(OF_FILMS, [movie_id.hex for movie_id in movie_ids], self._member_id.hex)
        beginnings = {day_of_position(day) for day in days}
        return find_all(Review, "id", {UUID(position[-32:]) for (position,) in rows if position[:10] in beginnings})

    def _newest(self, movie_id: UUID) -> list[Review]:
        own = Review.select().where(Review.member == self._member_id, Review.movie == movie_id, Review.deleted_at.is_null())
        return list(own.order_by(Review.position.desc()).limit(NEWEST))

    def facts(self, unit: Unit, today: date) -> UnitFacts:
        known = self._known.get(source_key(unit.source, unit.source_id))
        others: Collection[Stored] = self._of_movie.get(unit.movie_id, {}).values()
        if unit.whole:
            others = sorted(others, key=_newest_last, reverse=True)
        stored = self._reviews.get(known) if known else None
        undated = self._undated.silent(), self._undated.meant(unit, others, today)
        return UnitFacts(self._member_id, today, ids.uuid7(), known, stored, others, self._taken, *undated)

    def note(self, unit: Unit, decision: Decision) -> None:
        """Let what was decided be a fact for the viewings that follow."""
        if decision.logged is not None:
            event = decision.logged
            self._keep(Stored(event.review_id, self._member_id, event.movie_id, 1, event.viewing))
            self.logged.append(event)
        for change in decision.edited:
            self._keep(replace(self._reviews[change.review_id], revision=change.revision, viewing=change.viewing))
            self.edited.append(change)
        if decision.sourced is not None:
            self._known[source_key(unit.source, unit.source_id)] = decision.sourced.review_id
            self._taken.add(decision.sourced.review_id)
            self._undated.take(decision.sourced.review_id)
            self.sourced.append(decision.sourced)

    def _keep(self, stored: Stored) -> None:
        self._reviews[stored.review_id] = stored
        self._of_movie.setdefault(stored.movie_id, {})[stored.review_id] = stored


def _newest_last(stored: Stored) -> tuple[str, str, str]:
    return stored.viewing.watched, stored.viewing.time, stored.review_id.hex


def as_id(text: str) -> UUID | None:
    """The id that a text is; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def in_file(batch_id: UUID, source_ids: Collection[str]) -> set[str]:
    """Which of these names lines of a file have."""
    text = "SELECT DISTINCT source_id FROM import_line WHERE batch_id = ? AND source_id <> '' AND source_id IN (AMONG)"
    return {source_id for (source_id,) in selected_among(text, source_ids, batch_id.hex)}
