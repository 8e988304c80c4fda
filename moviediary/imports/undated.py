"""Entries on no day that an import made because a film was rated or marked as seen: one viewing told later with its day is they.

Which one that is follows from all of the file, never from how much of it was imported already: whoever goes on after a crash
decides as whoever began.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

import msgspec

from moviediary.columns import as_uuid
from moviediary.diary.models import Review, ReviewSource
from moviediary.diary.rules import Stored, day_problem
from moviediary.imports.rules import Told, speaks_of_film, taker
from moviediary.imports.units import Unit
from moviediary.sources.lines import Said
from moviediary.sources.own import NAME as OWN
from moviediary.tables import selected_among

# Of what came back with its history nobody knows any more which of it was said by hand.
BY_HAND = """SELECT DISTINCT c.review FROM review_change c JOIN log l ON l.seq = c.seq LEFT JOIN import_batch b ON b.id = l.batch
 WHERE l.subject = 'reviews.edited' AND (l.batch IS NULL OR b.source = ?) AND c.review IN (AMONG)"""
ON_DAYS = """SELECT film_id, leader_id, day, said FROM import_line WHERE kind = 'viewing' AND day <> '' AND problem = ''
 AND leader_id IS NOT NULL AND film_id IN (AMONG) ORDER BY id"""
Names = Mapping[UUID, Collection[ReviewSource]]


class Undated:
    """Which reviews may take a day, and which viewing of a file each of them is."""

    def __init__(self, batch_id: UUID, reviews: Collection[Review], names: Names):
        # An import logs with the id as the key, and a form with its own.
        undated = [row for row in reviews if not row.watched and row.key == row.id and row.deleted_at is None]
        edited = [row.id.hex for row in undated if row.revision > 1]
        by_hand = {as_uuid(found) for (found,) in selected_among(BY_HAND, edited, OWN)}
        self._silent = {row.id for row in undated} - by_hand
        self._whole = {one for one in self._silent if _is_whole(names.get(one, ()), batch_id)}
        self._told: dict[int, list[Told]] = {}

    def look_up(self, units: Collection[Unit], of_movie: Mapping[UUID, Collection[UUID]]) -> None:
        """Read what the file tells of films of which an entry may be one of these viewings."""
        movies = {movie_id for movie_id, reviews in of_movie.items() if self._whole.intersection(reviews)}
        films = {unit.film_id for unit in units if unit.viewing.watched and unit.movie_id in movies}
        said: dict[int, dict[int, tuple[str, list[Said]]]] = {}
        for film_id, line, day, words in selected_among(ON_DAYS, films):
            said.setdefault(film_id, {}).setdefault(line, (day, []))[1].append(msgspec.json.decode(words, type=Said))
        self._told = {film_id: [_viewing(line, *told) for line, told in lines.items()] for film_id, lines in said.items()}

    def silent(self) -> Collection[UUID]:
        """Reviews on no day of which nobody said anything by hand."""
        return self._silent

    def meant(self, unit: Unit, others: Collection[Stored], today: date) -> Collection[UUID]:
        """The reviews that this viewing is, though it has a day and they have none."""
        loose = [one for one in others if one.review_id in self._whole and not one.viewing.watched]
        told = [one for one in self._told.get(unit.film_id, ()) if not day_problem(one.day, today)] if loose else []
        return {one.review_id for one in loose if taker(one.viewing, told) == unit.line}

    def take(self, review_id: UUID) -> None:
        """Let a review stand for a line of this file."""
        self._whole.discard(review_id)


def _is_whole(names: Collection[ReviewSource], batch_id: UUID) -> bool:
    """Whether a review stands for films as a whole only, and for nothing that this import brought."""
    return bool(names) and all(speaks_of_film(one.source, one.source_id) and one.batch_id != batch_id for one in names)


def _viewing(line: int, day: str, said: Collection[Said]) -> Told:
    rating = next((one.rating for one in said if one.rating is not None), None)
    return Told(line, day, rating, all(one.finished is not False for one in said))
