"""Writes of people and credits. A movie's credits are replaced as a whole, so that it may be done twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from moviediary import ids
from moviediary.movies.models import Movie
from moviediary.people import queries, rules
from moviediary.people.models import Credit, Person, PersonStart
from moviediary.people.rules import Known
from moviediary.providers import Credit as Told
from moviediary.providers.facts import DIRECTOR
from moviediary.text import fold


def credit_people(movie: Movie, told: Sequence[Told]) -> None:
    """Keep who made a movie, as a provider tells it, within a transaction. Its directors are those of the catalogue."""
    _replace(movie, rules.credited(movie.directors, rules.checked(told)))


def credit_directors(movie: Movie) -> None:
    """Let the directors of a movie be those of the catalogue, within a transaction; its other credits stay."""
    _replace(movie, rules.credited(movie.directors, queries.credits_of(movie.id)) if movie.directors else _others(movie))


def _others(movie: Movie) -> list[Told]:
    return [credit for credit in queries.credits_of(movie.id) if credit.job != DIRECTOR]


def _replace(movie: Movie, credits: Sequence[Told]) -> None:
    before = queries.credited_on(movie.id)
    people = _people(credits, before)
    places: Counter[str] = Counter()
    rows, seen = [], set()
    for credit, person in zip(credits, people, strict=True):
        said = (person.id, credit.job, credit.character)
        if said not in seen:
            rows.append((movie.id, credit.job, places[credit.job], person.id, credit.character))
            places[credit.job] += 1
            seen.add(said)
    Credit.delete().where(Credit.movie == movie.id).execute()
    if rows:
        Credit.insert_many(rows, [Credit.movie, Credit.job, Credit.position, Credit.person, Credit.character]).execute()
    _forget(before - {person.id for person in people})


def _people(credits: Sequence[Told], here: set[UUID]) -> list[Known]:
    """The person of each credit: one we have, with the numbers they lacked, or a new one."""
    had = queries.candidates(credits)
    known, people = list(had), []
    for credit in credits:
        person = rules.recognized(credit, known, here)
        told = rules.completed(person, credit, known) if person else _new(credit, known)
        if person:
            known.remove(person)
        known.append(told)
        people.append(told.id)
    _save(known, had)
    final = {person.id: person for person in known}
    return [final[person_id] for person_id in people]


def _new(credit: Told, known: Sequence[Known]) -> Known:
    return rules.completed(Known(ids.uuid7(), credit.name), credit, known)


def _save(known: Sequence[Known], had: Sequence[Known]) -> None:
    before = {person.id: person for person in had}
    new = [{**asdict(person), "folded": fold(person.name)} for person in known if person.id not in before]
    if new:
        Person.insert_many(new).execute()
        begun = [(start, person["id"]) for person in new for start in rules.starts(person["folded"])]
        PersonStart.insert_many(begun, [PersonStart.start, PersonStart.person]).execute()
    for person in known:
        if person.id in before and person != before[person.id]:
            numbers = {name: getattr(person, name) for name in rules.NUMBERS}
            Person.update(numbers).where(Person.id == person.id).execute()


def _forget(person_ids: set[UUID]) -> None:
    """Remove those of these people who have no credit left."""
    if person_ids:
        still = Credit.select(Credit.person).where(Credit.person.in_(list(person_ids)))
        Person.delete().where(Person.id.in_(list(person_ids)), Person.id.not_in(still)).execute()
