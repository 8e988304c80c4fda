"""What film databases know of a movie: asked for outside of transactions, and kept within one."""

from uuid import UUID

from moviediary import clock, providers
from moviediary.enrichment import queries
from moviediary.enrichment.models import Enquiry
from moviediary.enrichment.rules import SILENCE, next_time
from moviediary.log import Record
from moviediary.movies import fixing, rules, sources
from moviediary.movies import queries as movies
from moviediary.movies.events import MovieCorrected
from moviediary.movies.facts import FIXABLE, Told
from moviediary.movies.models import Movie
from moviediary.people.actions import credit_people


def ask(movie: Movie, fresh: bool = False) -> providers.Facts | None:
    """What the first film database knows by one of the numbers; `fresh` for no answer that was kept.

    Raises TryAgain and GiveUp where none answered.
    """
    found = (providers.lookup(number, fresh) for number in movies.numbers(movie))
    return next((facts for facts in found if facts is not None), None)


def keep(record: Record, asked: Movie, facts: providers.Facts | None) -> None:
    """Keep what was answered, within a transaction: facts, people, and what the identity still lacks."""
    movie = movies.still_itself(asked)
    if movie is None:
        return
    if facts is None:
        before = queries.enquiry(movie.id)
        _note(movie, before.misses + 1 if before and before.numbers == _told(movie) else 1)
        return
    _save(movie.id, facts)
    _complete(record, movie, facts)
    movie = movies.movie_by_id(movie.id) or movie
    if facts.cast or facts.crew:
        credit_people(movie, [*facts.cast, *facts.crew])
    _note(movie, 0)


def keep_instead(record: Record, asked: Movie, facts: providers.Facts | None) -> None:
    """Keep what was answered and nothing that was answered before, within a transaction."""
    movie = movies.movie_by_id(asked.id)
    if movie is None or _told(movie) != _told(asked):
        return
    nothing = {name: getattr(Told(), name) for name in FIXABLE}
    fixing.save_facts(movie.id, {**nothing, "collection": "", "collection_name": "", "provided_by": "", "provided_at": None})
    credit_people(movie, [])
    Enquiry.delete().where(Enquiry.movie_id == movie.id).execute()
    if movies.numbers(movie):
        keep(record, movie, facts)


def put_off(movie: Movie) -> None:
    """Ask about a movie an hour later, as nobody answered. What is known of it stays as it is."""
    later = clock.now() + SILENCE
    # Without numbers: it is no movie that film databases were asked about.
    Enquiry.insert(movie_id=movie.id, numbers="", next_at=later).on_conflict(
        conflict_target=[Enquiry.movie_id], update={Enquiry.next_at: later}
    ).execute()


def is_answered(movie: Movie) -> bool:
    """Whether film databases were asked about a movie by the numbers it has now; the schedule asks again."""
    before = queries.enquiry(movie.id)
    return before is not None and before.numbers == _told(movie)


def _save(movie_id: UUID, facts: providers.Facts) -> None:
    told = {name: getattr(facts, name) for name in FIXABLE}
    if facts.collection is not None:
        told |= {"collection": facts.collection.value, "collection_name": facts.collection.name}
    if sources.of_movie(movie_id).by != facts.source:
        # One that answers because another is silent, and knows less, takes nothing away.
        told = {name: value for name, value in told.items() if value}
    fixing.save_facts(movie_id, {**told, "provided_by": facts.source, "provided_at": clock.now()})


def _complete(record: Record, movie: Movie, facts: providers.Facts) -> None:
    known = movies.known(movie).identity
    completed = rules.completed_by(known, rules.identity_of(facts))
    taken = {holder.movie_id for holder in movies.holders(completed).values()} - {movie.id}
    if completed != known and not taken:
        record(MovieCorrected(movie.id, **rules.fields(rules.checked(completed, known.year)), told=True))


def _note(movie: Movie, misses: int) -> None:
    said = {"numbers": _told(movie), "misses": misses, "next_at": next_time(misses, clock.now())}
    Enquiry.insert(movie_id=movie.id, **said).on_conflict(
        conflict_target=[Enquiry.movie_id], update={getattr(Enquiry, name): value for name, value in said.items()}
    ).execute()


def _told(movie: Movie) -> str:
    return " ".join(movies.numbers(movie))
