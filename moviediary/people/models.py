"""People and what they did for films: plain rows, made from what providers tell and from the directors of movies."""

from uuid import UUID

import peewee

from moviediary import ids
from moviediary.movies.models import Movie
from moviediary.tables import Row
from moviediary.text import slug


class Person(Row):
    """Somebody who made films. `folded` is the name as it is compared."""

    id = peewee.UUIDField(primary_key=True)
    name = peewee.TextField()
    folded = peewee.TextField(index=True)
    tmdb_id = peewee.IntegerField(null=True, unique=True)
    wikidata_id = peewee.TextField(null=True, unique=True)
    imdb_id = peewee.TextField(null=True, unique=True)

    @property
    def address(self) -> str:
        return address(self.id, self.name)


class PersonStart(Row):
    """A folded name from one of its words on, so that "varda" is found as fast as "agnes varda"."""

    start = peewee.TextField()
    person = peewee.ForeignKeyField(Person, lazy_load=False, backref=None, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("start", "person")


class Credit(Row):
    """What a person did for a movie: a job, or a part in it, then `job` is empty. `position` orders those of one job."""

    movie = peewee.ForeignKeyField(Movie, lazy_load=False, backref=None, index=False)
    job = peewee.TextField()
    position = peewee.SmallIntegerField()
    person = peewee.ForeignKeyField(Person, lazy_load=False, backref=None, index=False)
    character = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("movie", "job", "position")
        indexes = ((("person", "movie"), False),)


def address(person_id: UUID, name: str) -> str:
    """The last part of a person's address: the short id and a readable slug."""
    return f"{ids.short(person_id)}-{slug(name, 'person')}"
