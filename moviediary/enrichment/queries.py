"""Which movies film databases are to be asked about, and how it went before."""

from datetime import datetime, timedelta
from uuid import UUID

from peewee import JOIN, Value, fn

from moviediary.enrichment.models import Enquiry
from moviediary.movies.models import Movie

# A film that has just been discovered is being asked about by its delivery, which is tried again for as long.
YOUNG = timedelta(days=1)


def enquiry(movie_id: UUID) -> Enquiry | None:
    found: Enquiry | None = Enquiry.get_or_none(Enquiry.movie_id == movie_id)
    return found


def due(now: datetime, limit: int) -> list[Movie]:
    """Movies to ask about, those that were never asked about first, then those that have waited longest."""
    numbered = Movie.imdb_id.is_null(False) | Movie.tmdb_id.is_null(False) | Movie.wikidata_id.is_null(False)
    never = Enquiry.movie_id.is_null() & (Movie.discovered_at < now - YOUNG)
    return list(
        Movie.select()
        .join(Enquiry, JOIN.LEFT_OUTER, on=(Enquiry.movie_id == Movie.id))
        .where(Movie.merged_into.is_null(), numbered, never | (Enquiry.next_at <= now))
        .order_by(fn.COALESCE(Enquiry.next_at, Value(datetime(1970, 1, 1))), Movie.id)  # noqa: DTZ001 - as columns are
        .limit(limit)
    )
