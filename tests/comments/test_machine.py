"""Random sequences of what members do with each other's entries: the tables and the counts are always what the log says."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from machines import Machine
from tries import tries

from moviediary import ids
from moviediary.accounts.actions import delete_account, register, set_admin
from moviediary.accounts.commands import Account
from moviediary.comments import actions as comments
from moviediary.comments.models import ReviewComment
from moviediary.diary import actions as diary
from moviediary.diary import queries
from moviediary.diary.commands import Viewing
from moviediary.diary.models import Review
from moviediary.errors import DiaryError
from moviediary.movies.commands import DiscoverMovie, Identity
from moviediary.reactions import actions as reactions
from moviediary.reactions.models import ReviewBoost, ReviewLike
from moviediary.relations import actions as relations

PASSWORD = "correct horse"
who, which = st.integers(0, 3), st.integers(0, 30)
REACTIONS = (reactions.like, reactions.unlike, reactions.boost, reactions.unboost, comments.close, comments.open_again)
TOWARDS = (relations.block, relations.unblock, relations.follow, relations.mute)


class Talk(Machine):
    @initialize()
    def members(self):
        names = ("ada", "bob", "cy", "di")
        self.alive = [register(Account(name, f"{name}@example.org", PASSWORD)) for name in names]
        self.alive[0].is_admin = True
        for member in self.alive[:2]:
            self.log(self.alive.index(member), "everyone")

    def member(self, number):
        return self.alive[number % len(self.alive)]

    def one_of(self, model, number):
        found = list(model.select().order_by(model.id))
        return ids.short(found[number % len(found)].id) if found else "nothing"

    def attempt(self, action, *arguments):
        """What is refused changes nothing, which the invariants see to."""
        try:
            action(*arguments)
        except DiaryError:
            return

    @rule(member=who, audience=st.sampled_from(["everyone", "everyone", "members", "me"]))
    def log(self, member, audience):
        film = DiscoverMovie(Identity("Heat", 1995))
        diary.log_review(self.member(member), uuid4(), film, Viewing(watched="", audience=audience))

    @rule(member=who, review=which, action=st.sampled_from(REACTIONS))
    def react(self, member, review, action):
        self.attempt(action, self.member(member), self.one_of(Review, review))

    @rule(member=who, review=which)
    def comment(self, member, review):
        self.attempt(comments.add, self.member(member), self.one_of(Review, review), uuid4(), "Words.")

    @rule(member=who, comment=which)
    def answer(self, member, comment):
        parent = self.one_of(ReviewComment, comment)
        row = ReviewComment.get_or_none(ReviewComment.id == ids.from_short(parent))
        if row is not None:
            self.attempt(comments.add, self.member(member), ids.short(row.review_id), uuid4(), "Answer.", parent)

    @rule(member=who, comment=which, revision=st.integers(1, 2))
    def edit(self, member, comment, revision):
        self.attempt(comments.edit, self.member(member), self.one_of(ReviewComment, comment), revision, "Better.")

    @rule(member=who, comment=which)
    def delete(self, member, comment):
        self.attempt(comments.delete, self.member(member), self.one_of(ReviewComment, comment))

    @rule(member=who, review=which, action=st.sampled_from([diary.delete_review, diary.restore_review]))
    def delete_or_restore_an_entry(self, member, review, action):
        self.attempt(action, self.member(member), self.one_of(Review, review))

    @rule(member=who, other=who, action=st.sampled_from(TOWARDS))
    def turn_to_somebody(self, member, other, action):
        self.attempt(action, self.member(member), self.member(other).username)

    @rule(number=who)
    def somebody_leaves(self, number):
        if len(self.alive) > 2:
            gone = self.alive.pop(number % len(self.alive))
            set_admin(self.alive[0].id, True)
            self.alive[0].is_admin = True
            delete_account(gone, PASSWORD)

    @invariant()
    def every_entry_counts_what_there_is(self):
        for review in Review.select():
            said = ReviewComment.select().where(ReviewComment.review_id == review.id, ReviewComment.deleted_at.is_null())
            likes, boosts = (model.select().where(model.review_id == review.id) for model in (ReviewLike, ReviewBoost))
            assert (review.likes, review.boosts, review.comments) == (likes.count(), boosts.count(), said.count())

    @invariant()
    def nobody_counts_those_who_are_gone_for_them(self):
        for reader in self.alive:
            for entry in queries.feed(reader, queries.Cursor()).entries:
                there = {member.id for member in self.alive if not relations.queries.relation(reader, member.id).barred}
                likers = [row.member_id for row in ReviewLike.select().where(ReviewLike.review_id == entry.review_id)]
                assert entry.likes == len([liker for liker in likers if liker in there])
                assert entry.liked == (reader.id in likers)


@pytest.mark.parametrize("steps", [25])
def test_whatever_members_do_with_each_others_entries_the_tables_follow_from_the_log(sqlite_template, wired, steps):
    Talk.template = sqlite_template
    few = settings(
        max_examples=tries(10), stateful_step_count=steps, deadline=timedelta(minutes=1), suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Talk, settings=few)
