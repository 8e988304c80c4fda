"""Where each feed stands after an event, written in the transaction of the event.

A feed for everybody is only moved by what everybody may see: its mark tells nothing of the rest.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from moviediary.accounts.events import MemberErased
from moviediary.columns import as_uuid
from moviediary.database import selected
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored, ReviewWithdrawn
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.feeds.marks import Place, about_member, about_movies, everyone, follow
from moviediary.feeds.models import FeedMark
from moviediary.movies.events import MovieCorrected, MoviesMerged, MoviesParted
from moviediary.movies.queries import became
from moviediary.tables import find


def logged(event: ReviewLogged, recorded: Recorded) -> None:
    public = {current(event.movie_id)} if event.viewing.audience == "everyone" else set()
    _moved(recorded, event.member_id, public)


def logged_together(recorded: Sequence[Recorded]) -> None:
    """The same for the many entries of an import, which move each feed once."""
    public: dict[UUID, set[UUID]] = {}
    for one in recorded:
        event: Any = one.event
        movies = public.setdefault(event.member_id, set())
        if event.viewing.audience == "everyone":
            movies.add(event.movie_id)
    for member_id, movie_ids in public.items():
        _moved(recorded[-1], member_id, set(became(movie_ids).values()))


def edited(event: ReviewEdited, recorded: Recorded) -> None:
    """Runs before the diary: what everybody saw until now leaves their feeds."""
    review = find(Review, "id", event.review_id)
    if review is not None:
        public = {review.movie_id} if review.audience == "everyone" else set()
        public |= {current(event.movie_id)} if event.viewing.audience == "everyone" else set()
        _moved(recorded, review.member_id, public)


def gone_or_back(event: ReviewDeleted | ReviewRestored | ReviewWithdrawn, recorded: Recorded) -> None:
    """Runs before the diary, where that forgets the review."""
    review = find(Review, "id", event.review_id)
    if review is not None:
        _moved(recorded, review.member_id, {review.movie_id} if review.audience == "everyone" else set())


def follow_correction(event: MovieCorrected, recorded: Recorded) -> None:
    follow(recorded, about_movies([event.movie_id]))


def follow_merge(event: MoviesMerged, recorded: Recorded) -> None:
    """Runs before the diary, while each review still has its movie."""
    follow(recorded, about_movies([event.movie_id, event.into_id]))


def follow_parting(event: MoviesParted, recorded: Recorded) -> None:
    """Runs after the diary. What it was merged into may have been merged since, and then had its reviews until now."""
    follow(recorded, about_movies([event.movie_id, current(event.into_id)]))


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    """Runs before the diary, which forgets what the member wrote."""
    follow(recorded, about_member(event.member_id))
    FeedMark.delete().where(FeedMark.subject == event.member_id).execute()


def current(movie_id: UUID) -> UUID:
    """The movie that one became by merging: a form may have been opened before."""
    rows = selected("SELECT merged_into FROM movie WHERE id = ?", (movie_id.hex,))
    return as_uuid(rows[0][0]) if rows and rows[0][0] else movie_id


def _moved(recorded: Recorded, member_id: UUID, movie_ids: set[UUID]) -> None:
    """Move the feeds of a member; where everybody could or can see the entry, those with its movies, too."""
    places: list[Place] = [("own", member_id)]
    if movie_ids:
        places += [everyone(), ("member", member_id), *(("movie", movie_id) for movie_id in movie_ids)]
    follow(recorded, places)
