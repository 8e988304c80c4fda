"""A movie in the words of schema.org, made of what its page shows."""

from moviediary import schema
from moviediary.diary.statistics import Ratings
from moviediary.moviepage.beside import Beside, Credited
from moviediary.movies.queries import Film
from moviediary.schema import Thing

# As many as the page names before it is asked for all.
ACTORS = 10


def movie(base: str, film: Film, made_by: Beside, ratings: Ratings | None) -> Thing:
    """`ratings` are those that everyone may know of, or None where the page shows more than those."""
    return schema.about(
        schema.thing(
            "Movie",
            name=film.title,
            alternateName=film.original_title if film.original_title != film.title else "",
            url=f"{base}/movies/{film.address}",
            datePublished=str(film.year),
            description=film.overview,
            director=_people(base, made_by.directors),
            actor=_people(base, made_by.cast[:ACTORS]),
            genre=list(film.genres),
            duration=schema.duration(film.runtime),
            image=f"{base}/posters/{film.poster_large}.webp" if film.poster_large else "",
            sameAs=schema.elsewhere(film.imdb_id, film.tmdb_id, film.wikidata_id),
            aggregateRating=_rated(ratings) if ratings else None,
        )
    )


def _people(base: str, people: list[Credited]) -> list[Thing]:
    return [schema.thing("Person", name=one.name, url=one.address and f"{base}/people/{one.address}") for one in people]


def _rated(ratings: Ratings) -> Thing | None:
    if not ratings.count:
        return None
    return schema.thing("AggregateRating", ratingCount=ratings.count, **schema.stars(float(ratings.average)))
