"""What members do with each other, as it is recorded: for tests of what follows from it."""

from moviediary import database, ids
from moviediary.accounts.models import Member
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited
from moviediary.comments.models import ReviewComment
from moviediary.log import changes
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations import actions as relations


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
