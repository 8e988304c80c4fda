"""What members do with each other, as it is recorded: for tests of what follows from it."""

from uuid import UUID

from moviediary import clock, database, ids
from moviediary.accounts.models import Member
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited
from moviediary.comments.models import ReviewComment
from moviediary.diary.commands import EditReview, Viewing
from moviediary.diary.models import Review
from moviediary.diary.rules import EditFacts, edit
from moviediary.log import changes
from moviediary.movies.actions import discover
from moviediary.movies.commands import DiscoverMovie
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations import actions as relations


def about_another_film(member: Member, review_id: UUID, film: UUID | DiscoverMovie, viewing: Viewing | None = None) -> None:
    """Let an entry be about another film, as it becomes where somebody tells an import which one it meant."""
    with changes(member.id) as record:
        stored = Review.get_by_id(review_id).stored()
        movie_id = discover(record, film, member) if isinstance(film, DiscoverMovie) else film
        command = EditReview(review_id, stored.revision, movie_id, viewing or stored.viewing)
        for event in edit(command, EditFacts(member.id, clock.today(member.time_zone), stored)):
            record(event)


class Somebody:
    """A member at work, past the pages."""

    def __init__(self, name: str):
        self.name = name

    @property
    def member(self) -> Member:
        return Member.get(Member.username == self.name)

    @property
    def id(self):
        return self.member.id

    def like(self, review_id):
        self._unless(ReviewLike, review_id, LikeAdded)

    def unlike(self, review_id):
        self._if(ReviewLike, review_id, LikeRemoved)

    def boost(self, review_id):
        self._unless(ReviewBoost, review_id, BoostAdded)

    def unboost(self, review_id):
        self._if(ReviewBoost, review_id, BoostRemoved)

    def comment(self, review_id, text="Well said.", parent=None):
        comment_id = ids.uuid7()
        self._record(CommentAdded(comment_id, review_id, self.id, parent, ids.uuid7(), text))
        return comment_id

    def edit_comment(self, comment_id, text):
        with database.connected():
            revision = ReviewComment.get_by_id(comment_id).revision
        self._record(CommentEdited(comment_id, revision + 1, text))

    def delete_comment(self, comment_id):
        self._record(CommentDeleted(comment_id))

    def __getattr__(self, deed):
        """follow, unfollow, accept, reject, remove_follower, block, unblock, mute and unmute, with the name of the other."""

        def do(name):
            with database.connected():
                return getattr(relations, deed)(self.member, name)

        return do

    def _unless(self, model, review_id, event):
        if not self.said(model, review_id):
            self._record(event(review_id, self.id))

    def _if(self, model, review_id, event):
        if self.said(model, review_id):
            self._record(event(review_id, self.id))

    def said(self, model, review_id):
        with database.connected():
            return model.select().where(model.review_id == review_id, model.member_id == self.id).exists()

    def _record(self, event):
        with database.connected(), changes(self.id) as record:
            record(event)
