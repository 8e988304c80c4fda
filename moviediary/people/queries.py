"""Reads of people and credits."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from peewee import JOIN

from moviediary import ids
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.errors import NotFound
from moviediary.ids import hue
from moviediary.movies.models import Movie
from moviediary.people.models import Credit, Person, address
from moviediary.people.rules import NUMBERS, Known
from moviediary.providers import Credit as Told
from moviediary.shapes import NAME
from moviediary.tables import find
from moviediary.text import LAST, fold

_KNOWN = (Person.id, Person.name, Person.tmdb_id, Person.wikidata_id, Person.imdb_id)
# No more names than these are looked at for a letter that many begin with.
MOST = 300
NAMED = """
SELECT p.id, p.name, p.films, (SELECT job FROM credit WHERE person_id = p.id GROUP BY job ORDER BY COUNT(*) DESC, job LIMIT 1)
FROM (
    SELECT person.id, person.name, person.folded,
        (SELECT COUNT(DISTINCT movie_id) FROM credit WHERE person_id = person.id) AS films
    FROM person JOIN (
        SELECT DISTINCT person_id FROM (SELECT person_id FROM person_start WHERE start >= ? AND start < ? LIMIT ?) AS begun
    ) AS named ON person.id = named.person_id
) AS p ORDER BY p.films DESC, p.folded, p.id LIMIT ?
"""
# How many values one condition may have: half of what an old SQLite takes.
CHUNK = 400


@dataclass(frozen=True)
class Found:
    """Somebody who was found: how many films of ours they had a part in, and what they did most often; nothing for acting."""

    id: UUID
    name: str
    job: str
    films: int

    @property
    def address(self) -> str:
        return address(self.id, self.name)

    @property
    def initial(self) -> str:
        return self.name[:1].upper()

    @property
    def hue(self) -> int:
        return hue(self.id)


def person_at(address_or_id: str) -> Person:
    """The person at an address, with or without its slug. Raises NotFound."""
    person_id = ids.from_short(address_or_id.partition("-")[0])
    person = find(Person, "id", person_id) if person_id else None
    if person is None:
        raise NotFound("There is nobody of that address here.")
    return person


def search(text: str, limit: int = 8) -> list[Found]:
    """People whose name, or a part of it, begins with these words; those with more films first."""
    words = fold(text)[:NAME]
    if not words:
        return []
    rows = selected(NAMED, (words, words + LAST, MOST, limit))
    return [Found(as_uuid(person_id), name, job or "", int(films)) for person_id, name, films, job in rows]


def credits_of(movie_id: UUID) -> list[Told]:
    """The credits of a movie, as a provider would tell them; parts first, each job in its order."""
    columns = (Person.name, Credit.job, Credit.character, Person.tmdb_id, Person.wikidata_id, Person.imdb_id)
    rows = Credit.select(*columns).join(Person).where(Credit.movie == movie_id).order_by(Credit.job, Credit.position)
    return [Told(*row) for row in rows.tuples()]


def credited_on(movie_id: UUID) -> set[UUID]:
    """Who has a credit on a movie."""
    return {row[0] for row in Credit.select(Credit.person).where(Credit.movie == movie_id).tuples()}


def uncredited(after: UUID, limit: int) -> list[Movie]:
    """The first movies after an id that have directors, but nobody in their credits."""
    lacking = Movie.select().join(Credit, JOIN.LEFT_OUTER).where(Credit.movie.is_null(), Movie.merged_into.is_null())
    directed = Movie.directors.cast("TEXT") != "[]"
    return list(lacking.where(directed, Movie.id > after).order_by(Movie.id).limit(limit))


def candidates(credits: Sequence[Told]) -> list[Known]:
    """Everybody who may be meant by one of the credits: by a number or by the name, the oldest first."""
    wanted = {name: {number for credit in credits if (number := getattr(credit, name)) is not None} for name in NUMBERS}
    asked = [(getattr(Person, name), numbers) for name, numbers in wanted.items()]
    asked.append((Person.folded, {fold(credit.name) for credit in credits}))
    found: dict[UUID, Known] = {}
    for column, values in asked:
        listed = sorted(values)
        for start in range(0, len(listed), CHUNK):
            rows = Person.select(*_KNOWN).where(column.in_(listed[start : start + CHUNK]))
            found.update((row[0], Known(*row)) for row in rows.tuples())
    return [found[key] for key in sorted(found)]
