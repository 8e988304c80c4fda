"""What a member's diary has, as far as some viewings are concerned, kept up while it is decided what becomes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from moviediary import ids
from moviediary.diary.events import ReviewEdited, ReviewLogged, ReviewSourced
from moviediary.diary.models import Review, ReviewSource
from moviediary.diary.rules import Stored, source_key
from moviediary.imports.rules import Decision, UnitFacts
from moviediary.imports.units import Unit
from moviediary.sources.own import NAME as OWN
from moviediary.tables import find_all


class Ledger:
    """Facts for rules, and the events that followed."""

    def __init__(self, member_id: UUID, units: Sequence[Unit]):
        self._member_id = member_id
        self.logged: list[ReviewLogged] = []
        self.edited: list[ReviewEdited] = []
        self.sourced: list[ReviewSourced] = []
        self._known = self._lines(units)
        own = {found for unit in units if unit.source == OWN and (found := as_id(unit.source_id))}
        of_movies = find_all(Review, "movie", {unit.movie_id for unit in units}, member=member_id)
        rows = [*find_all(Review, "id", {*self._known.values(), *own}, member=member_id), *of_movies]
        self._reviews: dict[UUID, Stored] = {row.id: row.stored() for row in rows}
        # An entry of an export of ours is known by its own id.
        self._known |= {source_key(OWN, str(found)): found for found in own & self._reviews.keys()}
        # By source: reviews that stand for a line of it.
        self._taken: dict[str, set[UUID]] = {}
        for row in find_all(ReviewSource, "review_id", self._reviews):
            self._taken.setdefault(row.source, set()).add(row.review_id)
        self._of_movie: dict[UUID, dict[UUID, Stored]] = {}
        for review_id, stored in self._reviews.items():
            if stored.deleted_at is None:
                self._of_movie.setdefault(stored.movie_id, {})[review_id] = stored

    def facts(self, unit: Unit, today: date) -> UnitFacts:
        known = self._known.get(source_key(unit.source, unit.source_id))
        others = sorted(self._of_movie.get(unit.movie_id, {}).values(), key=_newest_last, reverse=True)
        taken = frozenset(self._taken.get(unit.source, ()))
        stored = self._reviews.get(known) if known else None
        return UnitFacts(self._member_id, today, ids.uuid7(), known, stored, others, taken)

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
            self._taken.setdefault(unit.source, set()).add(decision.sourced.review_id)
            self.sourced.append(decision.sourced)

    def _lines(self, units: Sequence[Unit]) -> dict[UUID, UUID]:
        keys = {source_key(unit.source, unit.source_id) for unit in units}
        return {row.key: row.review_id for row in find_all(ReviewSource, "key", keys, member_id=self._member_id)}

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
