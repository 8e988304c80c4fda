"""Finding people by a part of their name."""

from uuid import UUID

import pytest

from moviediary import clock
from moviediary.movies.models import Movie
from moviediary.people.models import Credit, Person, PersonStart
from moviediary.people.queries import search
from moviediary.people.rules import starts
from moviediary.text import fold


@pytest.fixture
def people(database):
    """Agnès Varda with a film, and others without."""
    Movie.insert(id=UUID(int=9), title="Cléo", year=1962, directors=(), discovered_at=clock.now()).execute()
    for number, name in enumerate(["Agnès Jaoui", "Agnès Varda", "Rosalie Varda", "Mads Mikkelsen", "100%"], 1):
        Person.insert(id=UUID(int=number), name=name, folded=fold(name)).execute()
        PersonStart.insert_many([{"person": UUID(int=number), "start": start} for start in starts(fold(name))]).execute()
    Credit.insert(movie=UUID(int=9), job="Director", position=0, person=UUID(int=2), character="").execute()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("agnes", ["Agnès Varda", "Agnès Jaoui"]),
        ("VARDA", ["Agnès Varda", "Rosalie Varda"]),
        ("agnès v", ["Agnès Varda"]),
        ("arda", []),
        ("%", []),
        ("_", []),
        ("", []),
        ("' OR 1=1 --", []),
        ("x" * 10_000, []),
    ],
)
def test_people_are_found_by_the_beginning_of_a_name(people, words, names):
    assert [person.name for person in search(words)] == names
