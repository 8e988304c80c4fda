"""The diary's tables, as they follow from the log."""

from dataclasses import replace
from uuid import UUID

from moviediary.accounts.events import MemberErased
from moviediary.diary.counts import Counted, of_reviews, settle
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewPurged, ReviewRestored
from moviediary.diary.models import Review, ReviewChange, columns
from moviediary.events import Recorded
from moviediary.movies.events import MovieCorrected, MoviesMerged
from moviediary.movies.models import Movie
from moviediary.tables import add, get

Change = ReviewLogged | ReviewEdited | ReviewDeleted | ReviewRestored


def logged(event: ReviewLogged, recorded: Recorded) -> None:
    movie, viewing = _current(event.movie_id), event.viewing
    add(Review, id=event.review_id, member=event.member_id, key=event.key, **columns(event.review_id, movie.id, viewing))
    if viewing.finished:
        told = Counted(event.member_id, movie.id, viewing.watched, viewing.rating, viewing.audience, movie.directors)
        settle((), [told])
    _note(event, recorded)


def edited(event: ReviewEdited, recorded: Recorded) -> None:
    this = Review.id == event.review_id
    before = of_reviews(this)
    said = columns(event.review_id, _current(event.movie_id).id, event.viewing)
    Review.update(**said, revision=event.revision).where(this).execute()
    settle(before, of_reviews(this))
    _note(event, recorded)


def deleted(event: ReviewDeleted, recorded: Recorded) -> None:
    this = Review.id == event.review_id
    settle(of_reviews(this), ())
    Review.update(deleted_at=recorded.at).where(this).execute()
    _note(event, recorded)


def restored(event: ReviewRestored, recorded: Recorded) -> None:
    this = Review.id == event.review_id
    Review.update(deleted_at=None).where(this).execute()
    settle((), of_reviews(this))
    _note(event, recorded)


def purged(event: ReviewPurged, recorded: Recorded) -> None:
    Review.delete().where(Review.id == event.review_id).execute()
    ReviewChange.delete().where(ReviewChange.review == event.review_id).execute()


def follow_correction(event: MovieCorrected, recorded: Recorded) -> None:
    """Count for the directors a movie has now. Runs before the movie itself is corrected."""
    counted = of_reviews(Review.movie == event.movie_id)
    settle(counted, [replace(review, directors=event.directors) for review in counted])


def follow_merge(event: MoviesMerged, recorded: Recorded) -> None:
    """Take the reviews of a merged movie to the one it became."""
    counted = of_reviews(Review.movie == event.movie_id)
    directors = get(Movie, event.into_id).directors
    Review.update(movie=event.into_id).where(Review.movie == event.movie_id).execute()
    settle(counted, [replace(review, movie_id=event.into_id, directors=directors) for review in counted])


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    own = Review.member == event.member_id
    settle(of_reviews(own), ())
    ReviewChange.delete().where(ReviewChange.review.in_(Review.select(Review.id).where(own))).execute()
    Review.delete().where(own).execute()


def _note(event: Change, recorded: Recorded) -> None:
    add(ReviewChange, seq=recorded.seq, review=event.review_id)


def _current(movie_id: UUID) -> Movie:
    # A form may have been opened before its movie was merged into another.
    movie = get(Movie, movie_id)
    return get(Movie, movie.merged_into) if movie.merged_into else movie
