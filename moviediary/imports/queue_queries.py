"""The review queue: films that a file names and nobody was sure of, until the member says which they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import peewee
from peewee import fn

from moviediary.accounts.models import Member
from moviediary.database import selected
from moviediary.errands import Errand
from moviediary.errors import NotFound
from moviediary.imports.films import Candidate
from moviediary.imports.matching import candidates_of
from moviediary.imports.models import UNSETTLED, WAS_RUN, Import, ImportFilm, ImportLine
from moviediary.words import plural

# More than these are not counted where somebody only passes by.
MOST = 99
# Counted from the lines, as there are none that wait of films which were settled or skipped, and an index finds them. The joins
# say in which order: SQLite, which knows how many lines there are only from the last time it counted, would look at everybody's.
FEW = f"""SELECT COUNT(*) FROM (SELECT DISTINCT l.film_id FROM import_batch b CROSS JOIN import_line l CROSS JOIN import_film f
 WHERE b.member_id = ? AND b.begun_at IS NOT NULL AND b.state NOT IN ('undoing', 'undone', 'forgetting')
 AND l.batch_id = b.id AND l.outcome = 'look'
 AND f.id = l.film_id AND f.found IN ('several', 'none') AND f.answer = '' LIMIT {MOST + 1}) AS waiting"""  # noqa: S608


@dataclass(frozen=True)
class Unsure:
    """A film that waits for somebody to say which one it is, and the days of its viewings.

    `twice`: the file has two films of this title and year, so each viewing is asked about on its own.
    """

    film_id: int
    title: str
    year: int | None
    candidates: Sequence[Candidate]
    days: Sequence[str]
    lines: int
    asked: bool
    twice: bool = False


def unsure_count(batch: Import) -> int:
    """How many films of an import wait to be looked at."""
    return int(_unsure(batch.member_id).where(ImportFilm.batch == batch.id).count())


def unsure_of(member: Member) -> int:
    """How many films of all imports of a member wait to be looked at."""
    return int(_unsure(member.id).count())


def errand(member_id: UUID) -> Errand | None:
    """What a member is told on their own diary of films that wait to be looked at."""
    count = int(selected(FEW, (member_id.hex,))[0][0])
    if not count:
        return None
    told = f"More than {MOST} films" if count > MOST else plural(count, "film", "films")
    return Errand(f"{told} you imported {'needs' if count == 1 else 'need'} a look", "/imports/films")


def unsure_counts(member: Member) -> dict[UUID, int]:
    """How many films wait to be looked at, by import."""
    counted = _unsure(member.id).select(ImportFilm.batch, fn.COUNT(ImportFilm.id)).group_by(ImportFilm.batch)
    return dict(counted.tuples())


def first_unsure(member: Member) -> UUID | None:
    """The first import of a member of which a film waits to be looked at."""
    found: ImportFilm | None = _unsure(member.id).order_by(ImportFilm.id).first()
    return found.batch_id if found else None


def unsure(batch: Import, after: int = 0, limit: int = 20) -> list[Unsure]:
    """Films of an import that wait to be looked at, in the order of the file."""
    rows = _unsure(batch.member_id).where(ImportFilm.batch == batch.id, ImportFilm.id > after)
    return _told(list(rows.order_by(ImportFilm.id).limit(limit)), batch)


def film(batch: Import, film_id: int) -> Unsure:
    """A film of an import that may be told about: it waits, or was skipped. Raises NotFound."""
    open_one = (ImportFilm.id == film_id) & (ImportFilm.batch == batch.id) & ImportFilm.answer.in_(("", "skipped"))
    found = _told(list(ImportFilm.select().where(open_one)), batch)
    if not found:
        raise NotFound("There is no such film in this import, or it is settled which one it is.")
    return found[0]


def title(batch: Import, film_id: int) -> str:
    """What the file calls a film, with its year where it says one."""
    row: ImportFilm | None = ImportFilm.get_or_none(ImportFilm.id == film_id, ImportFilm.batch == batch.id)
    return f"{row.title}{f' ({row.year})' if row.year else ''}" if row else ""


def _told(films: Sequence[ImportFilm], batch: Import) -> list[Unsure]:
    days: dict[int, list[str]] = {}
    of_films = ImportLine.select(ImportLine.film, ImportLine.day).where(_of(films, batch)).order_by(ImportLine.day)
    for film_id, day in of_films.tuples():
        days.setdefault(film_id, []).append(day)
    return [
        Unsure(
            one.id, one.title, one.year, candidates_of(one), days.get(one.id, ()), len(days.get(one.id, ())), one.asked, one.twice
        )
        for one in films
    ]


def _unsure(member_id: UUID) -> peewee.ModelSelect:
    """Films that nobody was sure of, of imports that were run, and of which something waits."""
    looked = fn.EXISTS(ImportLine.select(ImportLine.id).where(ImportLine.film == ImportFilm.id, ImportLine.outcome == "look"))
    return ImportFilm.select().join(Import).where(Import.member == member_id, WAS_RUN, UNSETTLED, looked)


def _of(films: Sequence[ImportFilm], batch: Import) -> peewee.Expression:
    told = ImportLine.outcome.in_(("look", "imported"))
    return (ImportLine.batch == batch.id) & ImportLine.film.in_([one.id for one in films]) & told
