"""A film that was unsure is settled: what was imported under its title and year is about the film that is meant."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from moviediary import clock, log, work
from moviediary.accounts.models import Member
from moviediary.database import writing
from moviediary.diary.commands import EditReview
from moviediary.diary.events import ReviewWithdrawn
from moviediary.diary.models import Review
from moviediary.diary.rules import EditFacts, edit
from moviediary.errors import NotFound
from moviediary.imports.commands import Answer
from moviediary.imports.models import FRESH, KIND, FilmAnswer, Import, ImportFilm, ImportLine, to_import
from moviediary.log import Recorder
from moviediary.logform import actions as logform
from moviediary.logform.commands import FilmSaid
from moviediary.movies.actions import discover, existing
from moviediary.movies.commands import DiscoverMovie
from moviediary.movies.events import MoviesMerged
from moviediary.movies.models import Movie
from moviediary.movies.rules import EXTERNAL
from moviediary.tables import find, get

SKIPPED = "You left it under its title and year."
NOT_TAKEN = "You chose no film for it, and a film without a year cannot be put into the diary."


def answer(member: Member, import_id: UUID, command: Answer, by: str = "chosen") -> list[UUID]:
    """Say which film is meant, for all imports of the member. Returns those that go on. Raises NotFound and Refused."""
    row = _own(member, import_id, command.film_id)
    # Film databases may have to be asked, which no other writer waits for.
    film = logform.film(FilmSaid(command.value)) if command.value else None
    if film is None:
        with writing():
            return _skip(_alike(member, row))
    with log.changes(member.id, import_id) as record:
        movie_id = discover(record, film, None if film.told else member) if isinstance(film, DiscoverMovie) else existing(film).id
        _remember(member, row, movie_id)
        rows = _alike(member, row)
    gone_on = [one.batch_id for one in rows if _answer_one(member, one, movie_id, by)]
    with log.changes(member.id, import_id) as record:
        for emptied in {one.movie_id for one in rows if one.movie_id and one.movie_id != movie_id}:
            _leave(record, member, emptied, movie_id)
    return list(dict.fromkeys(gone_on))


def _answer_one(member: Member, row: ImportFilm, movie_id: UUID, by: str) -> bool:
    """Settle a film of one import, as a part of that import. Returns whether it goes on."""
    with log.changes(member.id, row.batch_id) as record:
        _move(record, member, row, movie_id)
        ImportFilm.update(answer=by, found="one", movie_id=movie_id).where(ImportFilm.id == row.id).execute()
        return _go_on(row.batch_id)


def _own(member: Member, import_id: UUID, film_id: int) -> ImportFilm:
    own = (ImportFilm.id == film_id) & (ImportFilm.batch == import_id) & (Import.member == member.id)
    row: ImportFilm | None = ImportFilm.select().join(Import).where(own).first()
    if row is None:
        raise NotFound("There is no such film in this import.")
    return row


def _alike(member: Member, row: ImportFilm) -> list[ImportFilm]:
    """The film wherever the member's imports name it so, as long as nobody chose there. Of two with one name, only this one."""
    same = (ImportFilm.id == row.id) if row.twice else ((ImportFilm.key == row.key) & ~ImportFilm.twice)
    return list(ImportFilm.select().join(Import).where(Import.member == member.id, same, ImportFilm.answer.in_(("", "skipped"))))


def _remember(member: Member, row: ImportFilm, movie_id: UUID) -> None:
    keys = [] if row.twice else [row.key, *([f"uri:{row.uri}"] if row.uri else [])]
    for key in keys:
        FilmAnswer.insert(member=member.id, key=key, movie_id=movie_id).on_conflict(
            conflict_target=[FilmAnswer.member, FilmAnswer.key], update={FilmAnswer.movie_id: movie_id}
        ).execute()


def _open_lines(row: ImportFilm) -> Any:
    """Lines about a film that wait for an answer, or were left as they were."""
    waiting = (ImportLine.outcome == "look") | ImportLine.reason.in_((SKIPPED, NOT_TAKEN))
    return (ImportLine.batch == row.batch_id) & (ImportLine.film == row.id) & waiting


def _move(record: Recorder, member: Member, row: ImportFilm, movie_id: UUID) -> None:
    """Let what was imported under a title be about the film that is meant. What the diary had of that already stays one."""
    of_film = _open_lines(row)
    reviews = ImportLine.select(ImportLine.review_id).where(of_film, ImportLine.review_id.is_null(False)).distinct()
    for (review_id,) in list(reviews.tuples()):
        _move_review(record, member, row, review_id, movie_id)
    ImportLine.update(FRESH).where(of_film, ImportLine.review_id.is_null()).execute()
    ImportLine.update(outcome="imported", reason="").where(of_film, ImportLine.reason == SKIPPED).execute()
    ImportLine.update(outcome="imported").where(of_film).execute()


def _move_review(record: Recorder, member: Member, row: ImportFilm, review_id: UUID, movie_id: UUID) -> None:
    review = find(Review, "id", review_id)
    if review is None or review.deleted_at or review.movie_id == movie_id:
        return
    twins = (Review.member == member.id) & (Review.movie == movie_id) & (Review.watched == review.watched)
    goes_on = get(Import, row.batch_id).state in ("running", "paused", "done")
    if goes_on and review.revision == 1 and Review.select().where(twins, Review.deleted_at.is_null()).exists():
        # It may be the same viewing: it is imported again, now that the diary's own can be compared with it.
        record(ReviewWithdrawn(review_id))
        again = (ImportLine.batch == row.batch_id) & (ImportLine.review_id == review_id)
        ImportLine.update(FRESH).where(again).execute()
        return
    stored = review.stored()
    command = EditReview(review_id, stored.revision, movie_id, stored.viewing)
    for event in edit(command, EditFacts(member.id, clock.today(member.time_zone), stored)):
        record(event)


def _leave(record: Recorder, member: Member, movie_id: UUID, into_id: UUID) -> None:
    """Let a film that was only entered to stand for one that nobody was sure of be another address of that one."""
    movie = find(Movie, "id", movie_id)
    if movie is None or movie.merged_into or movie.discovered_by != member.id:
        return
    bare = all(getattr(movie, name) is None for name in EXTERNAL)
    needed = Review.select().where(Review.movie == movie_id).exists()
    elsewhere = ImportFilm.select().where(ImportFilm.movie_id == movie_id, ImportFilm.answer == "").exists()
    if bare and not needed and not elsewhere:
        record(MoviesMerged(movie_id, into_id))


def _skip(rows: Sequence[ImportFilm]) -> list[UUID]:
    for row in rows:
        ImportFilm.update(answer="skipped").where(ImportFilm.id == row.id).execute()
        of_film = (ImportLine.batch == row.batch_id) & (ImportLine.film == row.id) & (ImportLine.outcome == "look")
        ImportLine.update(outcome="imported", reason=SKIPPED).where(of_film, ImportLine.review_id.is_null(False)).execute()
        ImportLine.update(outcome="left", reason=NOT_TAKEN).where(of_film).execute()
    return []


def _go_on(batch_id: UUID) -> bool:
    """Have what became importable be imported, where the import is over."""
    count = ImportLine.select().where(to_import(batch_id)).count()
    over = (Import.id == batch_id) & (Import.state == "done")
    if not count or not Import.update(state="running", done=0, total=count).where(over).execute():
        return False
    work.add(KIND, batch_id)
    return True
