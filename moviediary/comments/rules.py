"""The rules of commenting. Whoever may not see a review learns nothing of it, here neither."""

from dataclasses import dataclass
from uuid import UUID, uuid5

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
    # What was said with the second key, which a form has once it is sent changed.
    again: Said | None = None
    parent: Said | None = None


@dataclass(frozen=True)
class Added:
    """The comment that stands for the command, and what happened: nothing where the same form had said it already."""

    comment_id: UUID
    events: tuple[CommentAdded, ...] = ()


def checked(text: str) -> str:
    """The text of a comment, cleaned. Raises Refused."""
    said = clean(text)
    if not said:
        raise Refused("Write something first.", {"text": "Write something first."})
    if len(said) > TEXT_LENGTH:
        problem = f"A comment has at most {TEXT_LENGTH:,} characters; this one has {len(said):,}."
        raise Refused(problem, {"text": problem})
    return said


def add(command: AddComment, facts: AddFacts) -> Added:
    _seen(facts)
    text, parent, parent_id = checked(command.text), facts.parent, command.parent_id
    if parent is not None:
        parent_id = parent.parent_id or parent.comment_id
    for twin in (facts.twin, facts.again):
        if twin and not twin.deleted and (twin.review_id, twin.parent_id, twin.text) == (command.review_id, parent_id, text):
            return Added(twin.comment_id)
    if facts.closed:
        raise Refused("Comments on this entry are closed.", {"text": "Comments on this entry were closed meanwhile."})
    if command.parent_id is not None and (parent is None or parent.review_id != command.review_id or parent.deleted):
        raise Refused("The comment you answer is gone.", {"text": "The comment you answer is gone."})
    # A form that was sent before, then changed (Back, other words) and sent again, means another comment.
    key = command.key if facts.twin is None else second_key(command) if facts.again is None else facts.new_id
    return Added(facts.new_id, (CommentAdded(facts.new_id, command.review_id, facts.member_id, parent_id, key, text),))


def second_key(command: AddComment) -> UUID:
    """The key of what a form says after it was sent once already: the same for the same words, so that two clicks say it once."""
    return uuid5(command.key, repr((command.review_id, command.parent_id, command.text)))


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
