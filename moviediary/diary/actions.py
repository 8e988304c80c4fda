"""Writes to the diary."""

from uuid import UUID

from moviediary import clock, ids, log
from moviediary.accounts.models import Member
from moviediary.accounts.queries import require
from moviediary.diary import queries, rules
from moviediary.diary.commands import DeleteReview, EditReview, LogReview, RestoreReview, Viewing
from moviediary.diary.events import ReviewPurged
from moviediary.errors import Refused
from moviediary.log import Record
from moviediary.movies import actions as movies
from moviediary.movies.commands import DiscoverMovie
from moviediary.movies.queries import became

Film = UUID | DiscoverMovie


def log_review(member: Member, key: UUID, film: Film, viewing: Viewing) -> UUID:
    """Put a viewing into the diary, and its film into the catalogue where it is new. Raises Refused."""
    today = clock.today(member.time_zone)
    # Refused before anything is locked, so that a wrong day costs nobody a wait.
    rules.checked(viewing, today)
    with log.changes(member.id) as record:
        require(member)
        command = LogReview(key, _film(record, film, member), viewing)
        twins = queries.twins(member.id, key, rules.second_key(command))
        logged = rules.log(command, rules.LogFacts(member.id, today, ids.uuid7(), *twins))
        for event in logged.events:
            record(event)
    return logged.review_id


def edit_review(member: Member, address: str, revision: int, viewing: Viewing) -> None:
    """Change what an entry says. Raises NotFound, NotAllowed, Refused and ChangedMeanwhile."""
    with log.changes(member.id) as record:
        stored = queries.stored(member, address, deleted_too=True)
        command = EditReview(stored.review_id, revision, stored.movie_id, viewing)
        for event in rules.edit(command, rules.EditFacts(member.id, clock.today(member.time_zone), stored)):
            record(event)


def delete_review(member: Member, address: str) -> None:
    """Take an entry out of the diary; it can be restored for 30 days. Raises NotFound and NotAllowed."""
    with log.changes(member.id) as record:
        stored = queries.stored(member, address, deleted_too=True)
        for event in rules.delete(DeleteReview(stored.review_id), rules.RemovalFacts(member.id, clock.now(), stored)):
            record(event)


def restore_review(member: Member, address: str) -> None:
    """Put a deleted entry back. Raises NotFound, NotAllowed and Refused."""
    with log.changes(member.id) as record:
        stored = queries.stored(member, address, deleted_too=True)
        for event in rules.restore(RestoreReview(stored.review_id), rules.RemovalFacts(member.id, clock.now(), stored)):
            record(event)


def purge_deleted() -> None:
    """Let go of what was deleted more than 30 days ago, a hundred at a time so that writers never wait long."""
    while purgeable := queries.purgeable(clock.now()):
        with log.changes(None) as record:
            for review_id in purgeable:
                record(ReviewPurged(review_id))


def _film(record: Record, film: Film, member: Member) -> UUID:
    if isinstance(film, DiscoverMovie):
        return movies.discover(record, film, None if film.told else member)
    movie_id = became([film]).get(film)
    if movie_id is None:
        raise Refused("This film is no longer in the catalogue. Choose it again.", {"movie": "Choose a film."})
    return movie_id
