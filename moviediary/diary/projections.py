"""The diary's tables, as they follow from the log."""

from dataclasses import replace
from uuid import UUID

import peewee

from moviediary.accounts.events import MemberErased
from moviediary.diary.counts import Counted, of_reviews, settle
from moviediary.diary.events import ReviewDeleted, ReviewEdited, ReviewLogged, ReviewPurged, ReviewRestored
from moviediary.diary.models import MergedReview, Review, ReviewChange, columns
from moviediary.events import Recorded
from moviediary.movies.events import MovieCorrected, MoviesMerged, MoviesParted
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
    this, movie_id = Review.id == event.review_id, _current(event.movie_id).id
    before = of_reviews(this)
    if get(Review, event.review_id).movie_id != movie_id:
        # Now it is said about another film, and has nothing to do with where it came from.
        _forget_origin(this)
    said = columns(event.review_id, movie_id, event.viewing)
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
    _forget_origin(Review.id == event.review_id)
    Review.delete().where(Review.id == event.review_id).execute()
    ReviewChange.delete().where(ReviewChange.review == event.review_id).execute()


def follow_correction(event: MovieCorrected, recorded: Recorded) -> None:
    """Count for the directors a movie has now. Runs before the movie itself is corrected."""
    counted = of_reviews(Review.movie == event.movie_id)
    settle(counted, [replace(review, directors=event.directors) for review in counted])


def follow_merge(event: MoviesMerged, recorded: Recorded) -> None:
    """Take the reviews of a merged movie to the one it became. Runs after the movies."""
    this = Review.movie == event.movie_id
    counted, directors = of_reviews(this), get(Movie, event.into_id).directors
    known = MergedReview.select(MergedReview.review_id)
    for row in Review.select(Review.id).where(this, Review.id.not_in(known)).tuples():
        add(MergedReview, review_id=row[0], movie_id=event.movie_id)
    Review.update(movie=event.into_id).where(this).execute()
    settle(counted, [replace(review, movie_id=event.into_id, directors=directors) for review in counted])


def follow_parting(event: MoviesParted, recorded: Recorded) -> None:
    """Take back to a movie what was said about it, and about what had been merged into it. Runs after the movies."""
    own = Movie.select(Movie.id).where((Movie.id == event.movie_id) | (Movie.merged_into == event.movie_id))
    these = Review.id.in_(MergedReview.select(MergedReview.review_id).where(MergedReview.movie_id.in_(own)))
    before = of_reviews(these)
    Review.update(movie=event.movie_id).where(these).execute()
    settle(before, of_reviews(these))
    MergedReview.delete().where(MergedReview.movie_id == event.movie_id).execute()


def forget_member(event: MemberErased, recorded: Recorded) -> None:
    own = Review.member == event.member_id
    settle(of_reviews(own), ())
    _forget_origin(own)
    ReviewChange.delete().where(ReviewChange.review.in_(Review.select(Review.id).where(own))).execute()
    Review.delete().where(own).execute()


def _forget_origin(these: peewee.Expression) -> None:
    MergedReview.delete().where(MergedReview.review_id.in_(Review.select(Review.id).where(these))).execute()


def _note(event: Change, recorded: Recorded) -> None:
    add(ReviewChange, seq=recorded.seq, review=event.review_id)


def _current(movie_id: UUID) -> Movie:
    # A form may have been opened before its movie was merged into another.
    movie = get(Movie, movie_id)
    return get(Movie, movie.merged_into) if movie.merged_into else movie
