"""What the rules of liking and sharing answer: facts and a command in, events out, or a refusal."""

from dataclasses import replace
from uuid import UUID

import pytest

from moviediary.errors import NotFound, Refused
from moviediary.reactions import rules
from moviediary.reactions.commands import Boost, Like, Unboost, Unlike
from moviediary.reactions.events import BoostAdded, BoostRemoved, LikeAdded, LikeRemoved

ADA, BOB, REVIEW = UUID(int=1), UUID(int=2), UUID(int=3)
BOBS = rules.Facts(ADA, BOB, "everyone", visible=True)
OWN = replace(BOBS, author_id=ADA)


def test_what_somebody_else_wrote_is_liked_and_shared():
    assert rules.like(Like(REVIEW), BOBS) == [LikeAdded(REVIEW, ADA)]
    assert rules.boost(Boost(REVIEW), BOBS) == [BoostAdded(REVIEW, ADA)]


def test_doing_it_twice_is_done_once():
    assert rules.like(Like(REVIEW), replace(BOBS, liked=True)) == []
    assert rules.boost(Boost(REVIEW), replace(BOBS, boosted=True)) == []
    assert rules.unlike(Unlike(REVIEW), BOBS) == []
    assert rules.unboost(Unboost(REVIEW), BOBS) == []


def test_both_are_taken_back_even_where_the_entry_is_not_to_be_seen_any_more():
    gone = replace(BOBS, visible=False, liked=True, boosted=True)
    assert rules.unlike(Unlike(REVIEW), gone) == [LikeRemoved(REVIEW, ADA)]
    assert rules.unboost(Unboost(REVIEW), gone) == [BoostRemoved(REVIEW, ADA)]


@pytest.mark.parametrize(("rule", "command"), [(rules.like, Like(REVIEW)), (rules.boost, Boost(REVIEW))])
def test_ones_own_entry_is_neither_liked_nor_shared_and_what_is_not_to_be_seen_is_not_there(rule, command):
    with pytest.raises(Refused, match="your own entry"):
        rule(command, OWN)
    with pytest.raises(NotFound):
        rule(command, replace(BOBS, visible=False))


@pytest.mark.parametrize("audience", ["followers", "me"])
def test_what_is_for_few_to_see_is_not_shared_with_others(audience):
    with pytest.raises(Refused, match="cannot be shared"):
        rules.boost(Boost(REVIEW), replace(BOBS, audience=audience))
    assert rules.like(Like(REVIEW), replace(BOBS, audience=audience)) == [LikeAdded(REVIEW, ADA)]
