"""The rules of commenting. Whoever may not see a review learns nothing of it, here neither."""

from dataclasses import dataclass
from uuid import UUID

from moviediary.comments.commands import AddComment, CloseComments, DeleteComment, EditComment, OpenComments
from moviediary.comments.events import CommentAdded, CommentDeleted, CommentEdited, CommentsClosed, CommentsOpened
from moviediary.diary.rules import NOWHERE
from moviediary.errors import ChangedMeanwhile, NotAllowed, NotFound, Refused
from moviediary.text import clean

TEXT_LENGTH = 2_000
# The words for a comment that is not there.
NO_COMMENT = "There is no such comment any more."


@dataclass(frozen=True)
class Said:
    """A comment as it is kept."""

    comment_id: UUID
    review_id: UUID
    member_id: UUID
    parent_id: UUID | None
    text: str
    revision: int = 1
    deleted: bool = False


@dataclass(frozen=True)
class Facts:
    """Who asks; whose review it is, whether they may see it, and whether it may be commented on."""

    member_id: UUID
    author_id: UUID
    visible: bool
    closed: bool = False
    is_admin: bool = False


@dataclass(frozen=True, kw_only=True)
class AddFacts(Facts):
    """Also a fresh id, what the same form said before, and the comment that is answered, where it may be seen."""

    new_id: UUID
    twin: Said | None = None
    parent: Said | None = None


def checked(text: str) -> str:
    """The text of a comment, cleaned. Raises Refused."""
    said = clean(text)
    if not said:
        raise Refused("Write something first.", {"text": "Write something first."})
    if len(said) > TEXT_LENGTH:
        problem = f"A comment has at most {TEXT_LENGTH:,} characters; this one has {len(said):,}."
        raise Refused(problem, {"text": problem})
    return said


def add(command: AddComment, facts: AddFacts) -> list[CommentAdded]:
    """Nothing where the same form said it already."""
    _seen(facts)
    if facts.twin is not None:
        return []
    if facts.closed:
        raise Refused("Comments on this entry are closed.", {"text": "Comments on this entry were closed meanwhile."})
    text, parent_id = checked(command.text), None
    if command.parent_id is not None:
        if facts.parent is None or facts.parent.review_id != command.review_id or facts.parent.deleted:
            raise Refused("The comment you answer is gone.", {"text": "The comment you answer is gone."})
        parent_id = facts.parent.parent_id or facts.parent.comment_id
    return [CommentAdded(facts.new_id, command.review_id, facts.member_id, parent_id, command.key, text)]


def edit(command: EditComment, facts: Facts, said: Said) -> list[CommentEdited]:
    _there(facts, said)
    if said.member_id != facts.member_id:
        raise NotAllowed("This comment belongs to somebody else.")
    text = checked(command.text)
    if text == said.text:
        return []
    if command.revision != said.revision:
        raise ChangedMeanwhile(
            "This comment was changed meanwhile, perhaps in another tab. "
            "Your version is still in the form; save again to put it in place of the other."
        )
    return [CommentEdited(said.comment_id, said.revision + 1, text)]


def delete(command: DeleteComment, facts: Facts, said: Said) -> list[CommentDeleted]:
    """One's own comment, any below one's own review, and for an admin every one they may see."""
    if said.deleted:
        return []
    if facts.member_id != said.member_id:
        _seen(facts)
        if facts.member_id != facts.author_id and not facts.is_admin:
            raise NotAllowed("This comment belongs to somebody else.")
    return [CommentDeleted(said.comment_id)]


def close(command: CloseComments, facts: Facts) -> list[CommentsClosed]:
    _own(facts)
    return [] if facts.closed else [CommentsClosed(command.review_id)]


def open_again(command: OpenComments, facts: Facts) -> list[CommentsOpened]:
    _own(facts)
    return [CommentsOpened(command.review_id)] if facts.closed else []


def _there(facts: Facts, said: Said) -> None:
    _seen(facts)
    if said.deleted:
        raise Refused(NO_COMMENT)


def _own(facts: Facts) -> None:
    _seen(facts)
    if facts.author_id != facts.member_id:
        raise NotAllowed("This entry belongs to somebody else.")


def _seen(facts: Facts) -> None:
    if not facts.visible:
        raise NotFound(NOWHERE)
