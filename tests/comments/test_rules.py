"""What the rules of commenting answer: facts and a command in, events out, or a refusal."""

from dataclasses import replace
from uuid import UUID

import pytest

from moviediary.comments import rules
from moviediary.comments.commands import AddComment, CloseComments, DeleteComment, EditComment, OpenComments
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited, CommentsClosed, CommentsOpened
from moviediary.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused

ADA, BOB, CY, REVIEW, KEY, NEW, FIRST, SECOND = (UUID(int=number) for number in range(1, 9))
BOBS = rules.AddFacts(ADA, BOB, visible=True, new_id=NEW)
SAID = rules.Said(FIRST, REVIEW, ADA, None, "Words.")
ANSWER = rules.Said(SECOND, REVIEW, ADA, FIRST, "Answer.")


def add(facts=BOBS, text="Words.", parent_id=None):
    added = rules.add(AddComment(REVIEW, KEY, text, parent_id), facts)
    return list(added.events) or added.comment_id


def test_a_comment_is_said_with_its_text_cleaned():
    assert add(text=" Words.\r\n") == [CommentAdded(NEW, REVIEW, ADA, None, KEY, "Words.")]


def test_the_same_form_says_it_once_even_when_the_talk_was_closed_meanwhile():
    assert add(replace(BOBS, twin=SAID, closed=True)) == FIRST
    assert add(replace(BOBS, twin=SAID, again=replace(SAID, comment_id=SECOND, text="Other.")), "Other.") == SECOND
    assert add(replace(BOBS, twin=ANSWER, parent=SAID), "Answer.", FIRST) == SECOND


@pytest.mark.parametrize(
    ("twin", "text", "parent"),
    [
        (SAID, "Other words.", None),
        (replace(SAID, deleted=True), "Words.", None),
        (replace(SAID, review_id=KEY), "Words.", None),
        (SAID, "Words.", SAID),
    ],
)
def test_a_form_that_was_sent_before_says_anything_else_with_another_key(twin, text, parent):
    facts, parent_id = replace(BOBS, twin=twin, parent=parent), parent and FIRST
    key = rules.second_key(AddComment(REVIEW, KEY, text, parent_id))
    assert add(facts, text, parent_id) == [CommentAdded(NEW, REVIEW, ADA, parent_id, key, text)]
    # And once more, when that was deleted too.
    gone = rules.Said(SECOND, REVIEW, ADA, parent_id, text, deleted=True)
    assert add(replace(facts, again=gone), text, parent_id) == [CommentAdded(NEW, REVIEW, ADA, parent_id, NEW, text)]


@pytest.mark.parametrize("parent", [SAID, ANSWER])
def test_an_answer_belongs_to_the_first_comment_of_its_conversation(parent):
    assert add(replace(BOBS, parent=parent), parent_id=parent.comment_id)[0].parent_id == FIRST


@pytest.mark.parametrize(
    ("facts", "text", "parent", "words"),
    [
        (BOBS, " ", None, "Write something"),
        (BOBS, "x" * 2001, None, "at most 2,000"),
        (replace(BOBS, closed=True), "Words.", None, "closed"),
        (BOBS, "Words.", FIRST, "is gone"),
        (replace(BOBS, parent=replace(SAID, deleted=True)), "Words.", FIRST, "is gone"),
        (replace(BOBS, parent=replace(SAID, review_id=KEY)), "Words.", FIRST, "is gone"),
    ],
)
def test_a_comment_is_refused_with_words_at_its_text(facts, text, parent, words):
    with pytest.raises(Refused, match=words) as refused:
        add(facts, text, parent)
    assert set(refused.value.problems) == {"text"}


def test_below_what_one_may_not_see_there_is_nothing():
    gone = replace(BOBS, visible=False)
    for act in (
        lambda: add(gone),
        lambda: rules.edit(EditComment(FIRST, 1, "x"), gone, SAID),
        lambda: rules.delete(DeleteComment(FIRST), replace(gone, is_admin=True, member_id=CY), SAID),
        lambda: rules.close(CloseComments(REVIEW), gone),
    ):
        with pytest.raises(NotFound):
            act()


def test_only_whoever_wrote_a_comment_changes_it():
    assert rules.edit(EditComment(FIRST, 1, "Better."), BOBS, SAID) == [CommentEdited(FIRST, 2, "Better.")]
    assert rules.edit(EditComment(FIRST, 1, " Words. "), BOBS, SAID) == []
    with pytest.raises(NotAllowed):
        rules.edit(EditComment(FIRST, 1, "Better."), replace(BOBS, member_id=BOB, is_admin=True), SAID)
    with pytest.raises(Refused, match="no such comment"):
        rules.edit(EditComment(FIRST, 1, "Better."), BOBS, replace(SAID, deleted=True))


def test_what_was_changed_meanwhile_is_not_written_over():
    with pytest.raises(ChangedMeanwhile):
        rules.edit(EditComment(FIRST, 1, "Better."), BOBS, replace(SAID, revision=2, text="Other."))


@pytest.mark.parametrize(
    "facts", [BOBS, replace(BOBS, visible=False), replace(BOBS, member_id=BOB), replace(BOBS, member_id=CY, is_admin=True)]
)
def test_a_comment_is_deleted_by_its_writer_the_author_or_an_admin(facts):
    assert rules.delete(DeleteComment(FIRST), facts, SAID) == [CommentDeleted(FIRST)]
    assert rules.delete(DeleteComment(FIRST), facts, replace(SAID, deleted=True)) == []


def test_nobody_else_deletes_a_comment():
    with pytest.raises(NotAllowed):
        rules.delete(DeleteComment(FIRST), replace(BOBS, member_id=CY), SAID)


def test_the_author_closes_and_opens_the_talk_and_nobody_else():
    own = replace(BOBS, member_id=BOB)
    assert rules.close(CloseComments(REVIEW), own) == [CommentsClosed(REVIEW)]
    assert rules.close(CloseComments(REVIEW), replace(own, closed=True)) == []
    assert rules.open_again(OpenComments(REVIEW), replace(own, closed=True)) == [CommentsOpened(REVIEW)]
    assert rules.open_again(OpenComments(REVIEW), own) == []
    for rule, command in ((rules.close, CloseComments(REVIEW)), (rules.open_again, OpenComments(REVIEW))):
        with pytest.raises(NotAllowed):
            rule(command, replace(BOBS, is_admin=True))
