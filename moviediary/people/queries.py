"""Reads of people and credits."""

from collections.abc import Sequence
from uuid import UUID

from peewee import JOIN, fn

from moviediary import ids
from moviediary.errors import NotFound
from moviediary.movies.models import Movie
from moviediary.people.models import Credit, Person
from moviediary.people.rules import NUMBERS, Known
from moviediary.providers import Credit as Told
from moviediary.tables import find
from moviediary.text import fold

_KNOWN = (Person.id, Person.name, Person.tmdb_id, Person.wikidata_id, Person.imdb_id)
# How many values one condition may have: half of what an old SQLite takes.
CHUNK = 400


def person_at(address_or_id: str) -> Person:
    """The person at an address, with or without its slug. Raises NotFound."""
    person_id = ids.from_short(address_or_id.partition("-")[0])
    person = find(Person, "id", person_id) if person_id else None
    if person is None:
        raise NotFound("There is nobody of that address here.")
    return person


def search(text: str, limit: int = 8) -> list[Person]:
    """People whose name, or a part of it, begins with these words; those with more credits first."""
    words = fold(text)
    if not words:
        return []
    count = fn.COUNT(Credit.movie.distinct())
    named = Person.folded.startswith(words) | Person.folded.contains(f" {words}")
    people = Person.select().join(Credit, JOIN.LEFT_OUTER).where(named).group_by(Person.id)
    return list(people.order_by(count.desc(), Person.folded, Person.id).limit(limit))


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
