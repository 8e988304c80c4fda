"""Movies of another site, or of this one as it was: they come back under the ids they had, so that what names them still does."""

from collections.abc import Collection
from uuid import UUID

from moviediary.accounts.models import Member
from moviediary.log import Record
from moviediary.movies import actions, fixing, queries, sources
from moviediary.movies.commands import DiscoverMovie, FixFacts, HandFacts, Identity


def restore(
    record: Record,
    member: Member,
    movie_id: UUID,
    identity: Identity,
    hand: HandFacts | None = None,
    others: Collection[UUID] = (),
) -> UUID:
    """The movie that an export calls `movie_id`: the one that has this id here, or one this identity fits, else it is made.

    What was said of it by hand is said again where it is new. `others` are the ids of all movies of the same export, and what
    those were found to be here: two of them are two films, even where they have one name. Raises Refused. Called within the
    transaction of whatever needs it.
    """
    known = queries.movie_by_id(movie_id)
    if known is not None:
        return known.id
    found = actions.discover(record, DiscoverMovie(identity), member, movie_id, others)
    if found == movie_id and hand is not None and sources.of_movie(found).hand == HandFacts():
        fixing.fix(record, member, FixFacts(found, hand))
    return found
