"""Movies of another site, or of this one as it was: they come back under the ids they had, so that what names them still does."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from moviediary import clock, ids
from moviediary.accounts.models import Member
from moviediary.log import Record
from moviediary.movies import actions, fixing, queries, sources
from moviediary.movies.commands import DiscoverMovie, FixFacts, HandFacts, Identity
from moviediary.movies.models import Movie, MovieName
from moviediary.movies.rules import EXTERNAL
from moviediary.text import fold

# How far ahead the clock of another site may be.
AHEAD = timedelta(days=1)


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
    if known is not None and _fits(known, identity):
        return known.id
    if known is not None or not ids.is_one_of_ours(movie_id, clock.now() + AHEAD):
        # Somebody else's film has this id here, or it is none that a site of ours makes.
        return actions.discover(record, DiscoverMovie(identity), member, None, others)
    found = actions.discover(record, DiscoverMovie(identity), member, movie_id, others)
    if found == movie_id and hand is not None and sources.of_movie(found).hand == HandFacts():
        fixing.fix(record, member, FixFacts(found, hand))
    return found


def _fits(movie: Movie, identity: Identity) -> bool:
    """Whether a movie that has the id is the film that is meant: a number says so, or its title."""
    known = queries.known(movie).identity
    numbers = any(getattr(known, name) == getattr(identity, name) is not None for name in EXTERNAL)
    names = {name for (name,) in MovieName.select(MovieName.name).where(MovieName.movie == movie.id).tuples()}
    return numbers or bool(names & {fold(name) for name in (identity.title, identity.original_title) if name})
