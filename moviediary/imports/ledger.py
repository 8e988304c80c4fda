"""What a member's diary has, as far as some viewings are concerned, kept up while it is decided what becomes of them."""

from collections.abc import Collection
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

    def __init__(self, member_id: UUID, source: str, source_ids: Collection[str]):
        self._member_id = member_id
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
        # By source: reviews that stand for a line of it.
        self._taken: dict[str, set[UUID]] = {}
        self._of_movie: dict[UUID, dict[UUID, Stored]] = {}

    def knows(self, source: str, source_id: str) -> bool:
        """Whether a review stands for this line, or stood for it until the member deleted it."""
        return source_key(source, source_id) in self._known

    def read(self, movie_ids: Collection[UUID]) -> None:
        """Look at the reviews of these movies, and at those that stand for a line."""
        of_movies = find_all(Review, "movie", movie_ids, member=self._member_id)
        rows = [*find_all(Review, "id", set(self._known.values()), member=self._member_id), *of_movies]
        self._reviews = {row.id: row.stored() for row in rows}
        for row in find_all(ReviewSource, "review_id", self._reviews):
            self._taken.setdefault(row.source, set()).add(row.review_id)
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
