"""The diary's tables, as they follow from the log."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import peewee

from moviediary.accounts.events import MemberErased
from moviediary.columns import as_hex
from moviediary.database import db
from moviediary.diary.counts import Counted, of_reviews, settle
from moviediary.diary.events import (
    ReviewDeleted,
    ReviewEdited,
    ReviewLogged,
    ReviewPurged,
    ReviewRestored,
    ReviewSourced,
    ReviewUnsourced,
    ReviewWithdrawn,
)
from moviediary.diary.models import MergedReview, Review, ReviewChange, ReviewSource, columns
from moviediary.diary.rules import source_key
from moviediary.events import Recorded
from moviediary.movies.events import MovieCorrected, MoviesMerged, MoviesParted
from moviediary.movies.models import Movie
from moviediary.tables import add_all, get, put, selected_among

Change = ReviewLogged | ReviewEdited | ReviewDeleted | ReviewRestored
# What came to a movie by merging goes back to where it was said.
MERGED = """INSERT INTO merged_review (review_id, movie_id)
SELECT id, movie_id FROM review WHERE movie_id = ? ON CONFLICT (review_id) DO NOTHING"""
FILMS = "SELECT id, merged_into, directors FROM movie WHERE id IN (AMONG)"


class Film(NamedTuple):
    """What the tables of a diary take from a movie."""

    id: UUID
    directors: tuple[str, ...]


def logged(event: ReviewLogged, recorded: Recorded) -> None:
    movie = _all_current({event.movie_id})[event.movie_id]
    put(Review, **_row(event, movie))
    if event.viewing.finished:
        settle((), [_counted(event, movie)])
    _note(event, recorded)


def logged_together(recorded: Sequence[Recorded]) -> None:
    """The same for the many viewings of an import."""
    events: list[Any] = [one.event for one in recorded]
    movies = _all_current({event.movie_id for event in events})
    add_all(Review, [_row(event, movies[event.movie_id]) for event in events])
    settle((), [_counted(event, movies[event.movie_id]) for event in events if event.viewing.finished])
    add_all(ReviewChange, [{"seq": one.seq, "review": event.review_id} for one, event in zip(recorded, events, strict=True)])


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
    _remove(event.review_id)


def withdrawn(event: ReviewWithdrawn, recorded: Recorded) -> None:
    settle(of_reviews(Review.id == event.review_id), ())
    _remove(event.review_id)
    ReviewSource.delete().where(ReviewSource.review_id == event.review_id).execute()


def sourced(event: ReviewSourced, recorded: Recorded) -> None:
    sourced_together([recorded])


def sourced_together(recorded: Sequence[Recorded]) -> None:
    """Note for many lines which review each stands for. A line that stands for one already goes on doing so."""
    events: list[tuple[Any, UUID | None]] = [(one.event, one.batch) for one in recorded]
    rows = [
        {
            "key": source_key(event.source, event.source_id),
            **{name: getattr(event, name) for name in ("review_id", "member_id", "source", "source_id")},
            "batch_id": batch,
        }
        for event, batch in events
    ]
    add_all(ReviewSource, rows, on_conflict="(member_id, key) DO NOTHING")


def unsourced(event: ReviewUnsourced, recorded: Recorded) -> None:
    line = (ReviewSource.member_id == event.member_id) & (ReviewSource.key == source_key(event.source, event.source_id))
    ReviewSource.delete().where(line, ReviewSource.review_id == event.review_id).execute()


def follow_correction(event: MovieCorrected, recorded: Recorded) -> None:
    """Count for the directors a movie has now. Runs before the movie itself is corrected."""
    counted = of_reviews(Review.movie == event.movie_id)
    settle(counted, [replace(review, directors=event.directors) for review in counted])


def follow_merge(event: MoviesMerged, recorded: Recorded) -> None:
    """Take the reviews of a merged movie to the one it became. Runs after the movies."""
    this = Review.movie == event.movie_id
    counted, directors = of_reviews(this), get(Movie, event.into_id).directors
    db.later(MERGED.replace("?", db.param), (event.movie_id.hex,))
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
    ReviewSource.delete().where(ReviewSource.member_id == event.member_id).execute()


def _row(event: ReviewLogged, movie: Film) -> dict[str, object]:
    said = columns(event.review_id, movie.id, event.viewing)
    return {"id": event.review_id, "member": event.member_id, "key": event.key, **said}


def _counted(event: ReviewLogged, movie: Film) -> Counted:
    viewing = event.viewing
    return Counted(event.member_id, movie.id, viewing.watched, viewing.rating, viewing.audience, movie.directors)


def _remove(review_id: UUID) -> None:
    _forget_origin(Review.id == review_id)
    Review.delete().where(Review.id == review_id).execute()
    ReviewChange.delete().where(ReviewChange.review == review_id).execute()


def _forget_origin(these: peewee.Expression) -> None:
    MergedReview.delete().where(MergedReview.review_id.in_(Review.select(Review.id).where(these))).execute()


def _note(event: Change, recorded: Recorded) -> None:
    put(ReviewChange, seq=recorded.seq, review=event.review_id)


def _all_current(movie_ids: Collection[UUID]) -> dict[UUID, Film]:
    asked, found = {movie_id.hex: movie_id for movie_id in movie_ids}, {}
    for movie_id, into, directors in selected_among(FILMS, asked):
        one = asked[as_hex(movie_id)]
        found[one] = _film(_current(one)) if into else Film(one, Movie.directors.python_value(directors) or ())
    return found


def _film(movie: Movie) -> Film:
    return Film(movie.id, movie.directors)


def _current(movie_id: UUID) -> Movie:
    # A form may have been opened before its movie was merged into another.
    movie = get(Movie, movie_id)
    return get(Movie, movie.merged_into) if movie.merged_into else movie
