"""The catalogue. All follows from the log but `MovieDetails`, which is what providers say and can be fetched again."""

from dataclasses import fields
from uuid import UUID

import peewee

from moviediary import ids
from moviediary.ids import hue
from moviediary.movies.rules import Poster
from moviediary.tables import ListField, Row, UtcField
from moviediary.text import slug

# The source of a poster that a member gave.
UPLOAD = "upload"
# The notice that a movie shows another picture now, or none any more.
POSTER_CHANGED = "movies.poster_changed"
# The task that looks for a picture which is gone.
LOST = "look_for_lost_poster"
# The pictures in the store that movies show, each in its `picture_file`.
PICTURES = """SELECT 'posters/' || poster_small || '.webp' FROM movie_details WHERE poster_small <> ''
UNION SELECT 'posters/' || poster_large || '.webp' FROM movie_details WHERE poster_large <> '' ORDER BY 1"""


def picture_file(name: str) -> str:
    """Where the store keeps a picture, which is named by the hash of its content."""
    return f"posters/{name}.webp"


class Movie(Row):
    """The identity of a film. A movie that was merged is only an address of another one, and has no numbers."""

    id = peewee.UUIDField(primary_key=True)
    title = peewee.TextField()
    original_title = peewee.TextField(default="")
    year = peewee.SmallIntegerField()
    directors = ListField(default=())
    imdb_id = peewee.TextField(null=True, unique=True)
    tmdb_id = peewee.IntegerField(null=True, unique=True)
    wikidata_id = peewee.TextField(null=True, unique=True)
    discovered_by = peewee.UUIDField(null=True)
    discovered_at = UtcField()
    merged_into = peewee.UUIDField(null=True, index=True)

    @property
    def address(self) -> str:
        return address(self.id, self.title, self.year)

    @property
    def short_id(self) -> str:
        return ids.short(self.id)

    @property
    def hue(self) -> int:
        return hue(self.id)


class MovieName(Row):
    """A name a movie is found by, folded; in words, and all words written together. The index of words follows by triggers."""

    movie = peewee.ForeignKeyField(Movie, lazy_load=False, backref=None, index=False)
    name = peewee.TextField()
    year = peewee.SmallIntegerField()
    words = peewee.TextField()
    squeezed = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("movie", "name")
        indexes = ((("name", "year"), False), (("squeezed", "movie"), False))


class MovieMerge(Row):
    """A movie that was merged into another one, and the numbers it had, to be given back should they be parted.

    `into_id` is the movie it was merged into, which may itself have been merged since: `Movie.merged_into` is where that leads.
    `completed` names what film databases have filled in about that movie since, perhaps by a number of this one.
    """

    movie_id = peewee.UUIDField(primary_key=True)
    into_id = peewee.UUIDField(index=True)
    seq = peewee.BigIntegerField()
    imdb_id = peewee.TextField(null=True)
    tmdb_id = peewee.IntegerField(null=True)
    wikidata_id = peewee.TextField(null=True)
    completed = ListField(default=())


class MovieDetails(Row):
    """Facts as pages show them, and pictures. `poster_state`: none, wanted, found, missing or failed.

    `provided` holds the facts as a provider gave them, as JSON, so that one `by_hand` can be released again.
    """

    movie_id = peewee.UUIDField(primary_key=True)
    runtime = peewee.SmallIntegerField(null=True)
    languages = ListField(default=())
    genres = ListField(default=())
    countries = ListField(default=())
    overview = peewee.TextField(default="")
    tagline = peewee.TextField(default="")
    collection = peewee.TextField(default="")
    collection_name = peewee.TextField(default="")
    by_hand = ListField(default=())
    provided = peewee.TextField(default="")
    provided_by = peewee.TextField(default="")
    provided_at = UtcField(null=True)
    poster_state = peewee.TextField(default="none")
    poster_note = peewee.TextField(default="")
    poster_small = peewee.TextField(default="")
    poster_large = peewee.TextField(default="")
    poster_color = peewee.TextField(default="")
    # Where the picture came from: an address, or UPLOAD.
    poster_source = peewee.TextField(default="")
    # What the larger one weighs; 0 for those stored before that was noted.
    poster_bytes = peewee.IntegerField(default=0)

    def poster(self) -> Poster:
        """The poster as it is linked."""
        return Poster(**{field.name: getattr(self, f"poster_{field.name}") for field in fields(Poster)})


MovieDetails.add_index(
    MovieDetails.index(MovieDetails.collection, where=MovieDetails.collection != "", name="movie_details_collection")
)
# A picture that is asked for and gone is looked up by its name, whoever asks.
for column in (MovieDetails.poster_small, MovieDetails.poster_large):
    MovieDetails.add_index(MovieDetails.index(column, where=column != "", name=f"movie_details_{column.name}"))


class MovieFixedFacts(Row):
    """What was said by hand of a movie's facts. None: the provider's holds."""

    movie_id = peewee.UUIDField(primary_key=True)
    runtime = peewee.SmallIntegerField(null=True)
    tagline = peewee.TextField(null=True)
    overview = peewee.TextField(null=True)
    genres = ListField(null=True)
    countries = ListField(null=True)
    languages = ListField(null=True)


def address(movie_id: UUID, title: str, year: int) -> str:
    """The last part of a movie's address: the short id and a readable slug."""
    return f"{ids.short(movie_id)}-{slug(title)}-{year}"
