"""Following and blocking: who may, what happens, what is refused."""

from uuid import UUID

import pytest

from moviediary.errors import NotFound, Refused
from moviediary.relations import rules
from moviediary.relations.commands import (
    AcceptFollower,
    Block,
    Follow,
    RejectFollower,
    RemoveFollower,
    Unblock,
    Unfollow,
)
from moviediary.relations.events import (
    FollowAccepted,
    FollowRejected,
    FollowRemoved,
    FollowRequested,
    UserBlocked,
    UserUnblocked,
)
from moviediary.relations.rules import Facts, Relation

ALICE, BOB = UUID(int=1), UUID(int=2)


def facts(locked=False, **relation):
    return Facts(ALICE, Relation(**relation), locked)


def test_an_open_profile_is_followed_at_once():
    assert rules.follow(Follow(BOB), facts()) == [FollowAccepted(ALICE, BOB, asked=False)]


def test_a_locked_profile_is_asked_first():
    assert rules.follow(Follow(BOB), facts(locked=True)) == [FollowRequested(ALICE, BOB)]


@pytest.mark.parametrize("state", ["requested", "accepted"])
def test_following_twice_changes_nothing(state):
    assert rules.follow(Follow(BOB), facts(follows=state, locked=True)) == []


def test_nobody_follows_themselves():
    with pytest.raises(Refused):
        rules.follow(Follow(ALICE), facts())


@pytest.mark.parametrize("side", ["blocks", "blocked_by"])
def test_across_a_block_there_is_nobody_to_follow_or_accept(side):
    barred = facts(**{side: True}, followed_by="requested")
    with pytest.raises(NotFound):
        rules.follow(Follow(BOB), barred)
    with pytest.raises(NotFound):
        rules.accept(AcceptFollower(BOB), barred)


@pytest.mark.parametrize("state", ["requested", "accepted"])
def test_a_follow_and_the_wish_to_are_taken_back(state):
    assert rules.unfollow(Unfollow(BOB), facts(follows=state)) == [FollowRemoved(ALICE, BOB)]


def test_whoever_does_not_follow_has_nothing_to_take_back():
    assert rules.unfollow(Unfollow(BOB), facts(followed_by="accepted")) == []


def test_a_request_is_accepted_once():
    assert rules.accept(AcceptFollower(BOB), facts(followed_by="requested")) == [FollowAccepted(BOB, ALICE, asked=True)]
    assert rules.accept(AcceptFollower(BOB), facts(followed_by="accepted")) == []


def test_what_was_not_asked_cannot_be_accepted():
    with pytest.raises(Refused):
        rules.accept(AcceptFollower(BOB), facts(follows="accepted"))


def test_a_request_is_rejected():
    assert rules.reject(RejectFollower(BOB), facts(followed_by="requested")) == [FollowRejected(BOB, ALICE)]
    assert rules.reject(RejectFollower(BOB), facts()) == []


def test_a_follower_cannot_be_rejected_but_removed():
    with pytest.raises(Refused):
        rules.reject(RejectFollower(BOB), facts(followed_by="accepted"))
    assert rules.remove_follower(RemoveFollower(BOB), facts(followed_by="accepted")) == [FollowRemoved(BOB, ALICE)]


def test_only_a_follower_can_be_removed():
    assert rules.remove_follower(RemoveFollower(BOB), facts(follows="accepted", followed_by="requested")) == []


def test_a_block_ends_following_both_ways():
    both = facts(follows="requested", followed_by="accepted")
    assert rules.block(Block(BOB), both) == [FollowRemoved(ALICE, BOB), FollowRemoved(BOB, ALICE), UserBlocked(ALICE, BOB)]


def test_a_block_is_made_once_and_across_the_other_ones():
    assert rules.block(Block(BOB), facts(blocks=True)) == []
    assert rules.block(Block(BOB), facts(blocked_by=True)) == [UserBlocked(ALICE, BOB)]


def test_nobody_blocks_themselves():
    with pytest.raises(Refused):
        rules.block(Block(ALICE), facts())


def test_only_whoever_blocks_can_unblock():
    assert rules.unblock(Unblock(BOB), facts(blocks=True)) == [UserUnblocked(ALICE, BOB)]
    assert rules.unblock(Unblock(BOB), facts(blocked_by=True)) == []
