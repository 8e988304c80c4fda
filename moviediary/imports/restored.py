"""Entries of our own exports, which come back with all that ever happened to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from moviediary.accounts.models import Member
from moviediary.diary import restoring
from moviediary.errors import Refused
from moviediary.imports.models import Import, ImportFilm
from moviediary.imports.parts import Part
from moviediary.log import Record
from moviediary.movies import restoring as movie_restoring
from moviediary.movies.commands import HandFacts, Identity
from moviediary.sources.lines import Film


def movies_of(batch: Import) -> frozenset[UUID]:
    """The ids that the movies of a file have there."""
    films = ImportFilm.select(ImportFilm.said).where(ImportFilm.batch == batch.id).tuples()
    return frozenset(UUID(said["movie_id"]) for (said,) in films if "movie_id" in said)


def bring_back(
    record: Record, member: Member, parts: Sequence[Part], films: Mapping[int, ImportFilm], others: Collection[UUID]
) -> UUID | Refused:
    """Put an entry back with its history, or say why that cannot be: it is here already, or does not fit together."""
    events = [part for part in parts if part.kind == "event"]
    try:
        movies = dict(_movie(record, member, part, films[part.film_id], others) for part in events if part.film_id)
        return restoring.restore(member, [part.more for part in events], movies)
    except Refused as refusal:
        return refusal


def _movie(record: Record, member: Member, part: Part, row: ImportFilm, others: Collection[UUID]) -> tuple[UUID, UUID]:
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
    return film.movie_id, movie_id
