"""Entries of our own exports, which come back with all that ever happened to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from moviediary.accounts.models import Member
from moviediary.diary import restoring
from moviediary.diary.gone import Gone
from moviediary.errors import Refused
from moviediary.imports.models import Import, ImportFilm
from moviediary.imports.parts import Part
from moviediary.log import Record
from moviediary.movies import restoring as movie_restoring
from moviediary.movies.commands import HandFacts, Identity
from moviediary.sources.lines import Film
from moviediary.sources.own import NAME as OWN

# Whoever wrote a file may have written anything; no entry of ours was ever changed so often.
MOST_EVENTS = 500
TOO_LONG = f"More than {MOST_EVENTS} things happened to this entry, so it comes without its history."


def movies_of(batch: Import) -> set[UUID]:
    """The ids that the movies of a file have there, and those they were found to have here: two of them are two films."""
    films = list(ImportFilm.select(ImportFilm.said, ImportFilm.movie_id).where(ImportFilm.batch == batch.id).tuples())
    there = {UUID(said["movie_id"]) for said, _ in films if "movie_id" in said}
    return there | {movie_id for _, movie_id in films if movie_id}


@dataclass(frozen=True)
class Past:
    """What a member's diary had, and which movies the file being imported speaks of, there and here."""

    gone: Gone
    movies: set[UUID]


def past_of(batch: Import) -> Past:
    """What has to be known before a file of our own is brought. Most of it is read here, before anybody waits for the lock."""
    past = Past(Gone(batch.member_id), movies_of(batch) if batch.source == OWN else set())
    if batch.source == OWN:
        past.gone.look()
    return past


def bring_back(
    record: Record, member: Member, parts: Sequence[Part], films: Mapping[int, ImportFilm], past: Past
) -> UUID | Refused:
    """Put an entry back with its history, or say why that cannot be: it is here already, or does not fit together."""
    events = [part for part in parts if part.kind == "event"]
    try:
        if len(events) > MOST_EVENTS:
            raise Refused(TOO_LONG)
        movies = dict(_movie(record, member, part, films[part.film_id], past.movies) for part in events if part.film_id)
        return restoring.restore(member, [part.more for part in events], movies, past.gone)
    except Refused as refusal:
        return refusal
    except (msgspec.ValidationError, TypeError, ValueError) as problem:
        return Refused(f"{restoring.NOT_OURS} ({problem})")


def _movie(record: Record, member: Member, part: Part, row: ImportFilm, others: set[UUID]) -> tuple[UUID, UUID]:
    """What a movie is called in the file, and here."""
    film = msgspec.convert(row.said, Film)
    if film.movie_id is None:
        raise Refused("The film of this entry is not in the export.")
    if row.movie_id:
        return film.movie_id, row.movie_id
    named = {name: getattr(film, name) for name in Identity.__dataclass_fields__}
    facts = part.more.get("facts")
    hand = msgspec.convert(facts, HandFacts) if facts else None
    movie_id = movie_restoring.restore(record, member, film.movie_id, Identity(**named), hand, others)
    ImportFilm.update(movie_id=movie_id).where(ImportFilm.id == row.id).execute()
    row.movie_id = movie_id
    others.add(movie_id)
    return film.movie_id, movie_id
