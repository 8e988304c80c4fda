"""Where each feed stands after an event, written in the transaction of the event.

A feed for everybody is only moved by what everybody may see: its mark tells nothing of the rest.
"""

from uuid import UUID

from moviediary.accounts.events import MemberErased
from moviediary.database import db
from moviediary.diary.entries import as_uuid
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewRestored
from moviediary.diary.models import Review
from moviediary.events import Recorded
from moviediary.feeds.marks import Place, about_movies, everyone, move
from moviediary.feeds.models import FeedMark
from moviediary.movies.events import MovieCorrected, MoviesMerged, MoviesParted
from moviediary.tables import find


def logged(event: ReviewLogged, recorded: Recorded) -> None:
    """Runs after the diary."""
    _moved(recorded, event.member_id, {_current(event.movie_id)}, event.viewing.audience == "everyone")


def edited(event: ReviewEdited, recorded: Recorded) -> None:
    """Runs before the diary: what everybody saw until now leaves their feeds."""
    review = find(Review, "id", event.review_id)
    if review is not None:
        public = "everyone" in (review.audience, event.viewing.audience)
        _moved(recorded, review.member_id, {review.movie_id, _current(event.movie_id)}, public)


def gone_or_back(event: ReviewDeleted | ReviewRestored, recorded: Recorded) -> None:
    review = find(Review, "id", event.review_id)
    if review is not None:
        _moved(recorded, review.member_id, {review.movie_id}, review.audience == "everyone")


def follow_correction(event: MovieCorrected, recorded: Recorded) -> None:
    move(about_movies([event.movie_id]), recorded.id, recorded.at)


def follow_merge(event: MoviesMerged, recorded: Recorded) -> None:
    """Runs before the diary, while each review still has its movie."""
    move(about_movies([event.movie_id, event.into_id]), recorded.id, recorded.at)


def follow_parting(event: MoviesParted, recorded: Recorded) -> None:
    """Runs after the diary."""
    move(about_movies([event.movie_id, event.into_id]), recorded.id, recorded.at)


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    """Runs before the diary, which forgets what the member wrote."""
    public = (Review.member == event.member_id) & (Review.audience == "everyone") & Review.deleted_at.is_null()
    movies = [row[0] for row in Review.select(Review.movie).where(public).distinct().tuples()]
    if movies:
        move([everyone(), *(("movie", movie) for movie in movies)], recorded.id, recorded.at)
    FeedMark.delete().where(FeedMark.subject == event.member_id).execute()


def _current(movie_id: UUID) -> UUID:
    # A form may have been opened before its movie was merged into another.
    text = f"SELECT merged_into FROM movie WHERE id = {db.param}"  # noqa: S608
    row = db.execute_sql(text, (movie_id.hex,)).fetchone()
    return as_uuid(row[0]) if row and row[0] else movie_id


def _moved(recorded: Recorded, member_id: UUID, movie_ids: set[UUID], public: bool) -> None:
    places: list[Place] = [("own", member_id)]
    if public:
        places += [everyone(), ("member", member_id), *(("movie", movie_id) for movie_id in movie_ids)]
    move(places, recorded.id, recorded.at)
