"""Which tables follow which event: a part of the table of contents."""

from moviediary.accounts.events import MemberErased
from moviediary.accounts.models import Member
from moviediary.comments import projections as comments
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited, CommentsClosed, CommentsOpened
from moviediary.comments.models import ReviewComment
from moviediary.diary import projections as diary
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
from moviediary.diary.models import (
    DayCount,
    DirectorCount,
    MergedReview,
    MonthRatingCount,
    MovieRatingCount,
    RatingCount,
    Review,
    ReviewChange,
    ReviewSource,
)
from moviediary.events import Event
from moviediary.feeds import projections as feeds
from moviediary.following import projections as following
from moviediary.following.models import Newest
from moviediary.log import Projection, Together
from moviediary.movies import projections as movies
from moviediary.movies.events import FactsFixed, MovieCorrected, MovieDiscovered, MoviesMerged, MoviesParted, PosterRequested
from moviediary.movies.models import Movie, MovieFixedFacts, MovieMerge, MovieName
from moviediary.reactions import projections as reactions
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations import projections as relations
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)
from moviediary.relations.models import Block, Follow

# In this order: the diary counts what a movie was before the movie changes, feeds forget what the diary is about to.
PROJECTIONS: dict[type[Event], list[Projection]] = {
    MemberErased: [
        *(feeds.forget_member, following.forget_member, reactions.forget_member, comments.forget_member),
        *(diary.forget_member, movies.forget_discoverer, relations.forget_member),
    ],
    MovieDiscovered: [movies.discovered],
    MovieCorrected: [diary.follow_correction, movies.corrected, feeds.follow_correction],
    MoviesMerged: [movies.merged, feeds.follow_merge, diary.follow_merge],
    MoviesParted: [movies.parted, diary.follow_parting, feeds.follow_parting],
    PosterRequested: [],
    FactsFixed: [movies.fixed],
    ReviewLogged: [diary.logged, feeds.logged, following.logged],
    ReviewEdited: [feeds.edited, diary.edited, following.changed],
    ReviewDeleted: [diary.deleted, feeds.gone_or_back, following.changed],
    ReviewRestored: [diary.restored, feeds.gone_or_back, following.changed],
    ReviewPurged: [following.review_gone, reactions.review_gone, comments.review_gone, diary.purged],
    ReviewSourced: [diary.sourced],
    ReviewUnsourced: [diary.unsourced],
    ReviewWithdrawn: [
        *(feeds.gone_or_back, following.review_gone),
        *(reactions.review_gone, comments.review_gone, diary.withdrawn),
    ],
    FollowRequested: [relations.requested],
    FollowAccepted: [relations.accepted],
    FollowRejected: [relations.ended],
    FollowRemoved: [relations.ended],
    UserBlocked: [relations.blocked],
    UserUnblocked: [relations.unblocked],
    LikeAdded: [reactions.liked],
    LikeRemoved: [reactions.unliked],
    BoostAdded: [reactions.boosted, following.boosted],
    BoostRemoved: [reactions.unboosted, following.boosted],
    CommentAdded: [comments.added],
    CommentEdited: [comments.edited],
    CommentDeleted: [comments.deleted],
    CommentsClosed: [comments.closed],
    CommentsOpened: [comments.opened],
}

# The same tables for many events at once, as imports bring them.
TOGETHER: dict[type[Event], list[Together]] = {
    MovieDiscovered: [movies.discovered_together],
    ReviewLogged: [diary.logged_together, feeds.logged_together, following.logged_together],
    ReviewSourced: [diary.sourced_together],
}

# Tables that follow from the log, each after those it refers to.
PROJECTED = [
    *(Movie, MovieName, MovieFixedFacts, MovieMerge),
    *(Review, ReviewChange, MergedReview, ReviewSource),
    *(DayCount, RatingCount, MonthRatingCount, MovieRatingCount, DirectorCount),
    *(Follow, Block, ReviewLike, ReviewBoost, ReviewComment, Newest),
]
# Plain tables that projections read.
COPIED = [Member]
