"""The diary's tables; all of them follow from the log."""

from uuid import UUID

import peewee

from moviediary.accounts.models import Member
from moviediary.diary.commands import Viewing
from moviediary.diary.rules import Stored, position
from moviediary.movies.models import Movie
from moviediary.tables import ListField, Row, UtcField

# For whom a row is, and for whom beyond all members, in statements that are written out. Indexes are made for these very words.
FOR_EVERYONE = "audience = 'everyone'"
FOR_MEMBERS = "audience IN ('everyone', 'members')"
FOR_FOLLOWERS = "audience = 'followers'"
FOR_FEWER = "audience IN ('followers', 'me')"
FOR_SOMEBODY_ELSE = "audience <> 'me'"


class Review(Row):
    """One viewing of one movie by one member, as it was last said."""

    id = peewee.UUIDField(primary_key=True)
    member = peewee.ForeignKeyField(Member, lazy_load=False, backref=None, index=False)
    movie = peewee.ForeignKeyField(Movie, lazy_load=False, backref=None, index=False)
    key = peewee.UUIDField()
    watched = peewee.TextField()
    time = peewee.TextField()
    # The day, time and id as one text, so that a diary is walked by one index.
    position = peewee.TextField()
    rating = peewee.SmallIntegerField(null=True)
    heart = peewee.BooleanField()
    medium = peewee.TextField()
    tags = ListField()
    text = peewee.TextField()
    spoiler = peewee.BooleanField()
    finished = peewee.BooleanField()
    seen_before = peewee.BooleanField()
    audience = peewee.TextField()
    revision = peewee.IntegerField(default=1)
    deleted_at = UtcField(null=True)
    # What others did with it; they are kept by the slices that know of it.
    likes = peewee.IntegerField(default=0)
    boosts = peewee.IntegerField(default=0)
    comments = peewee.IntegerField(default=0)
    comments_closed = peewee.BooleanField(default=False)

    class Meta:
        indexes = (
            (("member", "key"), True),
            (("member", "position"), False),
            (("movie", "id"), False),
            (("member", "id"), False),
        )

    def stored(self) -> Stored:
        """The review as the rules see it."""
        viewing = Viewing(**{name: getattr(self, name) for name in Viewing.__dataclass_fields__})
        return Stored(self.id, self.member_id, self.movie_id, self.revision, viewing, self.deleted_at)


# Earlier viewings of a film, with all that says who may know of them, so that none has to be looked up to be counted.
EARLIER = (Review.member, Review.movie, Review.position, Review.finished, Review.deleted_at, Review.audience)
Review.add_index(Review.index(*EARLIER, name="review_earlier"))
Review.add_index(Review.index(Review.deleted_at, where=Review.deleted_at.is_null(False), name="review_deleted"))
Review.add_index(Review.index(Review.member, where=~Review.finished, name="review_unfinished"))
# What search engines are told of; written out, as an index of some rows is used only where both conditions read the same.
PUBLIC_TEXT = peewee.SQL(f"{FOR_EVERYONE} AND text <> '' AND deleted_at IS NULL")
Review.add_index(Review.index(Review.id, where=PUBLIC_TEXT, name="review_public_text"))
PUBLIC_UNFINISHED = peewee.SQL(f"NOT finished AND {FOR_EVERYONE} AND deleted_at IS NULL")
Review.add_index(Review.index(Review.movie, where=PUBLIC_UNFINISHED, name="review_public_unfinished"))
# What followers see in their feed, and what only they do.
TO_FOLLOWERS = peewee.SQL(f"{FOR_SOMEBODY_ELSE} AND deleted_at IS NULL")
Review.add_index(Review.index(Review.member, Review.id, where=TO_FOLLOWERS, name="review_followed"))
Review.add_index(Review.index(Review.movie, Review.member, where=peewee.SQL(FOR_FOLLOWERS), name="review_for_followers"))
# That a review has a text, written so that the databases see that the index fits.
TOLD = Review.text != peewee.SQL("''")
Review.add_index(Review.index(Review.member, Review.id, where=TOLD, name="review_told"))


class ReviewChange(Row):
    """Which entries of the log made a review what it is."""

    seq = peewee.BigIntegerField(primary_key=True)
    review = peewee.UUIDField(index=True)


class MergedReview(Row):
    """A review that came to its movie by merging, and the movie it was said about, to which it goes back when they are parted."""

    review_id = peewee.UUIDField(primary_key=True)
    movie_id = peewee.UUIDField(index=True)


class ReviewSource(Row):
    """Which line of another system's a review stands for.

    It stays when the review is purged: what was deleted does not come back with the next import. `batch_id` is the import
    that said so.
    """

    member_id = peewee.UUIDField()
    # Of source and id together, as these may be long.
    key = peewee.UUIDField()
    review_id = peewee.UUIDField(index=True)
    source = peewee.TextField()
    source_id = peewee.TextField()
    batch_id = peewee.UUIDField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("member_id", "key")


class DayCount(Row):
    """Films a member watched on a day (or in a month or year, where that is all they know), per audience."""

    member = peewee.UUIDField()
    watched = peewee.TextField()
    audience = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "watched", "audience")


class RatingCount(Row):
    """How often a member gave a rating, per audience; 0 stands for none."""

    member = peewee.UUIDField()
    rating = peewee.SmallIntegerField()
    audience = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "rating", "audience")


class MonthRatingCount(Row):
    """How often a member gave a rating in a month (or a year, where that is all they know), per audience; 0 stands for none."""

    member = peewee.UUIDField()
    month = peewee.TextField()
    rating = peewee.SmallIntegerField()
    audience = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "month", "rating", "audience")


class MovieRatingCount(Row):
    """How often a movie was given a rating, per audience; 0 stands for none."""

    movie = peewee.UUIDField()
    rating = peewee.SmallIntegerField()
    audience = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("movie", "rating", "audience")


class DirectorCount(Row):
    """How many viewings of a director's films a member logged, per audience."""

    member = peewee.UUIDField()
    director = peewee.TextField()
    audience = peewee.TextField()
    count = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("member", "director", "audience")


def columns(review_id: UUID, movie_id: UUID, viewing: Viewing) -> dict[str, object]:
    """The columns of a review that a viewing sets."""
    said = {name: getattr(viewing, name) for name in Viewing.__dataclass_fields__}
    return {**said, "movie": movie_id, "position": position(viewing.watched, viewing.time, review_id)}
