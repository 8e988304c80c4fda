"""Which movies film databases are to be asked about, and how it went before."""

from datetime import datetime, timedelta
from uuid import UUID

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
    asked = Enquiry.select(Enquiry.movie_id)
    young = Movie.select().where(Movie.merged_into.is_null(), numbered, Movie.id.not_in(asked))
    never = list(young.where(Movie.discovered_at < now - YOUNG).order_by(Movie.id).limit(limit))
    # Apart from those, so that an index leads to the few whose time has come.
    again = (
        Movie.select().join(Enquiry, on=(Enquiry.movie_id == Movie.id)).where(Enquiry.next_at <= now, Movie.merged_into.is_null())
    )
    return [*never, *again.where(numbered).order_by(Enquiry.next_at, Movie.id).limit(limit - len(never))]
