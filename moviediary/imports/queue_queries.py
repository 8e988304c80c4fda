"""The review queue: films that a file names and nobody was sure of, until the member says which they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.imports.films import Candidate
from moviediary.imports.matching import UNSURE, candidates_of
from moviediary.imports.models import Import, ImportFilm, ImportLine


@dataclass(frozen=True)
class Unsure:
    """A film that waits for somebody to say which one it is, and the days of its viewings."""

    film_id: int
    title: str
    year: int | None
    candidates: Sequence[Candidate]
    days: Sequence[str]
    lines: int
    asked: bool


def unsure_count(batch: Import) -> int:
    """How many films of an import wait to be looked at."""
    return int(_unsure(batch.member_id).where(ImportFilm.batch == batch.id).count())


def unsure_of(member: Member) -> int:
    """How many films of all imports of a member wait to be looked at."""
    return int(_unsure(member.id).count())


def unsure(batch: Import, after: int = 0, limit: int = 20) -> list[Unsure]:
    """Films of an import that wait to be looked at, in the order of the file."""
    rows = _unsure(batch.member_id).where(ImportFilm.batch == batch.id, ImportFilm.id > after)
    films = list(rows.order_by(ImportFilm.id).limit(limit))
    days: dict[int, list[str]] = {}
    of_films = ImportLine.select(ImportLine.film, ImportLine.day).where(_of(films, batch)).order_by(ImportLine.day)
    for film_id, day in of_films.tuples():
        days.setdefault(film_id, []).append(day)
    return [
        Unsure(film.id, film.title, film.year, candidates_of(film), days.get(film.id, ()), len(days.get(film.id, ())), film.asked)
        for film in films
    ]


def _unsure(member_id: UUID) -> peewee.ModelSelect:
    """Films that nobody was sure of, of imports that were run, and of which something waits."""
    begun = Import.begun_at.is_null(False) & Import.state.not_in(("undone", "undoing", "ready", "reading"))
    waiting = (ImportFilm.answer == "") & ImportFilm.found.in_(UNSURE)
    looked = fn.EXISTS(ImportLine.select(ImportLine.id).where(ImportLine.film == ImportFilm.id, ImportLine.outcome == "look"))
    return ImportFilm.select().join(Import).where(Import.member == member_id, begun, waiting, looked)


def _of(films: Sequence[ImportFilm], batch: Import) -> peewee.Expression:
    return (ImportLine.batch == batch.id) & ImportLine.film.in_([film.id for film in films]) & (ImportLine.outcome == "look")
